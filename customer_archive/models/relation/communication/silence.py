# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain

from ...archive.states import ACTIVE_STATES
from ...mechanism.inner_pass import with_pass

_ACTIVITY = 'customer_archive.mail_activity_type_contact'


class CustomerArchive(models.Model):
    """Customers with whom nobody talks for long are put on somebody's list, once (CA-33)."""

    _inherit = 'customer.archive'

    _gated_fields = frozenset({'contact_asked_on'})
    _index_fields = frozenset({'contact_asked_on'})

    contact_asked_on = fields.Date(
        string="Contact Asked For On", readonly=True, copy=False, index='btree_not_null',
        help="The day on which somebody was asked to contact the customer. He is asked again after"
             " the next contact only.",
    )

    # === BUSINESS METHODS === #

    @api.model
    def _cron_ask_for_contact(self):
        """Ask for contact with customers whom nobody talked to, and take back what was done."""
        silent_ids, back_ids = [], []
        for [company] in self._read_group([], ['company_id']):
            kept = Domain('company_id', '=', company.id) & Domain('state', 'in', ACTIVE_STATES)
            days = company.archive_contact_days
            silent = kept & self._get_silent_domain(company, days) if days else Domain.FALSE
            silent_ids += self.search(silent & Domain('contact_asked_on', '=', False)).ids
            back_ids += self.search(
                Domain('company_id', '=', company.id) & Domain('contact_asked_on', '!=', False)
                & ~silent,
            ).ids
        self._sweep("Contact made again", back_ids, lambda archives: archives._end_silence())
        return self._sweep(
            "Archives without contact", silent_ids, lambda archives: archives._ask_for_contact(),
        )

    def _ask_for_contact(self):
        """Put a call on the list of who keeps each archive."""
        for company, archives in self.grouped('company_id').items():
            someone = company._get_archivists()[:1]
            today = company._get_archive_today()
            for keeper, kept in archives.grouped(
                lambda archive: archive._get_keeper() or someone,  # noqa: B023 used at once
            ).items():
                if keeper:
                    translated = kept.with_context(lang=keeper.lang)
                    translated.activity_schedule(
                        _ACTIVITY, user_id=keeper.id, date_deadline=today, automated=True,
                        summary=translated.env._("Contact the customer"),
                    )
            with_pass(archives).write({'contact_asked_on': today})

    def _end_silence(self):
        """Take off the list whom somebody talked to, and customers that are no longer kept."""
        self.activity_unlink([_ACTIVITY])
        with_pass(self).write({'contact_asked_on': False})
