# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import api, models

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .erasure_line import TAKING
from .ranges import from_ranges

REGISTER = 'customer.archive.register'


class Treated(NamedTuple):
    """What the register says of a place that was treated: nothing of what stood there.

    Contacts and messages have no numbers as archives have, so they are named by their ids. In a
    database that was restored the same id may have been given anew since: only what was made before
    the place was treated is the same thing.

    :param datetime at: when
    :param str request: the number of the request
    :param int contact: whom it was about
    :param str place: the place
    :param str reference: what decided about it: model and id; empty where nothing did
    :param str decision: what was done
    :param str|None until: where it was restricted, until when
    :param frozenset[int] records: what was treated
    """

    at: object
    request: str
    contact: int
    place: str
    reference: str
    decision: str
    until: str | None
    records: frozenset

    @property
    def key(self):
        """Return what tells the place from others."""
        return self.contact, self.place, self.reference


def keep_made_before(records, moment):
    """Return those records that are there, and were made before a moment.

    :param recordset records: the records
    :param datetime moment: the moment
    :rtype: recordset
    """
    if not records._log_access:
        return records.browse()  # Nobody knows when they were made.
    return records.sudo().exists().filtered(  # Only when they were made.
        lambda record: record.create_date and record.create_date <= moment,
    )


class CustomerArchiveErasure(models.Model):
    """Who was forgotten before the database was restored, and is back, is decided about again."""

    _inherit = 'customer.archive.erasure'

    # === BUSINESS METHODS === #

    @api.model
    def _list_again(self, company, entries):
        """List in a request each what the register says was erased of people, and is back.

        :param recordset company: the company
        :param list[dict] entries: those of its register, in their order
        :return: the requests, one for each person
        :rtype: recordset
        """
        self.check_access('create')
        treated = self._read_treated(entries)
        # What the database's own register tells has not been lost, or was done again since.
        for known in self._read_treated(self._get_own_entries(company)).values():
            if known.key in treated and known.at >= treated[known.key].at:
                del treated[known.key]
        by_contact = {}
        for place in treated.values():
            by_contact.setdefault(place.contact, []).append(place)
        return self.browse().concat(*(
            self._list_person(company, contact, places) for contact, places in by_contact.items()
        ))

    @api.model
    def _read_treated(self, entries):
        """Return what was treated, the last time, and all that was treated in each place.

        :param list[dict] entries: of the register, in their order
        :rtype: dict[tuple, Treated]
        """
        treated = {}
        for entry in entries:
            facts = entry.get('facts') or {}
            if (entry['event'], entry['model']) != ('erase', self._name) or (
                facts.get('decision') not in (*TAKING, 'restrict') or 'contact' not in facts
            ):
                continue
            place = Treated(
                entry['at'], entry['subject'], facts['contact'], facts['place'],
                facts.get('reference') or '', facts['decision'], facts.get('until'),
                from_ranges(facts['records']),
            )
            before = treated.get(place.key)
            treated[place.key] = place._replace(
                records=place.records | before.records,
            ) if before else place
        return treated

    @api.model
    def _get_own_entries(self, company):
        """Return the entries that this database has about treated places.

        :param recordset company: the company
        :rtype: list[dict]
        """
        # They name nobody; what they say is compared, and shown to no one.
        return self.env[REGISTER].sudo().search([
            ('event', '=', 'erase'), ('model', '=', self._name), ('company', '=', company.id),
        ], order='id').read(['event', 'model', 'subject', 'at', 'facts'])

    @api.model
    def _list_person(self, company, contact, places):
        """List what was treated of a person, and what else is found of him.

        :param recordset company: the company
        :param int contact: the id of his contact
        :param list[Treated] places: what was treated
        :return: the request; none where he is not back
        :rtype: recordset
        """
        partner = keep_made_before(
            self.env['res.partner'].browse(contact), min(place.at for place in places),
        )
        if not partner:
            return self.browse()
        request = self.search([
            ('partner_id', '=', partner.id), ('company_id', '=', company.id),
            ('kind', '!=', 'access'), ('state', 'in', ('received', 'searched', 'decided')),
        ], limit=1) or self.create({
            'partner_id': partner.id, 'company_id': company.id, 'law': self.env._(
                "%(requests)s, executed before the database was restored",
                requests=", ".join(sorted({place.request for place in places})),
            ),
        })
        if request.state == 'decided':
            return request  # It was not executed yet, and tells of everything.
        if not request.identity_verified_by_id:
            # He was forgotten before: who says so now is who brings the register.
            request.identity_verified_by_id = self.env.user
        self.env['customer.archive.erasure.line']._recall(request, places)
        request.action_search()
        return request


class CustomerArchiveErasureLine(models.Model):
    """What is known of a place from before the database was restored."""

    _inherit = 'customer.archive.erasure.line'

    # === BUSINESS METHODS === #

    @api.model
    def _recall(self, request, places):
        """Note on a request what was treated before; the search then looks what is there.

        :param recordset request: the request
        :param list[Treated] places: what was treated
        """
        kinds = self.env['customer.archive.erasure.place']._get_places()
        deciding = {'res.partner', *self.env['ir.attachment']._get_archive_models()}
        known = {
            (line.place, line._get_reference()): line for line in request.line_ids.sudo()
        }
        for place in places:
            model, _comma, number = place.reference.partition(',')
            if place.place not in kinds or model and not (
                model in deciding
                and keep_made_before(self.env[model].browse(int(number)), place.at)
            ):
                continue
            records = self.env[kinds[place.place].model].browse(sorted(place.records))
            vals = {
                'recalled_ids': keep_made_before(records, place.at).ids,
                'recalled_decision': place.decision, 'until': place.until or False,
                'recalled': self.env._(
                    "%(request)s, %(time)s UTC", request=place.request, time=place.at,
                ),
            }
            if line := known.get((place.place, place.reference)):
                with_pass(line).write(vals)
                continue
            with_pass(self.sudo().browse()).create({  # As by the search: nobody else adds places.
                'request_id': request.id, 'company_id': request.company_id.id,
                'place': place.place, 'subject_model': model or False,
                'subject_id': int(number) if number else False, **vals,
            })
