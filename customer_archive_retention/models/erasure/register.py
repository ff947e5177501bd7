# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchiveRegister(models.Model):
    """The register tells what became of a request, without what was erased."""

    _name = 'customer.archive.register'
    _inherit = ['customer.archive.register']
    _log_access = False  # Each class says it for itself; see the abstract model.

    @api.model
    def _get_fact_labels(self):
        """Override to name what was decided about a place."""
        return {
            **super()._get_fact_labels(),
            'place': self.env._("Place"), 'decision': self.env._("Decision"),
            'subject': self.env._("Of"), 'contact': self.env._("Contact (Database ID)"),
            'reference': self.env._("Decided By (Database ID)"),
            'records': self.env._("Records (Database IDs)"), 'until': self.env._("Until"),
            'kept': self.env._("Kept with a Basis"),
            **dict(self.env['customer.archive.erasure.line']._fields['decision']
                   ._description_selection(self.env)),
        }
