# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

from ..evidence.read_log import CONFIDENTIAL

# Proof that our own code asks who may read something, the purpose aside: JSON cannot carry it.
_ASIDE = object()


class CustomerArchiveScope(models.AbstractModel):
    """A confidential archive, and all that lies in it, is closed to who has not said what for.

    A record rule asks `purpose_stated`, so that every way to a record is closed alike: lists,
    counts, groups, names, files, messages, reports.
    """

    _inherit = 'customer.archive.scope'

    _index_fields = frozenset({'purpose_stated'})
    purpose_stated = fields.Boolean(
        compute='_compute_purpose_stated', search='_search_purpose_stated',
        help="The archive is not confidential, or you have said what you need it for.",
    )

    # === COMPUTE METHODS === #

    @api.depends('is_confidential')
    @api.depends_context('uid')
    def _compute_purpose_stated(self):
        current = self.env['customer.archive.purpose']._get_current()
        aside = self.env.context.get('customer_archive_purpose_aside') is _ASIDE
        for record in self:
            record.purpose_stated = (
                aside or not record.is_confidential or record._get_archive_key() in current
            )

    @api.model
    def _search_purpose_stated(self, operator, value):
        if operator != 'in':
            return NotImplemented
        current = self.env['customer.archive.purpose']._get_current()
        return Domain('confidentiality', '<', CONFIDENTIAL) | Domain(
            self._archive_column, 'in', list(current),
        )

    # === BUSINESS METHODS === #

    def _check_access(self, operation):
        """Override to ask anew what was stated: time passes, and so do purposes."""
        if not self.env.su:
            self.invalidate_recordset(['purpose_stated'], flush=False)
        return super()._check_access(operation)

    @api.model
    def _get_noted_domain(self):
        """Override to look at the archives only that the user could open at all."""
        domain = super()._get_noted_domain()
        if domain.is_false() or not self._asks_purpose():
            return domain
        current = self.env['customer.archive.purpose']._get_current()
        return domain & Domain(self._archive_column, 'in', list(current))

    def _is_for(self, user):
        """Override to set the purpose aside: who is told of something states it when he reads."""
        try:
            return super(
                CustomerArchiveScope, self.with_context(customer_archive_purpose_aside=_ASIDE),
            )._is_for(user)
        finally:
            self.invalidate_recordset(['purpose_stated'], flush=False)

    # === HELPERS === #

    @api.model
    def _asks_purpose(self):
        """Tell whether the administrator left the rule on that closes this model."""
        # One question in memory: the rules of a model are cached.
        return 'purpose_stated' in str(self.env['ir.rule']._compute_domain(self._name, 'read'))

    @api.model
    def _forget_purposes(self):
        """Forget what was computed from the statements before."""
        for name in self.env['ir.attachment']._get_archive_models():
            self.env[name].invalidate_model(['purpose_stated'], flush=False)
