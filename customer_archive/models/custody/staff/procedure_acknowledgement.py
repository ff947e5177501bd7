# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...mechanism.triggers import freeze


class CustomerArchiveProcedureAcknowledgement(models.Model):
    """Somebody says that he has read a version of a procedure that binds him (CA-76)."""

    _name = 'customer.archive.procedure.acknowledgement'
    _inherit = ['customer.archive.kept']
    _description = "Acknowledgement of an Archive Procedure"
    _order = 'id desc'
    _allow_sudo_commands = False

    version_id = fields.Many2one(
        'customer.archive.procedure.version', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one(related='version_id.company_id', store=True, precompute=True)
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    acknowledged_at = fields.Datetime(
        string="Acknowledged On", required=True, readonly=True,
        default=lambda self: fields.Datetime.now(),
    )

    _once = models.UniqueIndex(
        '(version_id, user_id)', "Each person acknowledges a version once.",
    )

    # === SETUP === #

    def init(self):
        """Override to let it stay as it was said, below the ORM too."""
        super().init()
        freeze(self, 'said', ('version_id', 'user_id', 'acknowledged_at'))

    # === COMPUTE METHODS === #

    @api.depends('version_id', 'user_id')
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(version)s: %(person)s", version=row.version_id.name, person=row.user_id.name,
            )
