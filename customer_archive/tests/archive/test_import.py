# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import csv
import hashlib
import io
from datetime import date, datetime
from unittest.mock import patch

from openpyxl import Workbook, load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import file_open

from ...wizard import register_file, register_values
from ..common import ArchiveCommon

HEADER = ('档案编号', '客户名称')
REGISTER_500 = 'customer_archive/tests/data/paper_register_500.csv'
TEMPLATE = 'customer_archive/static/xls/customer_archive_import_template.xlsx'


class ImportCommon(ArchiveCommon):
    """An old register in many forms, uploaded by an archivist with no right besides his role.

    Fixtures:

    - `room`, `shelf` in it: locations without a limit; `box` in the shelf has room for one folder
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls._create_location(name="Room 1", kind='room')
        cls.shelf = cls._create_location(name="Shelf 1", parent_id=cls.room.id)
        cls.box = cls._create_location(name="Box 1", parent_id=cls.shelf.id, capacity=1)

    # === FACTORIES === #

    def _csv(self, *lines, header=HEADER, encoding='utf-8', **options):
        """Return the bytes of a CSV file.

        :param lines: tuples of cells
        """
        output = io.StringIO()
        writer = csv.writer(output, **options)
        writer.writerow(header)
        writer.writerows(lines)
        return output.getvalue().encode(encoding)

    def _line(self, number='KH-2015-00001', customer="恒远置业有限公司", **cells):
        """Return the cells of a line by their column's English header."""
        return {'Archive Number': number, 'Customer Name': customer, **{
            register_file.COLUMNS[column][0]: cell for column, cell in cells.items()
        }}

    def _table(self, *lines):
        """Return the bytes of a CSV file with just the columns that the lines have."""
        header = list(dict.fromkeys(name for line in lines for name in line))
        return self._csv(*([line.get(name, '') for name in header] for line in lines),
                         header=header)

    def _workbook(self, *rows):
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        output = io.BytesIO()
        workbook.save(output)
        return output.getvalue()

    def _upload(self, content, filename='register.csv', user=None, **vals):
        return self.env['customer.archive.import'].with_user(user or self.archivist).create({
            'file': base64.b64encode(content), 'filename': filename, **vals,
        })

    def _import(self, content, filename='register.csv', **vals):
        wizard = self._upload(content, filename, **vals)
        wizard.action_import()
        return wizard

    # === QUESTIONS === #

    def _archives(self):
        return self.env['customer.archive'].search([('company_id', '=', self.company.id)])

    def _counts(self):
        """Return how much there is of all that an import creates."""
        self.env.flush_all()
        return {
            name: self.env[name].sudo().with_context(active_test=False).search_count([])
            for name in (
                'res.partner', 'customer.archive', 'customer.archive.volume',
                'customer.archive.holding', 'customer.archive.register', 'mail.message',
            )
        }

    def _assert_faulty(self, content, *texts, filename='register.csv', lines=1, **vals):
        """Assert that a file is checked and not imported, with a line that says why.

        :param lines: how many lines are faulty
        """
        before = self._counts()
        wizard = self._import(content, filename, **vals)
        self.assertEqual(wizard.state, 'refused')
        self.assertEqual(wizard.error_count, lines, wizard.line_ids.mapped('message'))
        faulty = wizard.line_ids.filtered(lambda line: line.status == 'error')
        for text in texts:
            self.assertIn(text, ' '.join(faulty.mapped('message')))
        self.assertEqual(self._counts(), before)
        return faulty

    def _assert_file_refused(self, content, *texts, filename='register.csv'):
        """Assert that a file is refused as a whole in one sentence, and nothing is done."""
        before = self._counts()
        wizard = self._upload(content, filename)
        for action in (wizard.action_check, wizard.action_import):
            with self.assertRefused(*texts) as caught:
                action()
            self.assertNotIn('\n', str(caught))
        self.assertEqual(self._counts(), before)


