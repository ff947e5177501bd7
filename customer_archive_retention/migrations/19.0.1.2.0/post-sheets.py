# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


def migrate(cr, version):
    """Name the sheets of lines that were on a list before this version and are not executed."""
    cr.execute(
        """
        UPDATE customer_archive_disposal_line line SET holdings = found.holdings
          FROM (
            SELECT line.id, jsonb_agg(
                       jsonb_build_array(holding.barcode, holding.kind, holding.serial)
                       ORDER BY holding.kind != 'folder', holding.document_id,
                                holding.kind != 'original', holding.serial
                   ) AS holdings
              FROM customer_archive_disposal_line line
              JOIN customer_archive_holding holding
                ON holding.archive_id = line.archive_id OR holding.volume_id = line.volume_id
                OR holding.document_id = line.document_id
             WHERE line.state = 'open' AND line.holdings IS NULL AND holding.state != 'destroyed'
             GROUP BY line.id
          ) AS found
         WHERE found.id = line.id
        """,
    )
