# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Command


class CustomerArchive(models.Model):
    """Archives are put together in packages, and come out of packages of other databases."""

    _inherit = 'customer.archive'

    # === ACTION METHODS === #

    def action_pack(self):
        """Begin a package of the archives: what for is said there.

        :rtype: dict
        """
        self.check_access('read')
        self.env['customer.archive.package'].check_access('create')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Package"),
            'res_model': 'customer.archive.package', 'view_mode': 'form',
            'context': {
                'default_archive_ids': [Command.set(self.ids)], 'default_scope': 'selection',
                'default_company_id': self.company_id[:1].id,
            },
        }

    # === BUSINESS METHODS === #

    def _get_event_labels(self):
        """Override to name what packages do with archives."""
        return {
            **super()._get_event_labels(), 'pack': self.env._("Packed"),
            'take_in': self.env._("Taken in from a package"),
        }
