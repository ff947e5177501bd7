# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass


class CustomerArchiveDocument(models.Model):
    """Documents are copied, and the often borrowed ones get standing copies (LE-17)."""

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.document', 'customer.archive.sweep']

    _gated_fields = frozenset({'standing_suggested_on'})
    _index_fields = frozenset({'standing_suggested_on'})

    standing_suggested_on = fields.Date(
        string="Standing Copy Suggested On", readonly=True, copy=False,
        help="When the archivist was told that it is borrowed often.",
    )

    # === ACTION METHODS === #

    def action_request_copy(self):
        """Begin a request for photocopies of the document."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.copy.request']._action_request(self)

    # === BUSINESS METHODS === #

    def _suggest_standing_copy(self):
        """Tell the archivists in charge that standing copies of these documents would pay."""
        system = self.env.ref('base.user_root')
        for company, documents in self.grouped('company_id').items():
            with_pass(documents).write({'standing_suggested_on': company._get_archive_today()})
            for archive, own in documents.grouped('archive_id').items():
                user = archive._get_person_in_charge(without=system)
                if user:
                    subject = self.env._(
                        "Borrowed often, and without a standing copy: %(documents)s.",
                        documents=", ".join(own.mapped('name')),
                    )
                    archive._notify_inbox(user, subject, subject)
