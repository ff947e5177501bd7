# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass


class CustomerArchive(models.Model):
    """An archive may be restricted to being stored."""

    _name = 'customer.archive'
    _inherit = ['customer.archive.restricted', 'customer.archive']

    # === BUSINESS METHODS === #

    def _restrict(self, until):
        """Restrict the archives, and what lies in them, to being stored.

        :param date|None until: the first day on which it is decided anew, `None` to lift it
        """
        with_pass(self).write({'restricted_until': until})
        self._enter_register('restricted' if until else 'unrestricted')

    def _get_event_labels(self):
        """Override to name the restriction."""
        return {
            **super()._get_event_labels(),
            'restricted': self.env._("Restricted to being stored"),
            'unrestricted': self.env._("Restriction lifted"),
        }
