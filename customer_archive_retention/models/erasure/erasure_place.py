# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import html
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Place(NamedTuple):
    """A kind of place that may hold data of a person.

    :param LazyGettext label: what it is called
    :param str model: the model whose records hold them
    :param tuple[str] texts: their fields that people write into
    :param str proposal: what is proposed where nothing stands against it
    :param bool removed: whether a record goes as a whole when its place is erased
    :param bool marked: whether a mark stands where it was erased: the database asks for words
    """

    label: object
    model: str
    texts: tuple
    proposal: str
    removed: bool = False
    marked: bool = False


class Person(NamedTuple):
    """Whom a request is about.

    :param recordset partner: the contact
    :param recordset partners: with the addresses that belong to him alone
    :param recordset archives: his own archives
    :param recordset company_archives: those of the customer that he is a contact of
    :param tuple[str] words: what he is called by: names, addresses, numbers
    :param dict recalled: ids by place of what was treated before the database was restored
    """

    partner: object
    partners: object
    archives: object
    company_archives: object
    words: tuple
    recalled: dict


PLACES = {
    'partner': Place(
        _lt("Contact"), 'res.partner', (), 'anonymise',
    ),
    'bank': Place(_lt("Bank accounts"), 'res.partner.bank', (), 'erase'),
    'user': Place(_lt("Logins of the portal"), 'res.users', (), 'anonymise'),
    'message': Place(
        _lt("Messages with him"), 'mail.message', ('body', 'subject'), 'erase',
    ),
    'mention': Place(
        _lt("Messages that name him"), 'mail.message', ('body', 'subject'), 'anonymise',
    ),
    'sender': Place(
        _lt("Senders and recipients of messages"), 'mail.message', (
            'email_from', 'reply_to', 'incoming_email_to', 'incoming_email_cc',
            'outgoing_email_to',
        ), 'anonymise',
    ),
    'tracking': Place(
        _lt("Values before and after"), 'mail.tracking.value', (
            'old_value_char', 'new_value_char', 'old_value_text', 'new_value_text',
        ), 'erase', True,
    ),
    'mail': Place(
        _lt("Mails"), 'mail.mail', ('body_html', 'email_to', 'email_cc', 'headers'), 'erase', True,
    ),
    'activity': Place(_lt("Activities"), 'mail.activity', ('summary', 'note'), 'erase', True),
    'attachment': Place(
        _lt("Files"), 'ir.attachment', ('name', 'description', 'index_content'), 'erase', True,
    ),
    'document': Place(
        _lt("Archive documents"), 'customer.archive.document', ('title', 'source', 'scan_name'),
        'anonymise',
    ),
    'volume': Place(
        _lt("Volumes"), 'customer.archive.volume', ('title', 'hand_in_note'), 'anonymise',
    ),
    'archive': Place(_lt("Archives"), 'customer.archive', ('note',), 'anonymise'),
    'evaluation': Place(
        _lt("Evaluations"), 'customer.archive.evaluation', ('reason',), 'anonymise', marked=True,
    ),
    'authorization': Place(
        _lt("Authorisations"), 'customer.archive.authorization', ('grantor', 'end_reason'),
        'anonymise', marked=True,
    ),
    'intake': Place(
        _lt("Intake"), 'customer.archive.intake', (
            'source', 'content', 'customer_name', 'phone', 'email', 'street', 'city', 'zip', 'vat',
            'contact_name', 'contact_function', 'rejection_reason',
        ), 'erase', marked=True,
    ),
    'share': Place(
        _lt("Shares"), 'customer.archive.share', ('reason', 'revocation_reason'), 'anonymise',
        marked=True,
    ),
    'disclosure': Place(
        _lt("Disclosures"), 'customer.archive.disclosure', (
            'recipient_name', 'recipient_organisation', 'recipient_email', 'purpose',
            'legal_reference', 'content', 'cancellation_reason',
        ), 'anonymise', marked=True,
    ),
    'complaint': Place(
        _lt("Complaints"), 'customer.archive.complaint', (
            'title', 'description', 'result', 'reopen_reason',
        ), 'anonymise',
    ),
    'service': Place(
        _lt("Services"), 'customer.archive.service', (
            'title', 'description', 'result', 'reopen_reason',
        ), 'anonymise',
    ),
    'communication': Place(
        _lt("Communication"), 'customer.archive.communication', ('content',), 'anonymise',
    ),
    'measure': Place(_lt("Measures"), 'customer.archive.measure', ('text',), 'anonymise'),
    'rating': Place(_lt("Ratings by him"), 'rating.rating', ('feedback',), 'anonymise'),
    'note': Place(
        _lt("Reasons in register and log"), 'customer.archive.evidence.note', ('text',), 'erase',
    ),
    'change': Place(
        _lt("Requested changes of his data"), 'customer.archive.change.request.line', (), 'erase',
    ),
    'change_reason': Place(
        _lt("Reasons of requested changes"), 'customer.archive.change.request',
        ('reason', 'decision_note'), 'anonymise', marked=True,
    ),
    'merge_reason': Place(
        _lt("Reasons of merges"), 'customer.archive.merge', ('reason', 'decision_note'),
        'anonymise', marked=True,
    ),
    'log': Place(
        _lt("Log of changes"), 'customer.archive.change', ('old_value', 'new_value'), 'erase',
    ),
    'form': Place(
        _lt("Forms for customers"), 'customer.archive.intake.link',
        ('message', 'withdraw_reason'), 'anonymise',
    ),
    'review': Place(_lt("Reviews"), 'customer.archive.review', ('note',), 'anonymise'),
    'overhaul': Place(
        _lt("Excuses of overhauls"), 'customer.archive.campaign.line', ('excuse',), 'anonymise',
        marked=True,
    ),
    'accounting': Place(_lt("Accounting entries"), 'account.move', (), 'keep'),
    'trail': Place(_lt("Audit trail of accounting"), 'mail.message', (), 'keep'),
    'trail_value': Place(
        _lt("Values in the audit trail of accounting"), 'mail.tracking.value', (), 'keep',
    ),
}
# What accounting law keeps, whoever asks.
ALWAYS_KEPT = frozenset({'accounting', 'trail', 'trail_value'})


