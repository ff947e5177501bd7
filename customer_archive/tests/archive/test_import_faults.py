# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import csv
import io
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError

from ...wizard import register_file
from .import_common import HEADER, ImportCommon


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
