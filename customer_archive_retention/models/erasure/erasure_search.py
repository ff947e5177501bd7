# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .erasure_line import TAKING
from .erasure_place import ALWAYS_KEPT, Person


class CustomerArchiveErasureSearch(models.AbstractModel):
    """Whom a request is about, where his data lie, and what stands against touching them."""

    _name = 'customer.archive.erasure.search'
    _description = "Archive Erasure: Search"

    # === BUSINESS METHODS - WHO === #

    def _get_usual_words(self):
        """Return what the person is called by, as his contact says.

        :rtype: list[str]
        """
        self.ensure_one()
        partner = self.partner_id.sudo()  # Whoever takes the request takes his data in.
        words = [
            partner[name] for name in ('name', 'email', 'phone', 'phone_sanitized', 'vat')
            if name in partner._fields
        ] + partner.with_context(active_test=False).bank_ids.mapped('acc_number')
        return list(dict.fromkeys(word.strip() for word in words if word and len(word.strip()) > 1))

    def _get_words(self):
        """Return what is searched for.

        :rtype: tuple[str]
        :raise UserError: when there is nothing to search for, or something that is everywhere
        """
        self.ensure_one()
        words = tuple(dict.fromkeys(
            word.strip() for word in (self.sudo().words or '').splitlines() if word.strip()
        ))
        if not words:
            raise UserError(self.env._(
                "Say what the person of %(request)s is called by.", request=self.name,
            ))
        for word in words:
            if len(word) < 2:
                raise UserError(self.env._(
                    "“%(word)s” would be found everywhere: give whole names and numbers.",
                    word=word,
                ))
        return words

    def _get_person(self):
        """Return whom the request is about, with all that hangs on him.

        :rtype: Person
        """
        self.ensure_one()
        partner = self.partner_id.sudo().with_context(active_test=False)  # All that is his.
        partners = partner | partner.child_ids.filtered(
            lambda child: child.type != 'contact' or not partner.is_company,
        )
        customer = partner.commercial_partner_id
        company = ('company_id', '=', self.company_id.id)
        archives = self.env['customer.archive'].sudo()
        own = archives.search([('partner_id', 'in', partners.ids), company])
        recalled = {}
        for line in self.line_ids.sudo().filtered('recalled_ids'):  # As in the search.
            recalled.setdefault(line.place, []).extend(line.recalled_ids)
        return Person(
            partner, partners, own,
            archives.search([('partner_id', '=', customer.id), company]) - own, self._get_words(),
            recalled,
        )

    # === BUSINESS METHODS - SEARCH === #

    def _search_places(self):
        """Note every place that holds the person's data, with what stands against touching it."""
        places = self.env['customer.archive.erasure.place']
        lines = self.env['customer.archive.erasure.line'].sudo()  # Found by the search alone.
        for request in self:
            person = request._get_person()
            known = {
                (line.place, line._get_reference()): line for line in request.line_ids.sudo()
            }
            vals_list = []
            for key in places._get_places():
                for subject, records in places._find(key, person):
                    reference = f'{subject._name},{subject.id}' if subject is not None else ''
                    line = known.pop((key, reference), lines)
                    vals = request._prepare_line_vals(key, subject, records, person, line)
                    if line:
                        with_pass(line).write(vals)
                    else:
                        vals_list.append(vals)
            for line in known.values():
                with_pass(line).write({'record_count': 0})
            with_pass(lines.browse()).create(vals_list)

    def _prepare_line_vals(self, key, subject, records, person, line):
        """Return what is noted of a place.

        :param str key: the place
        :param recordset|None subject: what decides about it
        :param recordset records: what was found
        :param Person person: whom it is about
        :param recordset line: what is known of the place already
        :rtype: dict
        """
        reasons, earliest = self._get_reasons(key, subject, person)
        again = line.recalled_decision
        proposal = again if again in TAKING else (
            self.env['customer.archive.erasure.place']._get_places()[key].proposal
        )
        if key in ALWAYS_KEPT:
            proposal = 'keep'
        elif reasons:
            proposal = 'restrict' if earliest else 'keep'
        named = subject is not None and subject._name != 'res.partner'
        return {
            'request_id': self.id, 'company_id': self.company_id.id, 'place': key,
            'subject_model': subject._name if subject is not None else False,
            'subject_id': subject.id if subject is not None else False,
            'subject': subject.display_name if named else False,
            'record_count': len(records), 'reasons': '\n'.join(reasons) or False,
            'earliest': earliest, 'proposal': proposal,
        }

    def _get_reasons(self, key, subject, person):
        """Return why a place has to stay as it is, and from when on it does not.

        :param str key: the place
        :param recordset|None subject: what decides about it
        :param Person person: whom it is about
        :return: sentences, and the first day on which none of them holds; none where nobody knows
        :rtype: tuple[list[str], date|None]
        """
        reasons, dates = [], []
        if key in ALWAYS_KEPT:
            return self._get_accounting_reasons(person)
        if subject is None:
            return reasons, None
        if subject._name == 'res.partner':
            for hold in subject._get_holds_by_partner().get(subject.id, ()):
                reasons.append(hold._describe())
                dates.append(None)
            subjects = person.archives if subject in person.partners and key == 'partner' else ()
            if key == 'partner':
                accounting, until = self._get_accounting_reasons(person)
                reasons += accounting
                dates += [until] if accounting else []
        else:
            subjects = (subject,)
        for record in subjects:
            blockers = record._get_blockers('anonymise')
            # Without a rule the law gives no reason to refuse who asks to be forgotten.
            periods = record.retention_basis != 'none' and record._get_retention_reasons() or []
            reasons += [
                reason if record == subject else f"{record.display_name}: {reason}"
                for reason in (*blockers, *periods)
            ]
            dates += [None] * len(blockers)
            settles = key in ('partner', 'archive')
            if unsettled := settles and record._get_unsettled().get(record.id):
                reasons.append(self.env._(
                    "Business is not settled yet: %(documents)s.", documents=", ".join(unsettled),
                ))
                dates.append(None)
            if periods:
                dates.append(max(filter(None, (
                    record.retention_due_on, record.retention_extended_until
                    and record.retention_extended_until + timedelta(days=1),
                )), default=None) if record.retention_basis == 'dated' else None)
        reasons = list(dict.fromkeys(reasons))
        return reasons, max(dates) if dates and all(dates) else None

    def _get_accounting_reasons(self, person):
        """Return until when accounting entries need the person's name, and why.

        :param Person person: whom it is about
        :rtype: tuple[list[str], date|None]
        """
        [[last]] = self.env['account.move'].sudo()._read_group([  # Only the day of the last one.
            ('partner_id', 'in', person.partners.ids), ('state', '!=', 'draft'),
            ('company_id', 'child_of', self.company_id.id),
        ], [], ['date:max'])
        if not last:
            return [], None
        company = self.company_id
        until = last.replace(
            year=last.year + company.archive_accounting_years + 1, month=1, day=1,
        )
        if until <= company._get_archive_today():
            return [], None
        return [self.env._(
            "Accounting entries name him; they are kept until %(date)s (%(basis)s).",
            date=format_date(self.env, until), basis=company.archive_accounting_basis or "–",
        )], until
