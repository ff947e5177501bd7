# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..evidence.anchor import RECIPIENTS_PARAMETER


class ResConfigSettings(models.TransientModel):
    """The settings of the archive, a company at a time."""

    _inherit = 'res.config.settings'

    archive_number_pattern = fields.Char(
        related='company_id.archive_number_pattern', readonly=False,
    )
    archive_number_restarts = fields.Boolean(
        related='company_id.archive_number_restarts', readonly=False,
    )
    archive_number_next = fields.Integer(
        string="Next Running Number", compute='_compute_archive_number_next',
        inverse='_inverse_archive_number_next',
        help="It can be raised, for example after restoring a backup to a time before the last"
             " numbers were given. It never goes back.",
    )
    archive_number_dimension_id = fields.Many2one(
        related='company_id.archive_number_dimension_id', readonly=False,
    )
    archive_department_id = fields.Many2one(
        related='company_id.archive_department_id', readonly=False,
    )
    archive_custodian_id = fields.Many2one(
        related='company_id.archive_custodian_id', readonly=False,
    )
    archive_deputy_id = fields.Many2one(related='company_id.archive_deputy_id', readonly=False)
    archive_filing_days = fields.Integer(related='company_id.archive_filing_days', readonly=False)
    archive_filing_working_days = fields.Boolean(
        related='company_id.archive_filing_working_days', readonly=False,
    )
    archive_open_on_order = fields.Boolean(
        related='company_id.archive_open_on_order', readonly=False,
    )
    archive_assign_reference = fields.Boolean(
        related='company_id.archive_assign_reference', readonly=False,
    )
    archive_max_scan_size = fields.Integer(
        related='company_id.archive_max_scan_size', readonly=False,
    )
    archive_mass_threshold = fields.Integer(
        related='company_id.archive_mass_threshold', readonly=False,
    )
    archive_anchor_recipients = fields.Char(
        string="Anchor Recipients", config_parameter=RECIPIENTS_PARAMETER,
        help="E-mail addresses outside the reach of whoever runs the database, such as the"
             " auditor's.",
    )

    # === COMPUTE METHODS === #

    @api.depends('company_id')
    def _compute_archive_number_next(self):
        for settings in self:
            settings.archive_number_next = settings.company_id._get_next_archive_serial()

    def _inverse_archive_number_next(self):
        for settings in self:
            company = settings.company_id
            current = company._get_next_archive_serial()
            if settings.archive_number_next < current:
                raise ValidationError(self.env._(
                    "The running number stands at %(current)s and never goes back.",
                    current=current,
                ))
            if settings.archive_number_next > current:
                company._raise_archive_serial(
                    settings.archive_number_next - 1, company._get_archive_today().year,
                )
