# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.addons.customer_archive.models.mechanism.text_search import CREATE_FUNCTIONS


def migrate(cr, version):
    """Give the tax number of a customer to the first of his archives that are kept.

    Who was entered twice before stays so: the later archive has no key, and is found among the
    possible duplicates.
    """
    cr.execute(CREATE_FUNCTIONS)
    cr.execute("ALTER TABLE customer_archive ADD COLUMN IF NOT EXISTS tax_key varchar")
    cr.execute(
        """
        WITH keyed AS (
            SELECT archive.id, customer_archive_tax_key(customer.vat) AS key,
                   row_number() OVER (
                       PARTITION BY archive.company_id, customer_archive_tax_key(customer.vat),
                                    archive.state IN ('temporary', 'formal')
                       ORDER BY archive.id
                   ) AS place, archive.state IN ('temporary', 'formal') AS is_kept
              FROM customer_archive archive
              JOIN res_partner customer ON customer.id = archive.partner_id
        )
        UPDATE customer_archive archive SET tax_key = keyed.key
          FROM keyed
         WHERE keyed.id = archive.id AND keyed.key IS NOT NULL AND (place = 1 OR NOT is_kept)
           AND archive.tax_key IS DISTINCT FROM keyed.key
        """,
    )
