# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ..mechanism.roles import OFFICE_MANAGER


class ResCompany(models.Model):
    """How a company looks after rooms, keys and what stands there."""

    _inherit = 'res.company'

    archive_key_hours = fields.Integer(
        string="Acknowledge Backup Keys Within", default=24, required=True,
        help="Hours that the office manager has to acknowledge the use of a backup key, before the"
             " general manager is told (CA-56).",
        prefetch='archive',
    )
    archive_inspection_months = fields.Integer(
        string="Inspect Rooms Every", default=12, required=True,
        help="Months between two inspections of a room that says nothing else; 0: never (CA-58).",
        prefetch='archive',
    )
    archive_search_days = fields.Integer(
        string="Search For", default=14, required=True,
        help="Days that there are to find what is missing, before its loss is reported (X-06).",
        prefetch='archive',
    )

    _archive_key_hours_positive = models.Constraint(
        'CHECK (archive_key_hours > 0)', "There is at least one hour to acknowledge.",
    )
    _archive_inspection_months_positive = models.Constraint(
        'CHECK (archive_inspection_months >= 0)', "A period between inspections is not negative.",
    )
    _archive_search_days_positive = models.Constraint(
        'CHECK (archive_search_days > 0)', "A search lasts at least one day.",
    )

    # === BUSINESS METHODS === #

    def _get_archive_keepers(self):
        """Return who is told what is wrong in the rooms: the archivist of the company, else his
        deputy, else the office managers.

        :rtype: recordset
        """
        self.ensure_one()
        company_sudo = self.sudo()  # Who keeps the archives is no secret.
        for user in (company_sudo.archive_custodian_id, company_sudo.archive_deputy_id):
            if user.active:
                return user
        return self._get_archive_users(OFFICE_MANAGER)

    def _get_archive_users(self, group):
        """Return the people who hold a role in the company.

        :param str group: the XML id of the role's group
        :rtype: recordset
        """
        root = self.env.ref('base.user_root')
        return self.env['res.users'].sudo().search([  # Who holds a role, whoever asks.
            ('all_group_ids', 'in', self.env.ref(group).ids), ('company_ids', 'in', self.ids),
            ('share', '=', False),
        ]) - root
