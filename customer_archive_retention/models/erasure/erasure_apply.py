# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import html
import re

from odoo import models

from odoo.addons.customer_archive.models.archive.companion import BLANK
from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

# What says who a contact is. The customer number stays: it is the company's, and says nothing.
_PARTNER_FIELDS = (
    'email', 'phone', 'vat', 'street', 'street2', 'city', 'zip', 'state_id', 'function', 'comment',
    'website', 'company_name', 'company_registry', 'image_1920', 'barcode',
)


class CustomerArchiveErasureApply(models.AbstractModel):
    """How data of a person are taken out of a place.

    To erase takes out all that people wrote there; to anonymise only what he is called by.
    For a module to do more, it must override `_apply`, or add a method `_apply_<place>`.
    """

    _name = 'customer.archive.erasure.place'
    _inherit = ['customer.archive.erasure.place']

    # === BUSINESS METHODS === #

    def _apply(self, key, records, decision, person, number):
        """Take data of a person out of records.

        :param str key: the place
        :param recordset records: what was found there
        :param str decision: `erase` or `anonymise`
        :param Person person: whom it is about
        :param str number: of the request, which stands for his name
        """
        records = records.with_context(
            tracking_disable=True, mail_notrack=True, image_no_postprocess=True,
        )
        [[last]] = self.env['mail.message'].sudo()._read_group([], [], ['id:max'])
        place = self._get_places()[key]
        if special := getattr(self, f'_apply_{key}', None):
            special(records, decision, person, number)
        elif place.removed and decision == 'erase':
            with_pass(records).unlink()
        else:
            self._blank_texts(
                records, place.texts, None if decision == 'erase' else person.words, place.marked,
            )
        self._remove_traces(person, last or 0)
        self.env['customer.archive.package']._end_for(
            person.archives | person.company_archives,
            self.env._("Something in it is erased: %(request)s.", request=number),
        )

    def _remove_traces(self, person, last):
        """Remove what Odoo wrote into the contact's chatter while his data were taken out.

        Bank accounts note there what they were before, whatever the context says.

        :param Person person: whom it is about
        :param int last: the id of the last message before
        """
        self.env.flush_all()
        traces = self.env['mail.message'].sudo().search([  # Whoever may see them.
            ('id', '>', last), ('model', '=', 'res.partner'), ('res_id', 'in', person.partners.ids),
        ])
        traces -= self._get_audited(traces)
        traces.tracking_value_ids.unlink()
        with_pass(traces).unlink()

    def _blank_texts(self, records, names, words=None, marked=False):
        """Take words out of the fields of records; all of them where none are given.

        :param recordset records: the records
        :param Iterable[str] names: their fields
        :param Iterable[str] words: what is taken out
        :param bool marked: whether a mark stands where all was taken out
        """
        pattern = self._get_pattern(words) if words else None
        for record in records:
            vals = {}
            for name in names:
                field = record._fields.get(name)
                if field is None or not field.store or not record[name]:
                    continue
                text = record[name]
                blank = BLANK if marked or field.required else False
                new = (pattern.sub(BLANK, str(text)) if pattern else blank)
                if new != text:
                    vals[name] = new
            if vals:
                with_pass(record).write(vals)

    def _get_pattern(self, words):
        """Return what finds the words in a text, in whatever case, as HTML as well.

        :param Iterable[str] words: the words
        :rtype: re.Pattern
        """
        every = {*words, *(html.escape(word) for word in words)}
        return re.compile('|'.join(
            re.escape(word) for word in sorted(every, key=len, reverse=True)
        ), re.IGNORECASE)

    # === PLACES === #

    def _apply_partner(self, records, decision, person, number):
        for partner in records:
            vals = {
                name: False for name in _PARTNER_FIELDS
                if name in partner._fields and partner[name]
            }
            with_pass(partner).write({**vals, 'name': number})
            # What was just taken out is not logged with its value either.
            self.env['customer.archive.change'].sudo().search([
                ('contact_id', '=', partner.id),
            ])._erase_words()
            partner.message_unsubscribe(partner.message_partner_ids.ids)
            self.env['ir.attachment'].sudo().search([  # Its pictures, also the small ones.
                ('res_model', '=', 'res.partner'), ('res_id', '=', partner.id),
                ('res_field', '!=', False),
            ]).unlink()

    def _apply_bank(self, records, decision, person, number):
        # Core archives them instead of deleting them: entries may name them.
        for account in records:
            account.write({
                'acc_number': f'{number}-{account.id}', 'acc_holder_name': number, 'active': False,
            })

    def _apply_user(self, records, decision, person, number):
        for user in records:
            user.write({'login': f'{number}-{user.id}', 'active': False, 'signature': False})

    def _apply_tracking(self, records, decision, person, number):
        if decision == 'erase':
            records.unlink()
        else:
            self._blank_texts(records, self._get_places()['tracking'].texts, person.words)

    def _apply_attachment(self, records, decision, person, number):
        if decision == 'erase':
            for file in records:
                self._open(file).unlink()
            return
        pattern = self._get_pattern(person.words)
        for file in records:
            self._open(file).write({
                'name': pattern.sub(BLANK, file.name or ''), 'index_content': False,
                'description': False,
            })

    def _open(self, file):
        """Return a file with the pass of the record that guards it."""
        if file.res_model in self.env['ir.attachment']._get_archive_models() and file.res_id:
            record = with_pass(self.env[file.res_model].browse(file.res_id))
            return file.with_context(**record.env.context)
        return with_pass(file)

    def _apply_document(self, records, decision, person, number):
        words = None if decision == 'erase' else person.words
        self._blank_texts(records, self._get_places()['document'].texts, words)
        for document in records.filtered('scan_sha256'):
            scans = self.env['ir.attachment'].sudo().search([  # Whoever may see them.
                ('res_model', '=', document._name), ('res_id', '=', document.id),
                ('res_field', '!=', False),
            ])
            if decision != 'erase':
                scans.write({'index_content': False})
                continue
            for scan in scans:
                self._open(scan).unlink()
            with_pass(document).write({
                'scan_sha256': False, 'scan_size': 0, 'scan_mimetype': False,
                'scan_checked_on': False,
            })
            document.invalidate_recordset(['scan'])

    def _apply_communication(self, records, decision, person, number):
        if decision == 'erase':
            records._erase_words()
        else:
            pattern = self._get_pattern(person.words)
            records._replace_words(lambda text: pattern.sub(BLANK, text))

    def _apply_note(self, records, decision, person, number):
        for chain, notes in records.grouped('chain').items():
            rows = self.env[chain].sudo().browse(notes.mapped('row'))
            self.env['customer.archive.evidence.note']._erase(rows, number)

    def _apply_log(self, records, decision, person, number):
        # A value is not part of a text: where it names him, it goes as a whole.
        records._erase_words()

    def _apply_change(self, records, decision, person, number):
        records._erase_values()
