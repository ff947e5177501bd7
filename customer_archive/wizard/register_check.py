# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What an import of an old paper register would do, and what stands against it.

The check reads and changes nothing. Lines of one archive number make one :class:`Archive`; a line
with the title of a volume is a volume of it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.fields import Domain

from ..models.archive.states import ACTIVE_STATES
from ..models.mechanism.scope import CONFIDENTIALITY
from . import register_values as values
from .register_file import column_label

# What all lines of an archive say alike, or leave empty.
_ARCHIVE_COLUMNS = (
    'name', 'kind', 'ref', 'vat', 'phone', 'email', 'province', 'city', 'street', 'department',
    'opened_on', 'confidentiality', 'classes',
)
_VOLUME_COLUMNS = ('signed_on', 'location', 'pages')
_NUMBER_COLUMNS = ('number', 'ref', 'vat', 'phone')
_LARGEST_SERIAL = 10**9  # What the counter of an Odoo sequence holds, and to spare.


@dataclass(eq=False)
class Line:
    """A line of the file.

    :param int line: its number in the file
    :param dict cells: the text of its filled cells by column
    :param dict values: what they say, by column
    :param list[str] errors: why it cannot be imported
    :param bool is_there: whether all it says was imported before
    :param bool breaks_archive: whether an error concerns the whole archive
    """

    line: int
    cells: dict
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    is_there: bool = False
    breaks_archive: bool = False

    @property
    def number(self):
        """The archive number as it was written.

        :rtype: str
        """
        return self.cells.get('number', '')

    @property
    def is_volume(self):
        """Whether the line has a volume.

        :rtype: bool
        """
        return 'title' in self.cells


@dataclass(eq=False)
class Archive:
    """The lines of one archive number, and whose it is.

    :param str number: the archive number
    :param list[Line] lines: its lines in the file
    :param dict values: what the lines say about archive and customer, by column
    :param recordset partner: the customer, empty when he is to be created
    :param recordset archive: the archive, empty when it is to be created
    :param dict|None parts: the parts of the number in the company's pattern
    :param bool is_new: whether the archive was not there before
    :param bool is_new_customer: whether the customer was not there before
    """

    number: str
    lines: list
    values: dict = field(default_factory=dict)
    partner: object = None
    archive: object = None
    parts: dict | None = None
    is_new: bool = True
    is_new_customer: bool = True

    @property
    def key(self):
        """The name of the customer in the form in which names are compared.

        :rtype: str
        """
        return values.text_key(self.values.get('name'))

    @property
    def is_faulty(self):
        """Whether the archive cannot be imported at all.

        :rtype: bool
        """
        return any(line.breaks_archive for line in self.lines)

    @property
    def imported_lines(self):
        """The lines that an import has something to do for.

        :rtype: list[Line]
        """
        return [line for line in self.lines if not line.errors and not line.is_there]

    def add_error(self, message):
        """Say of all lines that the archive cannot be imported.

        :param str message: why
        """
        for line in self.lines:
            line.breaks_archive = True
            if message not in line.errors:
                line.errors.append(message)

    def add_error_elsewhere(self, message):
        """Say of the lines without an error of their own that they are left out too.

        :param str message: why
        """
        for line in self.lines:
            if not line.errors:
                line.errors.append(message)


