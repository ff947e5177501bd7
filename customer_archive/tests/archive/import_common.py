# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import csv
import io

from openpyxl import Workbook

from ...wizard import register_file
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
