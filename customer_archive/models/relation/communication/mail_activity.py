# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext


class MailActivity(models.Model):
    """A call that was on somebody's list is communication once it is done (CA-40).

    It counts where the record that it stands on is a customer, one of his contacts, or names one in
    `partner_id`.
    """

    _name = 'mail.activity'
    _inherit = ['mail.activity', 'customer.archive.source']

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to enter calls that are done."""
        res = super().write(vals)
        if vals.get('active') is False:
            self.sudo().filtered(  # What they were, whoever may see them.
                lambda activity: activity.activity_category == 'phonecall',
            )._enter_talks()
        return res

    # === BUSINESS METHODS === #

    @api.model
    def _get_talks(self, condition):
        """Override to state the calls that are done."""
        talks = super()._get_talks(condition)
        log = self.env['customer.archive.communication']
        for model in self._get_called_models():
            records = self.env[model]
            records.flush_model([
                name for name in ('partner_id', 'company_id') if name in records._fields
            ])
            talks.append(SQL(
                """
                SELECT %(archive)s, source.id AS source_id,
                       CASE WHEN source.write_date::date = source.date_done THEN source.write_date
                            ELSE source.date_done::timestamp END AS at,
                       'phone' AS way, 'out' AS direction,
                       CASE WHEN contact.partner_share THEN ARRAY[contact.id]
                            ELSE '{}'::int[] END AS partner_ids,
                       ARRAY(
                           SELECT colleague.id FROM res_users colleague
                            WHERE colleague.id = source.user_id AND NOT colleague.share
                       ) AS user_ids
                  FROM mail_activity source
                  JOIN mail_activity_type kind ON kind.id = source.activity_type_id
                   AND kind.category = 'phonecall'
                  JOIN %(table)s record ON record.id = source.res_id
                  JOIN res_partner contact ON contact.id = %(contact)s
                  JOIN customer_archive archive
                    ON archive.partner_id = contact.commercial_partner_id AND %(company)s
                 WHERE source.res_model = %(model)s AND NOT source.active
                   AND source.date_done IS NOT NULL AND %(kept)s AND %(condition)s
                """,
                table=SQL.identifier(records._table), model=model, condition=condition,
                archive=log._get_archive_columns(), kept=log._get_kept_condition(),
                contact=SQL("record.id" if model == 'res.partner' else "record.partner_id"),
                company=SQL(
                    "(record.company_id IS NULL OR record.company_id = archive.company_id)",
                ) if self._has_column(records, 'company_id') else SQL("true"),
            ))
        return talks

    def _get_called_models(self):
        """Return the models of records that activities stand on, as far as they name a customer.

        :rtype: list[str]
        """
        names = self.mapped('res_model') if self else [
            name for [name] in self.env.execute_query(SQL(
                "SELECT DISTINCT source.res_model FROM mail_activity source"
                " JOIN mail_activity_type kind ON kind.id = source.activity_type_id"
                " WHERE kind.category = 'phonecall' AND NOT source.active",
            ))
        ]
        return sorted(
            name for name in set(names) if name in self.env and (
                name == 'res.partner'
                or (self._has_column(self.env[name], 'partner_id')
                    and self.env[name]._fields['partner_id'].comodel_name == 'res.partner')
            )
        )

    def _has_column(self, records, name):
        field = records._fields.get(name)
        return records._auto and isinstance(field, fields.Many2one) and field.store

    def _show_talk(self):
        """Override to show what it was about, and what came of it."""
        return " · ".join(filter(None, [
            self.summary, self.feedback, html2plaintext(self.note or '').strip(),
        ]))

    def _get_talk_home(self):
        """Override to name the record that it stands on."""
        if self.res_model in self.env and self.res_id:
            return self.env[self.res_model].browse(self.res_id)
        return self