class RegisterCheck:
    """The check of one file for one company.

    :param Environment env: the environment of the archivist
    :param recordset company: the company that takes the register over
    :param bool older_pattern: whether numbers may follow an older pattern
    """

    def __init__(self, env, company, older_pattern=False):
        self.env = env
        self.company = company
        self.older_pattern = older_pattern
        self.lines = []
        self.archives = []
        self._today = company._get_archive_today()

    def run(self, rows):
        """Check the lines of a file.

        :param list rows: line numbers and cells, see :class:`RegisterFile`
        """
        self._load_codes()
        self.lines = [self._parse_line(Line(line, cells)) for line, cells in rows]
        self._group_archives()
        self._check_numbers()
        self._match_customers()
        self._check_customers_once()
        self._check_volumes()
        for archive in self.archives:
            if archive.is_faulty:
                archive.add_error_elsewhere(self.env._("Another line of this archive is faulty."))
            archive.is_new = not archive.archive
            archive.is_new_customer = not archive.partner
        self._check_room()

    # === LINES === #

    def _load_codes(self):
        """Read what the codes, names and paths in the file may stand for."""
        env = self.env
        # A department that the user may not open can still be named.
        departments_sudo = env['hr.department'].sudo().search([
            ('company_id', 'in', (False, self.company.id)),
        ])
        self._departments = defaultdict(env['hr.department'].browse)
        for department in departments_sudo:
            for name in {department.name, department.complete_name, department.archive_code}:
                if name:
                    self._departments[values.text_key(name)] |= department.sudo(False)
        self._locations = {}
        for location in env['customer.archive.location'].search([
            ('company_id', '=', self.company.id),
        ]):
            self._locations[values.path_key(location.complete_name)] = location
            self._locations.setdefault(values.path_key(location.barcode), location)
        self._classes = {
            f'{record.dimension_id.code}:{record.code}'.upper(): record
            for record in env['customer.archive.class'].search([])
        }
        confidentiality = env['customer.archive']._fields['confidentiality']
        labels = dict(confidentiality._description_selection(env))
        # The user's own words come first: he means what his screen says.
        self._confidentialities = [
            {level: [labels[level]] for level, _label in CONFIDENTIALITY},
            values.CONFIDENTIALITY_LEVELS,
        ]
        self._load_provinces()

    def _load_provinces(self):
        provinces = self.env['res.country.state'].search([])
        own, china = self.company.sudo().country_id.code, 'CN'  # Its country is no secret.
        ranks = {china: 1, own: 2}
        self._provinces = {}
        # The company's own country last: its provinces stay.
        for province in provinces.sorted(lambda record: ranks.get(record.country_id.code, 0)):
            keys = values.province_keys(province.name) | {values.text_key(province.code)}
            if province.country_id.code not in ranks:
                keys = {values.text_key(province.name)}  # Codes of all the world mean anything.
            self._provinces.update(dict.fromkeys(keys, province))

    def _parse_line(self, line):
        """Understand each cell of a line, or say what cannot be understood."""
        if 'number' not in line.cells:
            self._break(line, self.env._("The line has no archive number."))
        for column in _NUMBER_COLUMNS:
            if values.is_shortened(line.cells.get(column, '')):
                self._break(line, self.env._(
                    "“%(value)s” (%(column)s) was shortened by the spreadsheet: format the column"
                    " as text and enter the number anew.",
                    value=line.cells[column], column=column_label(column),
                ))
        for column, text in line.cells.items():
            parse = getattr(self, f'_parse_{column}', None)
            line.values[column] = parse(line, text) if parse else text
        if not line.is_volume and any(column in line.cells for column in _VOLUME_COLUMNS):
            line.errors.append(self.env._(
                "Contract date, location and pages belong to a volume: give its title.",
            ))
        return line

    def _break(self, line, message):
        line.errors.append(message)
        line.breaks_archive = True

    def _parse_name(self, _line, text):
        return ' '.join(text.split())

    def _parse_title(self, _line, text):
        return ' '.join(text.split())

    def _parse_vat(self, _line, text):
        return ''.join(text.split()).upper()

    def _parse_kind(self, line, text):
        kind = values.parse_label(text, values.KINDS)
        if not kind:
            self._break(line, self.env._(
                "“%(text)s” is neither company (公司) nor individual (个人).", text=text,
            ))
        return kind

    def _parse_province(self, line, text):
        province = self._provinces.get(values.text_key(text))
        if not province:
            self._break(line, self.env._("There is no province “%(text)s”.", text=text))
        return province

    def _parse_department(self, line, text):
        departments = self._departments.get(values.text_key(text), ())
        if len(departments) != 1:
            self._break(line, self.env._(
                "Several departments are called “%(text)s”: give the code or the full name.",
                text=text,
            ) if departments else self.env._("There is no department “%(text)s”.", text=text))
            return None
        return departments

    def _parse_opened_on(self, line, text):
        day = values.parse_date(text)
        if not day:
            self._break(line, self._date_error(text))
        elif day > self._today:
            self._break(line, self.env._("The date %(text)s lies in the future.", text=text))
        return day

    def _parse_signed_on(self, line, text):
        day = values.parse_date(text)
        if not day:
            line.errors.append(self._date_error(text))
        return day

    def _date_error(self, text):
        return self.env._(
            "“%(text)s” is no date that is understood: write it as 2019-03-05.", text=text,
        )

    def _parse_confidentiality(self, line, text):
        for labels in self._confidentialities:
            if level := values.parse_label(text, labels):
                return level
        self._break(line, self.env._(
            "There is no confidentiality “%(text)s”. Known are: %(levels)s.", text=text,
            levels=", ".join(label for [label] in self._confidentialities[0].values()),
        ))
        return None

    def _parse_classes(self, line, text):
        classes = self.env['customer.archive.class']
        for code in values.split_codes(text):
            record = self._classes.get(code)
            if not record:
                self._break(line, self.env._(
                    "There is no class “%(code)s”: write dimension and class as IMP:A.", code=code,
                ))
            elif record.dimension_id in classes.dimension_id and record not in classes:
                self._break(line, self.env._(
                    "“%(text)s” names two classes of one dimension.", text=text,
                ))
            else:
                classes |= record
        return classes

    def _parse_location(self, line, text):
        location = self._locations.get(values.path_key(text))
        if not location:
            line.errors.append(self.env._(
                "There is no location “%(text)s”: give its full path or its barcode.", text=text,
            ))
        return location

    def _parse_pages(self, line, text):
        if text.isdecimal() and int(text) < 10**6:
            return int(text)
        line.errors.append(self.env._("“%(text)s” is no number of pages.", text=text))
        return None

    # === ARCHIVES === #

    def _group_archives(self):
        """Bring the lines of each archive together, and see that they agree."""
        groups = defaultdict(list)
        for line in self.lines:
            if line.number:
                groups[line.number].append(line)
        self.archives = [Archive(number, lines) for number, lines in groups.items()]
        for archive in self.archives:
            for column in _ARCHIVE_COLUMNS:
                self._merge_column(archive, column)
            if not archive.values.get('name') and not archive.is_faulty:
                archive.add_error(self.env._("The line has no customer name."))
            self._check_lines_once(archive)

    def _merge_column(self, archive, column):
        lines = [line for line in archive.lines if line.values.get(column) is not None]
        if not lines:
            return
        archive.values[column] = lines[0].values[column]
        compare = values.text_key if column == 'name' else lambda value: value
        for line in lines[1:]:
            if compare(line.values[column]) == compare(archive.values[column]):
                continue
            archive.add_error(self.env._(
                "The archive number stands for two customers: “%(first)s” in line %(first_line)s,"
                " “%(second)s” in line %(second_line)s.",
                first=lines[0].cells[column], first_line=lines[0].line,
                second=line.cells[column], second_line=line.line,
            ) if column == 'name' else self.env._(
                "The lines of this archive disagree about %(column)s: “%(first)s” in line"
                " %(first_line)s, “%(second)s” in line %(second_line)s.",
                column=column_label(column),
                first=lines[0].cells[column], first_line=lines[0].line,
                second=line.cells[column], second_line=line.line,
            ))
            return

    def _check_lines_once(self, archive):
        seen = {}
        for line in archive.lines:
            title = values.text_key(line.values.get('title'))
            if title in seen:
                line.errors.append(self.env._(
                    "The line repeats line %(line)s: same archive number, same volume title.",
                    line=seen[title].line,
                ) if title else self.env._(
                    "The line repeats line %(line)s: same archive number, no volume title.",
                    line=seen[title].line,
                ))
            else:
                seen[title] = line

    def _check_numbers(self):
        """Find the archives that are there already, and check the form of new numbers."""
        # A number is taken, also where its archive is of no concern to the user.
        records_sudo = self.env['customer.archive'].sudo().search_fetch([
            ('company_id', '=', self.company.id),
            ('name', 'in', [archive.number for archive in self.archives]),
        ], ['name', 'partner_id', 'state'])
        by_number = {record.name: record for record in records_sudo}
        pattern = self.company._get_archive_number_pattern()
        for archive in self.archives:
            archive.archive = by_number.get(archive.number)
            archive.parts = self._usable_parts(pattern.match(archive.number))
            if not (archive.parts or archive.archive or self.older_pattern):
                archive.add_error(self.env._(
                    "%(number)s does not follow the number pattern %(pattern)s.",
                    number=archive.number, pattern=self.company.archive_number_pattern,
                ))

    def _usable_parts(self, parts):
        """Return the parts of a number, `None` when no counter could have given it."""
        if parts and int(parts['seq']) < _LARGEST_SERIAL and int(parts.get('year', 1)):
            return parts
        return None

    # === CUSTOMERS === #

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

    # === VOLUMES === #

    def _check_volumes(self):
        """Find out what was imported before, and whether archives still take something in."""
        ids = [archive.archive.id for archive in self.archives if archive.archive]
        # Whether a volume is there does not depend on who asks.
        titles = {
            (volume.archive_id.id, values.text_key(volume.title))
            for volume in self.env['customer.archive.volume'].sudo().search_fetch(
                [('archive_id', 'in', ids)], ['archive_id', 'title'],
            )
        }
        for archive in self.archives:
            for line in archive.lines if archive.archive else ():
                title = values.text_key(line.values.get('title'))
                line.is_there = not title or (archive.archive.id, title) in titles
                if not line.is_there and archive.archive.state not in ACTIVE_STATES:
                    line.errors.append(self.env._(
                        "%(archive)s is no longer kept: reopen it first.", archive=archive.number,
                    ))

    def _check_room(self):
        """Give the free places away line by line; refuse the lines that get none."""
        free = {}
        for line in self.lines:
            location = line.values.get('location')
            if line.errors or line.is_there or not (location and location.capacity):
                continue
            free.setdefault(location, location.capacity - location.occupancy)
            free[location] -= 1
            if free[location] < 0:
                line.errors.append(self.env._(
                    "%(location)s is full: it has room for %(capacity)s folders.",
                    location=location.complete_name, capacity=location.capacity,
                ))
