# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass


class CustomerArchiveErasureScan(models.AbstractModel):
    """Whether a person is really forgotten: what the database still says of him."""

    _name = 'customer.archive.erasure.scan'
    _description = "Archive Erasure: Scan"

    # === BUSINESS METHODS === #

    def _scan(self):
        """Note where the person still stands, and what of that was kept with a basis."""
        findings = self.env['customer.archive.erasure.finding']
        for request in self.filtered(lambda each: each.kind != 'access'):
            scan = self.env['customer.archive.text.scan']
            words = request._get_words()
            found = scan._scan(words)
            if files := scan._scan_files(words):
                found['ir_attachment', 'store_fname'] = files
            kept = request._get_kept_rows()
            explained = {
                (finding.table_name, finding.column_name): finding.explanation
                for finding in request.finding_ids
            }
            request.finding_ids.unlink()
            findings.create([
                {
                    'request_id': request.id, 'table_name': table, 'column_name': column,
                    'row_count': len(ids), 'row_ids': ids[:100],
                    'is_kept': table in request._get_kept_tables()
                    or set(ids) <= kept.get(table, set()),
                    'explanation': explained.get((table, column)),
                }
                for (table, column), ids in sorted(found.items())
                if table != self._table or set(ids) - set(request.ids)
            ])
            with_pass(request).write({'scanned_at': fields.Datetime.now()})
            request._enter_register('scan', {
                'count': len(request.finding_ids), 'kept': len(
                    request.finding_ids.filtered('is_kept'),
                ),
            })

    def _get_kept_tables(self):
        """Return the tables in which a person may stand: those of accounting.

        :rtype: set[str]
        """
        places = self.env['customer.archive.erasure.place']
        return {
            self.env[model]._table for model in places._get_accounting_models()
            if model in self.env
        }

    def _get_kept_rows(self):
        """Return the rows that were kept or restricted by a decision, or withheld.

        :return: ids by table
        :rtype: dict[str, set[int]]
        """
        self.ensure_one()
        person, kept = self._get_person(), {}
        for line in self.line_ids.filtered(
            lambda each: each.decision in ('keep', 'restrict') or each.state == 'withheld',
        ):
            records = line._get_records(person)
            kept.setdefault(records._table, set()).update(records.ids)
            if line.place == 'document':
                kept.setdefault('ir_attachment', set()).update(
                    self.env['ir.attachment'].sudo().search([
                        ('res_model', '=', records._name), ('res_id', 'in', records.ids),
                    ]).ids,
                )
        return kept