class CustomerArchiveErasurePlace(models.AbstractModel):
    """Where data of a person lie: found by what he is called, and by what hangs on his contact.

    For a module to know of more places, it must override :meth:`_get_places` and add a method
    `_find_<place>` that returns pairs of a subject and the records found there.
    """

    _name = 'customer.archive.erasure.place'
    _description = "Archive Erasure: Places"

    # === BUSINESS METHODS === #

    @api.model
    def _get_places(self):
        """Return the places that are searched, by key.

        For a module to search more, it must override this method.

        :rtype: dict[str, Place]
        """
        return dict(PLACES)

    @api.model
    def _find(self, key, person):
        """Return what a place holds of a person.

        The subject is the part of an archive, or the contact, that decides whether it must stay;
        records without one stand together.

        :param str key: the place
        :param Person person: whom it is about
        :return: pairs of a subject, or `None`, and records
        :rtype: list[tuple[recordset|None, recordset]]
        """
        found = getattr(self, f'_find_{key}')(person)
        if key not in ALWAYS_KEPT:
            found = [(subject, records - self._get_audited(records)) for subject, records in found]
        return [(subject, records) for subject, records in found if records]

    def _containing(self, key, person):
        """Return the records of a place that name a person, and those that did once.

        :param str key: the place
        :param Person person: whom it is about
        :rtype: recordset
        """
        place = self._get_places()[key]
        # Whoever asked to be forgotten is forgotten also where the user may not look.
        records = self.env[place.model].sudo().with_context(active_test=False)
        names = [
            name for name in place.texts
            if name in records._fields and records._fields[name].store
        ]
        words = {*person.words, *(html.escape(word) for word in person.words)}
        return records.search(Domain.OR(
            Domain(name, 'ilike', self._escape(word)) for name in names for word in words
        )) | records.browse(person.recalled.get(key, ())).exists()

    def _escape(self, word):
        """Return a word as LIKE takes it literally."""
        return word.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_')

    # === FINDERS - CONTACT === #

    def _find_partner(self, person):
        return [(partner, partner) for partner in person.partners]

    def _find_bank(self, person):
        return [(person.partner, person.partners.with_context(active_test=False).bank_ids)]

    def _find_user(self, person):
        users = person.partners.with_context(active_test=False).user_ids
        return [(person.partner, users.filtered('share'))]

    def _find_change(self, person):
        return [(archive, self.env['customer.archive.change.request.line'].sudo().search([
            ('archive_id', '=', archive.id), ('model', '=', 'res.partner'),
            ('is_erased', '=', False),
        ])) for archive in person.archives]

    def _find_change_reason(self, person):
        return list(self._containing('change_reason', person).grouped('archive_id').items())

    def _find_merge_reason(self, person):
        return list(self._containing('merge_reason', person).grouped('archive_id').items())

    def _find_log(self, person):
        named = self._containing('log', person)
        changes = named | named.search([
            '|', ('contact_id', 'in', person.partners.ids),
            ('archive_id', 'in', person.archives.ids),
        ])
        return list(changes.filtered(
            lambda change: change.old_value or change.new_value,
        ).grouped('archive_id').items())

    def _find_form(self, person):
        return [
            (archive, forms.filtered(lambda form: form.message or form.withdraw_reason))
            for archive, forms in self._find_cases('form', person)
        ]

    def _find_review(self, person):
        return [
            (archive, reviews.filtered('note'))
            for archive, reviews in self._find_cases('review', person)
        ]

    def _find_overhaul(self, person):
        return [
            (archive, lines.filtered('excuse'))
            for archive, lines in self._find_cases('overhaul', person)
        ]

    # === FINDERS - CHATTER === #

    def _find_message(self, person):
        return [(person.partner, self.env['mail.message'].sudo().search([
            ('model', '=', 'res.partner'), ('res_id', 'in', person.partners.ids),
        ]).filtered(lambda message: message.body or message.subject))]

    def _find_mention(self, person):
        own = self._find_message(person)[0][1]
        found = self._containing('mention', person)
        return self._by_subject(found - own)

    def _find_sender(self, person):
        return [(None, self._containing('sender', person).filtered(
            lambda message: message.model not in self._get_accounting_models(),
        ))]

    def _get_tracking(self, person):
        return self.env['mail.tracking.value'].sudo().search([
            ('mail_message_id.model', '=', 'res.partner'),
            ('mail_message_id.res_id', 'in', person.partners.ids),
        ]) | self._containing('tracking', person)

    def _find_tracking(self, person):
        values = self._get_tracking(person)
        return [
            (subject, values.filtered(lambda value, among=messages: value.mail_message_id in among))
            for subject, messages in self._by_subject(values.mail_message_id)
        ]

    def _find_mail(self, person):
        mails = self.env['mail.mail'].sudo().search([('recipient_ids', 'in', person.partners.ids)])
        mails |= self._containing('mail', person)
        # A mail takes the message along that was written for it: not those of accounting.
        return [(None, mails.filtered(
            lambda mail: mail.model not in self._get_accounting_models(),
        ))]

    def _find_activity(self, person):
        return [(None, self.env['mail.activity'].sudo().with_context(active_test=False).search([
            ('res_model', '=', 'res.partner'), ('res_id', 'in', person.partners.ids),
        ]) | self._containing('activity', person))]

    def _by_subject(self, messages):
        """Return messages by the archive that they are written on, the others together.

        What is written on accounting entries stays with them.

        :param recordset messages: messages
        :rtype: list[tuple[recordset|None, recordset]]
        """
        parts = {}
        guarded = self.env['ir.attachment']._get_archive_models()
        for message in messages:
            if message.model in self._get_accounting_models():
                continue
            subject = None
            if message.model in guarded and message.res_id:
                record = self.env[message.model].sudo().browse(message.res_id).exists()
                subject = self.env['customer.archive'].sudo().browse(
                    record._get_archive_key(),
                ) if record else None
            elif message.model == 'res.partner' and message.res_id:
                subject = self.env['res.partner'].sudo().browse(message.res_id).exists() or None
            parts[subject] = parts.get(subject, messages.browse()) | message
        return list(parts.items())

    # === FINDERS - FILES AND ARCHIVES === #

    def _find_attachment(self, person):
        guarded = self.env['ir.attachment']._get_archive_models()
        files = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', 'res.partner'), ('res_id', 'in', person.partners.ids),
            ('res_field', '=', False),
        ]) | self._containing('attachment', person)
        parts = {}
        for file in files:
            # Values of fields, such as scans and pictures, go with their records.
            if file.res_field or file.res_model in {
                *self._get_accounting_models(), 'customer.archive.erasure',
            }:
                continue
            subject = None
            if file.res_model in guarded and file.res_id:
                subject = self.env[file.res_model].sudo().browse(file.res_id).exists() or None
            elif file.res_model == 'res.partner':
                subject = person.partner
            parts[subject] = parts.get(subject, files.browse()) | file
        return list(parts.items())

    def _find_document(self, person):
        named = self._containing('document', person).filtered(
            lambda document: document.archive_id in person.company_archives,
        )
        own = self.env['customer.archive.document'].sudo().search([
            ('archive_id', 'in', person.archives.ids),
        ])
        return [(document, document) for document in own | named]

    def _find_volume(self, person):
        named = self._containing('volume', person)
        return [
            (volume, volume) for volume in named
            if volume.archive_id in person.archives | person.company_archives
        ]

    def _find_archive(self, person):
        noted = self._containing('archive', person)
        return [(archive, archive) for archive in person.archives | noted]

    def _find_evaluation(self, person):
        return [
            (archive, evaluations.filtered('reason'))
            for archive, evaluations in self._find_cases('evaluation', person)
        ]

    def _find_authorization(self, person):
        return self._find_cases('authorization', person)

    def _find_intake(self, person):
        return self._find_cases('intake', person)

    def _find_share(self, person):
        return list(self._containing('share', person).grouped('archive_id').items())

    def _find_disclosure(self, person):
        return list(self._containing('disclosure', person).grouped('archive_id').items())

    def _find_complaint(self, person):
        return self._find_cases('complaint', person)

    def _find_service(self, person):
        return self._find_cases('service', person)

    def _find_communication(self, person):
        return [
            (archive, entries.filtered('content'))
            for archive, entries in self._find_cases('communication', person)
        ]

    def _find_cases(self, key, person):
        place = PLACES[key]
        cases = self._containing(key, person) | (
            self.env[place.model].sudo().search([('archive_id', 'in', person.archives.ids)])
        )
        return list(cases.grouped('archive_id').items())

    def _find_measure(self, person):
        return self._find_cases('measure', person)

    def _find_rating(self, person):
        ratings = self._containing('rating', person) | (
            self.env['rating.rating'].sudo().search([
                ('partner_id', 'in', person.partners.ids), ('feedback', '!=', False),
            ])
        )
        parts = {}
        guarded = self.env['ir.attachment']._get_archive_models()
        for rating in ratings:
            record = rating.res_model in guarded and self.env[rating.res_model].sudo().browse(
                rating.res_id,
            ).exists()
            subject = record.archive_id if record else None
            parts[subject] = parts.get(subject, ratings.browse()) | rating
        return list(parts.items())

    def _find_note(self, person):
        return [(None, self._containing('note', person))]

    def _find_accounting(self, person):
        return [(person.partner, self.env['account.move'].sudo().search([
            ('partner_id', 'in', person.partners.ids), ('state', '!=', 'draft'),
        ]))]

    def _find_trail(self, person):
        return [(None, self._get_audited(
            self._find_message(person)[0][1] | self._containing('mention', person)
            | self._get_tracking(person).mail_message_id,
        ))]

    def _find_trail_value(self, person):
        return [(None, self._get_audited(self._get_tracking(person)))]

    @api.model
    def _get_audited(self, records):
        """Return what belongs to the audit trail of a company that restricts it.

        Odoo lets nobody change or delete it; it is kept as accounting entries are.

        :param recordset records: records of any model
        :rtype: recordset
        """
        if records._name == 'mail.message':
            return records.filtered('account_audit_log_restricted')
        if records._name in ('mail.tracking.value', 'mail.mail'):
            audited = self._get_audited(records.mail_message_id)
            return records.filtered(lambda record: record.mail_message_id in audited)
        return records.browse()

    @api.model
    def _get_accounting_models(self):
        """Return the models of accounting: their entries, messages and files are never touched.

        For a module to protect more, it must override this method.

        :rtype: set[str]
        """
        return {
            'account.move', 'account.move.line', 'account.payment', 'account.bank.statement',
            'account.bank.statement.line',
        }
