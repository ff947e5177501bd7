# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from .purpose import PurposeRequired


class IrRule(models.Model):
    """Where only the purpose is missing, the refusal says so and leads to its dialog."""

    _inherit = 'ir.rule'

    def _make_access_error(self, operation, records):
        """Override to ask for the purpose."""
        error = super()._make_access_error(operation, records)
        behind = records._get_archive_records()
        confidential = behind and self.env['customer.archive.confidential'].search([
            ('id', 'in', [part._get_archive_key() for parts in behind for part in parts]),
            ('purpose_stated', '=', False),
        ])
        if not confidential:
            return error
        return PurposeRequired(
            self.env._(
                "%(archives)s: confidential. Say what you need it for, then it opens.",
                archives=", ".join(confidential.mapped('name')),
            ),
            self.env['ir.actions.act_window']._for_xml_id(
                'customer_archive.customer_archive_purpose_state_action',
            ),
            self.env._("State the Purpose"),
            {'default_confidential_ids': confidential.ids},
        )
