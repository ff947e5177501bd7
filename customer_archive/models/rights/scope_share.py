# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain


class CustomerArchiveScope(models.AbstractModel):
    """What is shared with the user, for the record rules (CA-69)."""

    _inherit = 'customer.archive.scope'

    _index_fields = frozenset({'is_shared'})

    is_shared = fields.Boolean(
        string="Shared With Me", compute='_compute_is_shared', search='_search_is_shared',
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_shared(self):
        shared = set(self.env.user._get_shared_archive_ids())
        for record in self:
            record.is_shared = record._origin._get_archive_key() in shared

    def _search_is_shared(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain(self._archive_column, 'in', self.env.user._get_shared_archive_ids())

    # === BUSINESS METHODS === #

    def _check_access(self, operation):
        """Override to ask anew what is shared: it may just have ended."""
        if not self.env.su:
            self.invalidate_recordset(['is_shared'], flush=False)
        return super()._check_access(operation)
