# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """Who takes a lot out of the archives at once is seen (CA-70)."""

    _inherit = 'res.company'

    archive_mass_threshold = fields.Integer(
        string="Report Mass Access", default=200, required=True,
        help="Archivists are told when somebody exports or reads more records than this at once.",
    )

    _archive_mass_threshold_positive = models.Constraint(
        'CHECK (archive_mass_threshold > 0)',
        "The number of records from which on mass access is reported must be at least one.",
    )

    def _alert_mass_access(self, login, model, count):
        """Tell the archivists of those companies whose threshold is passed, once each.

        :param str login: who took so much
        :param str model: the technical name of what
        :param int count: how many records
        """
        passed = self.filtered(lambda company: count > company.sudo().archive_mass_threshold)
        archivists = passed._get_archivists()
        if not archivists:
            return
        root = self.env.ref('base.partner_root')
        label = self.env['ir.model'].sudo()._get(model).name or model
        # Told by the system: neither who took it nor his rights decide about it.
        self.env['mail.thread'].sudo().message_notify(
            partner_ids=archivists.partner_id.ids,
            author_id=root.id, email_from=root.email_formatted,
            subject=self.env._("Mass access to archives by %(login)s", login=login),
            body=self.env._(
                "%(login)s took %(count)s records of “%(model)s” at once, at %(time)s (UTC).",
                login=login, count=count, model=label,
                time=fields.Datetime.to_string(fields.Datetime.now()),
            ),
        )

    def _get_archivists(self):
        """Return the archivists who work in the companies.

        :rtype: recordset
        """
        # Who holds the role, whoever asks.
        return self.env['res.users'].sudo().search([
            ('all_group_ids', 'in', self.env.ref(
                'customer_archive.customer_archive_group_archivist').ids),
            ('company_ids', 'in', self.ids), ('share', '=', False),
        ])
