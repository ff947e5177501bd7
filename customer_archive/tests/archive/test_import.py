# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib
import io
from datetime import date, datetime

from openpyxl import load_workbook

from odoo.tools.misc import file_open

from ...wizard import register_file, register_values
from .import_common import HEADER, REGISTER_500, TEMPLATE, ImportCommon


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