class TestImport(ImportCommon):
    """The register becomes archives, whatever program it was written with."""

    def test_a_line_becomes_customer_archive_and_filed_volume(self):
        self._import(self._table(self._line(
            '旧-7', kind='公司', ref='C7', vat='91310000ma1fl0007x', phone='021-00001234',
            email='office@example.com', contact='王建国', province='上海', city='上海市',
            street='人民路 7 号', department='Projects', opened_on='2015年3月9日',
            confidentiality='秘密', classes='IMP:A；BUS:GC', title='空调安装工程',
            signed_on='2015/2/1', location='Room 1/Shelf 1', pages='120', note='老客户 <b>1</b>',
        )), older_pattern=True)

        archive = self._archives()
        self.assertRecordValues(archive, [{
            'name': '旧-7', 'state': 'temporary', 'opened_on': date(2015, 3, 9),
            'confidentiality': '2', 'department_id': self.department.id,
            'importance_id': self._class('importance_a').id,
            'business_type_id': self._class('business_type_engineering').id,
            'spend_level_id': self._class('spend_level_d').id,  # By default.
        }])
        self.assertIn('老客户 &lt;b&gt;1&lt;/b&gt;', archive.note)
        self.assertRecordValues(archive.partner_id, [{
            'name': "恒远置业有限公司", 'is_company': True, 'ref': 'C7',
            'vat': '91310000MA1FL0007X', 'phone': '021-00001234', 'email': 'office@example.com',
            'state_id': self.env.ref('base.state_cn_SH').id,
            'country_id': self.env.ref('base.cn').id,
            'city': '上海市', 'street': '人民路 7 号',
        }])
        self.assertRecordValues(archive.partner_id.child_ids, [{
            'name': '王建国', 'type': 'contact', 'is_company': False,
            'vat': '91310000MA1FL0007X', 'street': '人民路 7 号',
            'commercial_partner_id': archive.partner_id.id,
        }])
        self.assertRecordValues(archive.volume_ids, [{
            'name': '旧-7-01', 'title': '空调安装工程', 'signed_on': date(2015, 2, 1),
            'state': 'filed', 'location_id': self.shelf.id,
        }])
        self.assertRecordValues(archive.volume_ids.folder_id, [{
            'pages': 120, 'location_id': self.shelf.id,
        }])

    def test_the_least_is_a_number_and_a_name(self):
        self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        archive = self._archives()
        self.assertEqual(archive.opened_on, self.company._get_archive_today())
        self.assertTrue(archive.partner_id.is_company)
        self.assertFalse(archive.volume_ids)

    def test_an_individual_is_no_company(self):
        self._import(self._table(self._line(customer="王芳", kind='Individual')))
        self.assertFalse(self._archives().partner_id.is_company)

    def test_lines_of_one_number_are_volumes_in_their_order(self):
        self._import(self._table(
            self._line(title="Cooling"),
            self._line('KH-2015-00002', "博泰食品有限公司", title="Fire doors"),
            self._line(title="Heating"),
            self._line(customer='', title="Maintenance"),  # As in merged cells.
        ))
        archive = self._archives()[0]
        self.assertEqual(archive.volume_ids.mapped('title'), ["Cooling", "Heating", "Maintenance"])
        self.assertEqual(archive.volume_ids.mapped('serial'), [1, 2, 3])

    def test_a_volume_without_a_place_stays_temporary(self):
        self._import(self._table(self._line(title="Cooling")))
        self.assertEqual(self._archives().volume_ids.state, 'temporary')

    def test_a_location_is_known_by_its_barcode(self):
        self._import(self._table(self._line(title="Cooling", location=self.shelf.barcode)))
        self.assertEqual(self._archives().volume_ids.location_id, self.shelf)

    def test_a_department_is_known_by_its_code(self):
        self._import(self._table(self._line(department='tr')))
        self.assertEqual(self._archives().department_id, self.other_department)

    def test_each_line_is_in_the_register_with_the_file(self):
        content = self._table(
            self._line(title="Cooling"), self._line(title="Heating", location=self.shelf.barcode),
        )
        self._import(content)
        entries = self._entries(self._archives(), 'import')
        digest = hashlib.sha256(content).hexdigest()
        self.assertEqual(entries.mapped('facts'), [
            {'file': digest, 'line': 2, 'volume': 'KH-2015-00001-01'},
            {'file': digest, 'line': 3, 'volume': 'KH-2015-00001-02'},
        ])
        self.assertEqual(set(entries.mapped('actor')), {self.archivist.login})
        taken_over = self._archives().volume_ids[1]
        self.assertTrue(self._entries(taken_over, 'take_over'))

    def test_encodings_that_chinese_registers_have(self):
        for serial, encoding in enumerate(('utf-8', 'utf-8-sig', 'gb18030', 'gbk'), start=1):
            with self.subTest(encoding):
                name = f"第{serial}建设有限公司"
                wizard = self._import(
                    self._csv((f'KH-2015-{serial:05d}', name), encoding=encoding),
                )
                self.assertEqual(wizard.state, 'done')
                self.assertIn(name, self._archives().partner_id.mapped('name'))

    def test_headers_in_either_language_in_any_order(self):
        for serial, header in enumerate((
            ('Customer Name', 'archive number'), ('客户名称', '档案编号'),
            (' *客户名称 ', '档案编号：'),
            ('Customer Name / 客户名称', 'Archive Number (档案编号)'), ('客户', '档案号'),
        ), start=1):
            with self.subTest(header):
                wizard = self._import(self._csv(
                    (f"Customer {serial}", f'KH-2015-{serial:05d}'), header=header,
                ))
                self.assertEqual(wizard.state, 'done')
        self.assertEqual(len(self._archives()), 5)

    def test_delimiters_other_than_the_comma(self):
        for serial, delimiter in enumerate(';\t', start=1):
            with self.subTest(delimiter):
                wizard = self._import(self._csv(
                    (f'KH-2015-{serial:05d}', f"Customer, {serial}"), delimiter=delimiter,
                ))
                self.assertEqual(wizard.state, 'done')
        self.assertEqual(self._archives().partner_id.mapped('name'), ["Customer, 1", "Customer, 2"])

    def test_unknown_columns_are_ignored_and_named(self):
        wizard = self._import(self._csv(
            ('KH-2015-00001', "恒远置业有限公司", '', "red"), header=(*HEADER, '', '封面颜色'),
        ))
        self.assertEqual((wizard.state, wizard.ignored_columns), ('done', '封面颜色'))

    def test_blank_lines_count_as_in_a_spreadsheet_only(self):
        wizard = self._import(self._csv((), ('', ''), ('KH-2015-00001', "恒远置业有限公司"), ()))
        self.assertEqual(wizard.line_ids.mapped('line'), [4])

    def test_a_title_above_the_header(self):
        self._import(self._workbook(
            ["客户档案登记簿"], [], ['档案编号', '客户名称'], ['KH-2015-00001', "恒远置业有限公司"],
        ), 'register.xlsx')
        self.assertEqual(self._archives().name, 'KH-2015-00001')

    def test_an_excel_workbook(self):
        self._import(self._workbook(
            ['档案编号', '客户名称', '建档日期', '电话', '案卷题名', '签约日期', '页数'],
            ['KH-2015-00001', "恒远置业有限公司", datetime.fromisoformat('2015-03-09'), 2100001234,
             "空调", date(2015, 2, 1), 80.0],
        ), 'register.XLSX')
        archive = self._archives()
        self.assertEqual(archive.opened_on, date(2015, 3, 9))
        self.assertEqual(archive.partner_id.phone, '2100001234')
        self.assertEqual(archive.volume_ids.signed_on, date(2015, 2, 1))
        self.assertEqual(archive.volume_ids.folder_id.pages, 80)

    def test_dates_in_all_their_spellings(self):
        for text in ('2015-03-09', '2015/3/9', '2015.3.9', '2015年3月9日', '2015年03月09号',
                     '20150309', '9.3.2015', '2015-03-09 00:00:00', '42072',
                     '２０１５－０３－０９'):
            with self.subTest(text):
                self.assertEqual(register_values.parse_date(text), date(2015, 3, 9))
        for text in ('03/09/2015', '2015-13-01', '2015-02-30', '2015年3月', 'spring', '1015-03-09',
                     '7'):
            with self.subTest(text):
                self.assertIsNone(register_values.parse_date(text))

    def test_the_check_changes_nothing(self):
        before = self._counts()
        wizard = self._upload(self._table(self._line(title="Cooling", location='Room 1 / Shelf 1')))
        wizard.action_check()
        self.assertEqual(self._counts(), before)
        self.assertRecordValues(wizard, [{
            'state': 'checked', 'line_count': 1, 'new_count': 1, 'error_count': 0,
            'archive_count': 1, 'customer_count': 1, 'volume_count': 1,
        }])
        self.assertEqual(wizard.line_ids.status, 'new')
        wizard.action_import()
        self.assertEqual(wizard.state, 'done')

    def test_the_archives_are_shown_afterwards(self):
        wizard = self._import(self._table(self._line(title="Cooling")))
        action = wizard.action_view_archives()
        self.assertEqual(
            self.env['customer.archive'].search(action['domain']), self._archives(),
        )

    def test_another_file_forgets_the_report(self):
        wizard = self._upload(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        wizard.action_check()
        wizard.file = base64.b64encode(self._csv(('KH-2015-00002', "博泰食品有限公司")))
        self.assertRecordValues(wizard, [{'state': 'draft', 'line_count': 0, 'line_ids': []}])

    def test_a_finished_import_is_not_done_again(self):
        wizard = self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        with self.assertRefused("imported already"):
            wizard.action_import()

    def test_the_template_is_a_register(self):
        with file_open(TEMPLATE, 'rb') as file:
            content = file.read()
        register = register_file.read_register(content, 'template.xlsx')
        self.assertFalse(register.ignored)
        self.assertEqual(set(register.rows[0][1]), set(register_file.COLUMNS))
        self.assertEqual(len(load_workbook(io.BytesIO(content)).worksheets), 2)

    def test_a_register_of_500_lines(self):
        with file_open(REGISTER_500, 'rb') as file:
            content = file.read()
        rows = [cells for _line, cells in register_file.read_register(content, 'r.csv').rows]
        self.env['hr.department'].create([
            {'name': name, 'company_id': self.company.id}
            for name in sorted({row['department'] for row in rows})
        ])
        places = {}
        for path in sorted({row['location'] for row in rows}):
            parts = path.split(' / ')
            for depth, name in enumerate(parts, start=1):
                key = tuple(parts[:depth])
                if key not in places:
                    parent = places.get(key[:-1])
                    places[key] = self._create_location(name=name, parent_id=parent and parent.id)

        wizard = self._import(content)
        self.assertRecordValues(wizard, [{
            'state': 'done', 'line_count': 500, 'new_count': 500, 'error_count': 0,
        }])
        archives = self._archives()
        self.assertEqual(set(archives.mapped('name')), {row['number'] for row in rows})
        self.assertEqual(len(archives.volume_ids), 500)
        self.assertEqual(set(archives.volume_ids.mapped('state')), {'filed'})

        again = self._import(content)
        self.assertRecordValues(again, [{'new_count': 0, 'exists_count': 500, 'error_count': 0}])


class TestImportNumbers(ImportCommon):
    """Old numbers are kept, and the numbers to come go on behind them."""

    def test_a_number_outside_the_pattern_is_refused(self):
        self._assert_faulty(
            self._csv(('旧档 7', "恒远置业有限公司")), '旧档 7', 'KH-{year}-{seq:5}',
        )

    def test_a_number_outside_the_pattern_is_taken_over_knowingly(self):
        self._import(self._csv(('旧档 7', "恒远置业有限公司")), older_pattern=True)
        self.assertEqual(self._archives().name, '旧档 7')

    def test_a_number_that_no_counter_could_give_is_outside_the_pattern(self):
        self._assert_faulty(self._csv(
            ('KH-0000-00001', "恒远置业有限公司"), ('KH-2015-99999999999', "博泰食品有限公司"),
        ), "number pattern", lines=2)

    def test_the_counter_goes_on_behind_the_highest(self):
        self._import(self._csv(
            ('KH-2015-00700', "恒远置业有限公司"), ('KH-2011-00300', "博泰食品有限公司"),
        ))
        number = self._open_archive().name
        self.assertEqual(int(number.rpartition('-')[2]), 701)

    def test_the_counter_of_each_year_goes_on(self):
        self.company.archive_number_restarts = True
        self.company._ensure_archive_sequence()
        year = self.company._get_archive_today().year
        self._import(self._csv(
            (f'KH-{year}-00041', "恒远置业有限公司"), ('KH-2011-00300', "博泰食品有限公司"),
        ))
        self.assertEqual(self._open_archive().name, f'KH-{year}-00042')

    def test_the_counter_never_goes_back(self):
        first = int(self._open_archive().name.rpartition('-')[2])
        self._import(self._csv(('KH-2015-00000', "恒远置业有限公司")))
        second = int(self._open_archive().name.rpartition('-')[2])
        self.assertEqual(second, first + 1)

    def test_a_number_in_another_company_is_free_here(self):
        partner = self._create_customer(name="Elsewhere")
        taken = self.env['customer.archive'].with_user(self.other_archivist).create({
            'partner_id': partner.id, 'company_id': self.other_company.id,
        })
        wizard = self._import(self._csv((taken.name, "恒远置业有限公司")))
        self.assertEqual(wizard.state, 'done')


class TestImportCustomers(ImportCommon):
    """Customers are recognised and left alone; what cannot be told apart is refused."""

    def test_a_customer_is_known_by_number_then_tax_id_then_name(self):
        known = self.env['res.partner'].create([
            {'name': "甲有限公司", 'is_company': True, 'ref': 'K1'},
            {'name': "乙有限公司", 'is_company': True, 'vat': 'T2'},
            {'name': "丙有限公司", 'is_company': True},
        ])
        before = self._counts()['res.partner']
        wizard = self._import(self._table(
            self._line('KH-2015-00001', "甲有限公司", ref='K1', phone='1', contact='王伟'),
            self._line('KH-2015-00002', "乙股份有限公司", vat='T2', city='苏州市'),
            self._line('KH-2015-00003', "丙有限公司", ref='K3', email='c@example.com'),
        ))
        self.assertEqual(self._archives().partner_id, known)
        self.assertEqual(self._counts()['res.partner'], before)
        self.assertRecordValues(known, [
            {'name': "甲有限公司", 'ref': 'K1', 'phone': False, 'city': False, 'email': False},
            {'name': "乙有限公司", 'ref': False, 'phone': False, 'city': False, 'email': False},
            {'name': "丙有限公司", 'ref': False, 'phone': False, 'city': False, 'email': False},
        ])
        self.assertIn("his data stay as they are", wizard.line_ids[0].message)

    def test_a_renamed_customer_is_known_by_number_and_tax_id(self):
        known = self._create_customer(name="甲有限公司", ref='K1', vat='T1')
        self._import(self._table(self._line(customer="甲集团有限公司", ref='K1', vat='T1')))
        self.assertEqual(self._archives().partner_id, known)

    def test_a_former_customer_is_known_too(self):
        known = self._create_customer(name="甲有限公司", active=False)
        self._import(self._table(self._line(customer="甲有限公司")))
        self.assertEqual(self._archives().partner_id, known)

    def test_a_namesake_of_another_kind_or_number_is_somebody_else(self):
        self._create_customer(name="王伟", is_company=False, ref='P1')
        self._import(self._table(
            self._line('KH-2015-00001', "王伟", kind='个人', ref='P2'),
            self._line('KH-2015-00002', "王伟", kind='公司', ref='P3'),
        ))
        self.assertEqual(self._archives().partner_id.mapped('ref'), ['P2', 'P3'])

    def test_customers_are_created_by_who_may_not_create_contacts(self):
        self.assertFalse(
            self.env['res.partner'].with_user(self.archivist).has_access('create'),
        )
        self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self.assertEqual(self._archives().partner_id.create_uid, self.archivist)

    def test_one_number_for_two_customers(self):
        self._assert_faulty(self._csv(
            ('KH-2015-00001', "恒远置业有限公司"), ('KH-2015-00001', "博泰食品有限公司"),
        ), "two customers", "恒远置业有限公司", "博泰食品有限公司", lines=2)

    def test_a_number_of_another_customers_archive(self):
        taken = self._open_archive(self._create_customer(name="甲有限公司"))
        self._assert_faulty(self._csv((taken.name, "乙有限公司")), "used already", "甲有限公司")

    def test_a_customer_with_an_archive_under_another_number(self):
        archive = self._open_archive(self._create_customer(name="甲有限公司"))
        self._assert_faulty(self._csv(('KH-2015-00001', "甲有限公司")), archive.name)

    def test_a_customer_under_two_numbers_in_the_file(self):
        for cells in ({}, {'ref': 'K1'}, {'vat': 'T1'}):
            with self.subTest(cells):
                self._assert_faulty(self._table(
                    self._line('KH-2015-00001', **cells), self._line('KH-2015-00002', **cells),
                ), "several archive numbers", 'KH-2015-00001', 'KH-2015-00002', lines=2)

    def test_two_customers_with_one_customer_number_or_tax_id(self):
        for cells in ({'ref': 'K1'}, {'vat': 'T1'}):
            with self.subTest(cells):
                self._assert_faulty(self._table(
                    self._line('KH-2015-00001', "甲有限公司", **cells),
                    self._line('KH-2015-00002', "乙有限公司", **cells),
                ), "is given to several customers", *cells.values(), lines=2)

    def test_a_customer_number_of_somebody_else(self):
        self._create_customer(name="甲有限公司", ref='K1')
        self._assert_faulty(
            self._table(self._line(customer="乙有限公司", ref='K1')), 'K1', "甲有限公司",
        )

    def test_a_tax_id_of_somebody_with_another_customer_number(self):
        self._create_customer(name="甲有限公司", ref='K1', vat='T1')
        self._assert_faulty(
            self._table(self._line(customer="甲有限公司", ref='K2', vat='T1')), 'T1', 'K1',
        )

    def test_a_name_that_several_customers_have(self):
        for _index in range(2):
            self._create_customer(name="甲有限公司")
        self._assert_faulty(
            self._csv(('KH-2015-00001', "甲有限公司")), "Several customers are called",
        )


class TestImportRepeated(ImportCommon):
    """The same file changes nothing again; a longer one adds what is new."""

    def _lines(self, count):
        return [
            self._line(
                f'KH-2015-{serial // 2:05d}', f"Customer {serial // 2}", title=f"Volume {serial}",
                contact=f"Contact {serial // 2}", ref=f'R{serial // 2}',
                location=self.shelf.complete_name if serial % 2 else '',
            )
            for serial in range(count)
        ]

    def test_the_same_file_twice(self):
        content = self._table(*self._lines(10))
        self._import(content)
        before = self._counts()
        wizard = self._import(content)
        self.assertEqual(self._counts(), before)
        self.assertRecordValues(wizard, [{
            'state': 'done', 'exists_count': 10, 'new_count': 0, 'error_count': 0,
            'archive_count': 0, 'customer_count': 0, 'volume_count': 0,
        }])
        self.assertEqual(set(wizard.line_ids.mapped('status')), {'exists'})

    def test_the_file_extended_by_ten_lines(self):
        self._import(self._table(*self._lines(11)))
        wizard = self._import(self._table(*self._lines(21)))
        self.assertRecordValues(wizard, [{
            'exists_count': 11, 'new_count': 10, 'archive_count': 5, 'customer_count': 5,
            'volume_count': 10,
        }])
        volumes = self._archives().volume_ids.sorted('id')
        self.assertEqual(volumes.mapped('title'), [f"Volume {serial}" for serial in range(21)])
        # The sixth archive has its second volume, by an entry of its own.
        archive = self._archives()[5]
        self.assertEqual(archive.volume_ids.mapped('serial'), [1, 2])
        self.assertEqual([f['line'] for f in self._entries(archive, 'import').mapped('facts')],
                         [12, 13])

    def test_what_changed_since_is_left_as_it_is(self):
        content = self._table(self._line(title="Cooling", department='Projects'))
        self._import(content)
        archive = self._archives()
        archive.department_id = self.other_department
        archive.partner_id.write({'name': "恒远集团", 'ref': 'NEW'})
        archive.partner_id.name = "恒远置业有限公司"
        wizard = self._import(content)
        self.assertEqual(wizard.exists_count, 1)
        self.assertEqual(archive.department_id, self.other_department)

    def test_a_closed_archive_takes_nothing_in(self):
        self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self._archives().with_user(self.archivist)._transition('void', reason="By mistake")
        self._assert_faulty(self._table(self._line(title="Cooling")), "no longer kept")
        wizard = self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self.assertEqual(wizard.exists_count, 1)


class TestImportFaults(ImportCommon):
    """Whatever is wrong is said in a sentence, and nothing is half done."""

    def test_files_that_are_no_register(self):
        good = self._csv(('KH-2015-00001', "恒远置业有限公司"))
        gbk = "档案编号,客户名称\n".encode('gb18030')
        for name, content, text, filename in (
            ('extension', good, "neither a CSV", 'register.docx'),
            ('no extension', good, "neither a CSV", 'register'),
            ('empty', b'', "is empty", 'register.csv'),
            ('blank', b' \r\n,,\r\n', "is empty", 'register.csv'),
            ('UTF-16', good.decode().encode('utf-16'), "UTF-8 or GB18030", 'register.csv'),
            ('Big5', self._csv(('KH-2015-00001', "恆遠置業有限公司、臺灣鋼鐵"), header=(
                'Archive Number', 'Customer Name',
            ), encoding='big5'), "UTF-8 or GB18030", 'register.csv'),
            ('Latin-1', self._csv(('KH-2015-00001', "Müller Söhne Gerüstbau"), header=(
                'Archive Number', 'Customer Name',
            ), encoding='latin-1'), "UTF-8 or GB18030", 'register.csv'),
            ('binary', bytes(range(256)) * 20, "UTF-8 or GB18030", 'register.csv'),
            ('workbook as CSV', self._workbook(HEADER), "UTF-8 or GB18030", 'register.csv'),
            ('broken GB18030', gbk + b'\xff\xff\xff', "UTF-8 or GB18030", 'register.csv'),
            ('open quote', good + '"KH-2015-00002,甲'.encode(), "quotation mark", 'register.csv'),
            ('CSV as workbook', good, "Excel workbook", 'register.xlsx'),
            ('cut workbook', self._workbook(HEADER)[:900], "Excel workbook", 'register.xlsx'),
            ('no number', self._csv(("甲",), header=('客户名称',)), '档案编号', 'register.csv'),
            ('no name', self._csv(("1",), header=('档案编号',)), '客户名称', 'register.csv'),
            ('twice', self._csv((1, 2, 3), header=(*HEADER, '客户')), "column twice",
             'register.csv'),
            ('header only', self._csv(), "no line below", 'register.csv'),
        ):
            with self.subTest(name):
                self._assert_file_refused(content, text, filename=filename)

    def test_no_file(self):
        wizard = self.env['customer.archive.import'].with_user(self.archivist).create({})
        with self.assertRefused("Choose the file"):
            wizard.action_check()

    def test_100000_lines_are_refused_before_they_are_understood(self):
        content = '\n'.join([
            ','.join(HEADER), *(f'KH-2015-{serial:05d},客户{serial}' for serial in range(100_000)),
        ]).encode()
        rows = iter(range(100_000))
        clean = register_file._clean
        with patch.object(register_file, '_clean', side_effect=lambda cell: (
            next(rows), clean(cell),
        )[1]):
            self._assert_file_refused(content, "5,000")
        # Twice, by check and import; each stopped soon behind the limit.
        self.assertLess(next(rows), 2 * 2 * 5_100)

    def test_a_file_too_big(self):
        with patch.object(register_file, 'MAX_BYTES', 10):
            self._assert_file_refused(self._csv(('KH-2015-00001', "甲")), "too big")

    def test_a_workbook_that_unpacks_without_end(self):
        with patch.object(register_file, '_MAX_UNPACKED_BYTES', 1000):
            self._assert_file_refused(self._workbook(HEADER), "too big", filename='register.xlsx')

    def test_cells_that_are_not_understood(self):
        for cells, *texts in (
            ({'kind': 'cooperative'}, 'cooperative'),
            ({'province': 'Atlantis'}, 'Atlantis'),
            ({'department': 'Nowhere'}, "no department", 'Nowhere'),
            ({'opened_on': '2015-02-30'}, '2015-02-30'),
            ({'opened_on': '2999-01-01'}, "future"),
            ({'confidentiality': 'cosmic'}, 'cosmic', 'Secret'),
            ({'classes': 'IMP:Z'}, "no class", 'IMP:Z'),
            ({'classes': 'IMP:A;IMP:B'}, "two classes"),
            ({'title': 'Cooling', 'signed_on': 'soon'}, 'soon'),
            ({'title': 'Cooling', 'location': 'Room 9'}, "no location", 'Room 9'),
            ({'title': 'Cooling', 'pages': 'many'}, 'many'),
            ({'location': 'Room 1'}, "give its title"),
            ({'vat': '9.13100001234E+17'}, "shortened"),
        ):
            with self.subTest(cells):
                self._assert_faulty(self._table(self._line(**cells)), *texts)

    def test_a_number_too_long_for_excel(self):
        self._assert_faulty(self._workbook(
            ['档案编号', '客户名称', '税号'], ['KH-2015-00001', "甲", 913100001234567890],
        ), "shortened", filename='register.xlsx')

    def test_a_line_without_number_or_name(self):
        self._assert_faulty(self._csv(
            ('', "甲有限公司"), ('KH-2015-00002', ''),
        ), "no archive number", "no customer name", lines=2)

    def test_lines_that_disagree(self):
        self._assert_faulty(self._table(
            self._line(title="Cooling", ref='K1'), self._line(title="Heating", ref='K2'),
        ), "disagree", 'K1', 'K2', lines=2)

    def test_a_repeated_line(self):
        for cells in ({}, {'title': "Cooling"}):
            with self.subTest(cells):
                self._assert_faulty(
                    self._table(self._line(**cells), self._line(**cells)), "repeats line 2",
                )

    def test_a_full_location_is_refused_before_anything_is_done(self):
        faulty = self._assert_faulty(self._table(*(
            self._line(f'KH-2015-0000{serial}', f"Customer {serial}", title="Cooling",
                       location=self.box.complete_name)
            for serial in range(1, 4)
        )), self.box.complete_name, "is full", lines=2)
        self.assertEqual(faulty.mapped('line'), [3, 4])

    def test_a_department_of_another_company(self):
        self.env['hr.department'].create({
            'name': "Abroad", 'company_id': self.other_company.id,
        })
        self._assert_faulty(self._table(self._line(department="Abroad")), "no department")

    def test_a_location_of_another_company(self):
        self._create_location(name="Abroad", company_id=self.other_company.id)
        self._assert_faulty(
            self._table(self._line(title="Cooling", location="Abroad")), "no location",
        )

    def test_one_faulty_line_keeps_all_out(self):
        self._assert_faulty(self._csv(
            ('KH-2015-00001', "甲有限公司"), ('wrong', "乙有限公司"),
        ), 'wrong')

    def test_correct_lines_are_imported_where_the_archivist_wants_it(self):
        wizard = self._import(self._table(
            self._line('wrong', "乙有限公司"),
            self._line('KH-2015-00001', "甲有限公司", title="Cooling"),
            self._line('KH-2015-00001', "甲有限公司", title="Heating", location="Room 9"),
            self._line('KH-2015-00003', "丙有限公司", title="Cooling", department="Nowhere"),
            self._line('KH-2015-00003', "丙有限公司", title="Heating"),
        ), skip_faulty=True)
        self.assertRecordValues(wizard, [{'state': 'done', 'new_count': 1, 'error_count': 4}])
        self.assertEqual(self._archives().mapped('name'), ['KH-2015-00001'])
        self.assertEqual(self._archives().volume_ids.title, "Cooling")
        wizard.invalidate_recordset(['line_ids'])
        self.assertEqual(
            wizard.line_ids.mapped('status'), ['error'] * 4 + ['imported'],  # Errors come first.
        )

    def test_an_error_in_the_midst_undoes_all(self):
        before = self._counts()
        wizard = self._upload(self._table(self._line(title="Cooling", location='Room 1')))
        with (
            patch.object(
                self.registry['customer.archive.volume'], '_shelve', side_effect=UserError("No."),
            ),
            self.assertRefused("No."), self.env.cr.savepoint(),
        ):
            wizard.action_import()
        self.assertEqual(self._counts(), before)


class TestImportRights(ImportCommon):
    """Only archivists take registers over, each his own, for companies that he works in."""

    def test_others_cannot_open_the_import(self):
        for user in (self.user, self.collector, self.technician, self.general_manager,
                     self.auditor, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._upload(b'', user=user)

    def test_others_cannot_press_its_buttons(self):
        wizard = self._upload(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        before = self._counts()
        for name in ('action_check', 'action_import', 'action_view_archives',
                     'action_download_report'):
            for user in (self.collector, self.auditor):
                with self.subTest(name), self.assertRaises(AccessError):
                    getattr(wizard.with_user(user), name)()
        self.assertEqual(self._counts(), before)

    def test_a_colleague_cannot_read_or_run_it(self):
        wizard = self._upload(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        wizard.action_check()
        colleague = self._create_user('colleague', 'archivist')
        for record in (wizard, wizard.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(colleague).read(['id'])
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).action_import()

    def test_another_company_is_refused(self):
        wizard = self._upload(
            self._csv(('KH-2015-00001', "恒远置业有限公司")), company_id=self.other_company.id,
        )
        with self.assertRefused(exception=UserError):
            wizard.action_import()

    def test_the_context_of_the_client_reaches_no_record(self):
        wizard = self._upload(self._table(self._line(title="Cooling", contact="王伟")))
        wizard.with_context(
            default_state='closed', default_next_volume=9, default_user_id=self.user.id,
            default_message_partner_ids=[Command.link(self.user.partner_id.id)],
        ).action_import()
        archive = self._archives()
        self.assertEqual((archive.state, archive.volume_ids.serial), ('temporary', 1))
        self.assertFalse(archive.partner_id.user_id)
        self.assertFalse(archive.message_partner_ids)


class TestImportReport(ImportCommon):
    """The report goes home as CSV, and runs nothing in a spreadsheet."""

    def _rows(self, wizard):
        content = base64.b64decode(wizard.report)
        self.assertTrue(content.startswith(b'\xef\xbb\xbf'))  # Excel needs it to see UTF-8.
        return list(csv.reader(io.StringIO(content.decode('utf-8-sig'))))

    def test_the_report_has_the_lines_in_the_order_of_the_file(self):
        wizard = self._upload(self._csv(
            ('KH-2015-00001', "甲有限公司"), ('wrong', "乙有限公司"),
            ('KH-2015-00003', "丙有限公司"),
        ))
        wizard.action_check()
        rows = self._rows(wizard)
        self.assertEqual(rows[0], ["Line", "Archive Number", "Customer", "Status", "Message"])
        self.assertEqual([row[0] for row in rows[1:]], ['2', '3', '4'])
        self.assertEqual([row[3] for row in rows[1:]], ["New", "Error", "New"])

    def test_formulas_are_neutralised(self):
        names = ('=1+1', '+1', '-1', '@SUM(A1)', "'quoted", 'plain')
        wizard = self._upload(self._csv(*(
            (f'{name}{serial}', f'{name} {serial}') for serial, name in enumerate(names)
        )))
        wizard.action_check()
        for row, name in zip(self._rows(wizard)[1:], names, strict=True):
            for cell in row[1:3]:
                self.assertEqual(cell.startswith("'"), name != 'plain')
                self.assertNotIn(cell[0], '=+-@')

    def test_the_report_is_downloaded_by_its_address(self):
        wizard = self._upload(self._csv(('KH-2015-00001', "甲有限公司")))
        wizard.action_check()
        action = wizard.action_download_report()
        self.assertIn(f'/customer.archive.import/{wizard.id}/report', action['url'])
