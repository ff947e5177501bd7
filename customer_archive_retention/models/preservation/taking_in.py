# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.fields import Command


class CustomerArchiveTakingIn(models.AbstractModel):
    """What was held where a package was made is held here, all of the archive (ND-02)."""

    _inherit = 'customer.archive.taking.in'

    # === BUSINESS METHODS === #

    @api.model
    def _after_taking_in(self, archive, document):
        """Override to place the holds, before anything else can happen to the archive."""
        super()._after_taking_in(archive, document)
        holds = archive.env['customer.archive.hold']
        for told in document.get('holds') or ():
            held = holds.create({
                'matter': told['matter'], 'reason': told['reason'],
                'authority': self.env._(
                    "%(authority)s (%(hold)s where it comes from)",
                    authority=told['authority'], hold=told['name'],
                ),
                'review_on': max(told['review_on'], str(archive.company_id._get_archive_today())),
                'company_id': archive.company_id.id,
                'archive_ids': [Command.set(archive.ids)],
            })
            held._transition('place')
