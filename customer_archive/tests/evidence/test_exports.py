# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import csv
import io
import json

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.http import Request

from ..common import ArchiveHttpCase
from .attacks import AttackCommon


class ExportCommon(AttackCommon):
    """Fixtures, beside those of the base class: the archivist and the user may export; `archive`
    holds three documents more.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        allowed = cls.env.ref('base.group_allow_export')
        for user in (cls.archivist, cls.user, cls.other_user, cls.outsider):
            user.group_ids |= allowed
        cls.archivist.tz = 'Asia/Shanghai'
        cls.documents = cls.document.union(*(
            cls._create_document(cls.archive, title=f"Document {number}") for number in range(3)
        ))

    def _exports(self):
        return self.env['customer.archive.register'].search([('event', '=', 'export')])

    def _alerts(self):
        return self.env['mail.message'].search([
            ('message_type', '=', 'user_notification'), ('subject', 'like', "Mass access"),
        ])


class TestExportData(ExportCommon):
    """Whoever exports stands in the register, and a lot at once is reported (CA-70)."""

    def test_an_export_is_entered_with_its_numbers_and_count(self):
        self._call(self.archivist, 'customer.archive.document', 'export_data',
                   self.documents.ids, ['name', 'title'])
        entry = self._exports()
        self.assertEqual((entry.actor, entry.archive), (self.archivist.login, self.archive.name))
        self.assertEqual(entry.facts, {'count': 4, 'archives': self.archive.name})
        self.assertEqual(entry.facts_text, f"Archives: {self.archive.name} · Records: 4")
        self.assertEqual(entry.event_label, "Exported")
        self.assertNotIn(self.customer.name, str([entry.facts, entry.subject]))

    def test_an_export_of_several_archives_names_them(self):
        both = self.archive | self._open_archive(department_id=self.department.id)
        self._call(self.archivist, 'customer.archive', 'export_data', both.ids, ['name'])
        entry = self._exports()
        self.assertEqual(entry.facts['archives'], ", ".join(sorted(both.mapped('name'))))
        self.assertFalse(entry.archive)

    def test_an_export_of_contacts_that_reaches_into_archives_is_one_of_these(self):
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        self._call(self.archivist, 'res.partner', 'export_data', self.customer.ids,
                   ['name', 'archive_ids/document_ids/title'])
        entry = self._exports()
        self.assertEqual((entry.model, entry.archive), ('customer.archive', self.archive.name))

    def test_other_exports_are_not_entered(self):
        self._call(self.archivist, 'res.partner', 'export_data', self.customer.ids, ['name'])
        self.assertFalse(self._exports())

    def test_who_may_not_export_or_read_leaves_no_entry(self):
        self.user.group_ids -= self.env.ref('base.group_allow_export')
        for user in (self.user, self.other_user, self.outsider, self.portal_user):
            for record in self.records:
                with self.subTest(user=user.login, model=record._name):
                    self._assert_closed(
                        user, record._name, 'export_data', record.ids, ['display_name'],
                    )
        self.assertFalse(self._exports())

    def test_a_large_export_is_reported_to_the_archivists_once(self):
        self.company.archive_mass_threshold = 3
        self._call(self.user, 'customer.archive.document', 'export_data', self.documents[:3].ids,
                   ['name'])
        self.assertFalse(self._alerts(), "The threshold itself is allowed")
        self._call(self.user, 'customer.archive.document', 'export_data', self.documents.ids,
                   ['name'])
        alert = self._alerts()
        self.assertEqual(len(alert), 1)
        self.assertIn(self.archivist.partner_id, alert.partner_ids)
        self.assertNotIn(self.other_archivist.partner_id, alert.partner_ids)
        self.assertNotIn(self.user.partner_id, alert.partner_ids)
        for text in (self.user.login, "4", "Archive Document"):
            self.assertIn(text, alert.body)
        self.assertNotIn(self.customer.name, alert.body)

    def test_the_threshold_is_at_least_one(self):
        with self.assertImpossible():
            self.company.archive_mass_threshold = 0


class TestExportFiles(ExportCommon, ArchiveHttpCase):
    """A file that leaves the archive says on each line whose it is, who took it, and when."""

    def _export(self, user, kind, model, names, ids=None, **params):
        self.authenticate(user.login, user.login)
        data = {
            'model': model, 'ids': ids or False, 'domain': [], 'import_compat': False,
            'fields': [{'name': name, 'label': name, 'type': 'char', 'store': True}
                       for name in names],
            'groupby': [], **params,
        }
        return self.url_open(f'/web/export/{kind}', data={
            'data': json.dumps(data), 'csrf_token': Request.csrf_token(self),
        })

    def _lines(self, response, kind):
        self.assertEqual(response.status_code, 200, response.text[:500])
        if kind == 'csv':
            return list(csv.reader(io.StringIO(response.text)))
        sheet = load_workbook(io.BytesIO(response.content)).active
        return [[cell or '' for cell in row] for row in sheet.iter_rows(values_only=True)]

    def test_each_line_is_stamped(self):
        for kind in ('csv', 'xlsx'):
            for import_compat in (False, True):
                with self.subTest(kind=kind, import_compat=import_compat):
                    header, *lines = self._lines(self._export(
                        self.archivist, kind, 'customer.archive.document', ['title'],
                        self.documents.ids, import_compat=import_compat,
                    ), kind)
                    self.assertEqual(header[-2:], ["Exported By", "Exported At"])
                    self.assertEqual(len(lines), 4)
                    for line in lines:
                        self.assertEqual(len(line), len(header))
                        self.assertEqual(line[-3], self.archive.name)
                        self.assertEqual(line[-2], self.archivist.login)
                        self.assertTrue(line[-1].endswith('+0800'), line[-1])

    def test_a_number_that_was_chosen_stands_there_once(self):
        header, line = self._lines(self._export(
            self.archivist, 'csv', 'customer.archive', ['name', 'state'], self.archive.ids,
        ), 'csv')
        self.assertEqual(header, ['name', 'state', "Exported By", "Exported At"])
        self.assertEqual(line[0], self.archive.name)

    def test_lines_below_a_record_bear_its_number(self):
        _header, *lines = self._lines(self._export(
            self.archivist, 'csv', 'customer.archive', ['state', 'document_ids/title'],
            self.archive.ids,
        ), 'csv')
        self.assertEqual([line[2] for line in lines], [self.archive.name] * 4)

    def test_groups_are_stamped_as_well(self):
        _header, *lines = self._lines(self._export(
            self.archivist, 'xlsx', 'customer.archive.document', ['title', 'pages'],
            self.documents.ids, groupby=['state'],
        ), 'xlsx')
        stamped = [line for line in lines if line[-2] == self.archivist.login]
        self.assertEqual(len(stamped), 4)
        self.assertEqual({line[-3] for line in stamped}, {self.archive.name})

    def test_exports_of_other_models_are_as_they_were(self):
        header, *_lines = self._lines(self._export(
            self.archivist, 'csv', 'res.partner', ['name'], self.customer.ids,
        ), 'csv')
        self.assertEqual(header, ['name'])

    def test_a_file_is_named_after_its_kind(self):
        response = self._export(
            self.archivist, 'csv', 'customer.archive', ['name'], self.archive.ids,
        )
        self.assertNotIn(self.customer.name, response.headers['Content-Disposition'])

    def test_attackers_export_nothing(self):
        for user in (self.other_user, self.outsider):
            for kind in ('csv', 'xlsx'):
                with self.subTest(user=user.login, kind=kind), self.assertLogs(
                    'odoo.addons.web.controllers.export', 'ERROR',
                ):
                    response = self._export(
                        user, kind, 'customer.archive', ['name', 'note'], self.archive.ids,
                    )
                    self.assertEqual(response.status_code, 500)
                    self.assertNotIn(self.customer.name, response.text)


class TestPrintedOutput(ExportCommon):
    """Paper says who printed it, and when (CA-70)."""

    def test_a_sheet_of_labels_is_stamped(self):
        for kind, record in (('archive', self.archive), ('volume', self.volume),
                             ('holding', self.folder), ('location', self._create_location())):
            with self.subTest(kind=kind):
                content = self.env['ir.actions.report'].with_user(
                    self.archivist)._render_qweb_html(
                        f'customer_archive.report_{kind}_label', record.ids)[0].decode()
                self.assertIn(self.archivist.login, content)
                self.assertIn('+0800', content)

    def test_a_stamp_is_the_user_s_own(self):
        login, time = self.archivist._get_archive_stamp()
        self.assertEqual(login, self.archivist.login)
        self.assertRegex(time, r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0800$')
        with self.assertRaises(UserError):  # Private: nobody asks for it over RPC.
            self._call(self.archivist, 'res.users', '_get_archive_stamp', self.archivist.ids)
