# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Whose archives the lines of a paper register are."""

from collections import defaultdict

from odoo.fields import Domain

from ..models.archive.states import ACTIVE_STATES
from . import register_values as values


class RegisterCustomers:
    """The part of the check that finds the customers of archives.

    It works on the `archives` of a :class:`RegisterCheck`, in its `env`, for its `company`.
    """

    def _match_customers(self):
        """Find the customers that are there already."""
        self._load_customers()
        for archive in self.archives:
            if archive.is_faulty:
                continue
            if archive.archive:
                self._match_known_archive(archive)
            else:
                self._match_customer(archive)

    def _load_customers(self):
        """Read the customers that the file may mean, with the archives that they have."""
        wanted = {
            column: [
                archive.values[column] for archive in self.archives if column in archive.values
            ]
            for column in ('ref', 'vat', 'name')
        }
        partners = self.env['res.partner'].with_context(active_test=False).search_fetch(
            Domain.OR(Domain(column, 'in', wanted[column]) for column in wanted)
            & Domain('company_id', 'in', (False, self.company.id)),
            ['name', 'ref', 'vat', 'is_company', 'commercial_partner_id'],
            order='active DESC, id',
        )
        self._customers = {column: defaultdict(list) for column in wanted}
        for partner in partners:
            if partner.commercial_partner_id == partner:
                for column, by_value in self._customers.items():
                    if partner[column]:
                        by_value[partner[column]].append(partner)
        # A customer has one archive, also where the user may not see it.
        archives_sudo = self.env['customer.archive'].sudo().search_fetch([
            ('partner_id', 'in', partners.ids), ('company_id', '=', self.company.id),
            ('state', 'in', ACTIVE_STATES),
        ], ['name', 'partner_id'])
        self._number_by_customer = {
            record.partner_id.id: record.name for record in archives_sudo
        }

    def _match_known_archive(self, archive):
        """Check that an archive that is there belongs to the customer whom the file names."""
        partner = archive.archive.partner_id.sudo(False)
        same = values.text_key(partner.name) == archive.key or any(
            archive.values.get(column) and archive.values[column] == partner[column]
            for column in ('ref', 'vat')
        )
        if same:
            archive.partner = partner
        else:
            archive.add_error(self.env._(
                "The number is used already, by the archive of “%(customer)s”.",
                customer=partner.display_name,
            ))

    def _match_customer(self, archive):
        """Find the customer of a new archive: by customer number, then tax id, then name."""
        for match in (self._match_ref, self._match_vat, self._match_name):
            partner = match(archive)
            if archive.is_faulty:
                return
            if partner:
                break
        archive.partner = partner
        number = partner and self._number_by_customer.get(partner.id)
        if number:
            archive.add_error(self.env._(
                "“%(customer)s” has an archive already: %(number)s.",
                customer=partner.display_name, number=number,
            ))

    def _match_ref(self, archive):
        found = self._customers['ref'].get(archive.values.get('ref'), ())
        same = [
            partner for partner in found
            if values.text_key(partner.name) == archive.key
            or (partner.vat and partner.vat == archive.values.get('vat'))
        ]
        if len(same) > 1:
            archive.add_error(self.env._(
                "Several customers have the customer number %(ref)s.", ref=archive.values['ref'],
            ))
        elif found and not same:
            archive.add_error(self.env._(
                "The customer number %(ref)s belongs to another customer, “%(customer)s”.",
                ref=archive.values['ref'], customer=found[0].display_name,
            ))
        return same[0] if same else None

    def _match_vat(self, archive):
        found = self._customers['vat'].get(archive.values.get('vat'), ())
        ref = archive.values.get('ref')
        if len(found) > 1:
            found = [p for p in found if values.text_key(p.name) == archive.key] or found
        if len(found) > 1:
            archive.add_error(self.env._(
                "Several customers have the tax id %(vat)s.", vat=archive.values['vat'],
            ))
        elif found and ref and found[0].ref and found[0].ref != ref:
            archive.add_error(self.env._(
                "The tax id %(vat)s belongs to “%(customer)s”, whose customer number is %(ref)s.",
                vat=archive.values['vat'], customer=found[0].display_name, ref=found[0].ref,
            ))
        return found[0] if found else None

    def _match_name(self, archive):
        # Whoever bears another customer number or tax id is somebody else of that name.
        found = [
            partner for partner in self._customers['name'].get(archive.values['name'], ())
            if not any(
                partner[column] and archive.values.get(column)
                and partner[column] != archive.values[column] for column in ('ref', 'vat')
            ) and ('kind' not in archive.values
                   or partner.is_company == (archive.values['kind'] == 'company'))
        ]
        if len(found) > 1:
            archive.add_error(self.env._(
                "Several customers are called “%(name)s”: give the customer number or the tax id.",
                name=archive.values['name'],
            ))
        return found[0] if found else None

    def _check_customers_once(self):
        """Refuse what the file says of one customer in two archives, or of two in one number."""
        # A customer may come back under a new number after his archive was closed.
        archives = [
            archive for archive in self.archives if not archive.is_faulty
            and (not archive.archive or archive.archive.state in ACTIVE_STATES)
        ]
        for key, message in (
            (lambda archive: archive.partner and archive.partner.id, None),
            (lambda archive: archive.values.get('ref'), self._same_ref_error),
            (lambda archive: archive.values.get('vat'), self._same_vat_error),
        ):
            groups = defaultdict(list)
            for archive in archives:
                if value := key(archive):
                    groups[value].append(archive)
            for group in groups.values():
                if len(group) > 1:
                    self._refuse_together(group, message)
        self._check_names_once(archives)

    def _check_names_once(self, archives):
        """Refuse a customer known by name alone when another archive of the file has that name."""
        groups = defaultdict(list)
        for archive in archives:
            groups[archive.key].append(archive)
        for group in groups.values():
            if len(group) > 1 and any(
                not archive.archive and not archive.values.keys() & {'ref', 'vat'}
                for archive in group
            ) and len({archive.values.get('kind', 'company') for archive in group}) == 1:
                self._refuse_together(group, None)

    def _refuse_together(self, group, message):
        """Say of all archives in the group that they cannot stand beside each other."""
        numbers = ", ".join(
            self.env._("%(number)s (line %(line)s)", number=a.number, line=a.lines[0].line)
            for a in group
        )
        one_customer = len({archive.key for archive in group}) == 1
        text = self.env._(
            "“%(customer)s” stands under several archive numbers: %(numbers)s. A customer has one"
            " archive; two customers of one name need a customer number or tax id each.",
            customer=group[0].values['name'], numbers=numbers,
        ) if one_customer or not message else message(group[0], numbers)
        for archive in group:
            archive.add_error(text)

    def _same_ref_error(self, archive, numbers):
        return self.env._(
            "The customer number %(ref)s is given to several customers: %(numbers)s.",
            ref=archive.values['ref'], numbers=numbers,
        )

    def _same_vat_error(self, archive, numbers):
        return self.env._(
            "The tax id %(vat)s is given to several customers: %(numbers)s.",
            vat=archive.values['vat'], numbers=numbers,
        )
