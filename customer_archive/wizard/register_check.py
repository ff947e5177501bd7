# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What an import of an old paper register would do, and what stands against it.

The check reads and changes nothing. Lines of one archive number make one :class:`Archive`; a line
with the title of a volume is a volume of it.
"""

from collections import defaultdict

from ..models.archive.states import ACTIVE_STATES
from ..models.mechanism.scope import CONFIDENTIALITY
from . import register_values as values
from .register_customers import RegisterCustomers
from .register_file import column_label
from .register_line import Archive, Line

# What all lines of an archive say alike, or leave empty.
_ARCHIVE_COLUMNS = (
    'name', 'kind', 'ref', 'vat', 'phone', 'email', 'province', 'city', 'street', 'department',
    'opened_on', 'confidentiality', 'classes',
)
_VOLUME_COLUMNS = ('signed_on', 'location', 'pages')
_NUMBER_COLUMNS = ('number', 'ref', 'vat', 'phone')
_LARGEST_SERIAL = 10**9  # What the counter of an Odoo sequence holds, and to spare.


class RegisterCheck(RegisterCustomers):
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
