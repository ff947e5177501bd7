# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import io

from pypdf import PdfReader

from odoo.exceptions import AccessError

from ..common import ArchiveCommon, ArchiveHttpCase


class TestLabels(ArchiveCommon):
    """Labels with number, name, class and barcode (CA-54)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.location = cls._create_location()

    def _labels(self, kind, records, user=None):
        report = self.env[f'report.customer_archive.report_{kind}_label']
        return report.with_user(user or self.user)._get_report_values(records.ids)['labels']

    def test_a_volume_shows_number_customer_title_class_and_barcode(self):
        [label] = self._labels('volume', self.volume)
        self.assertEqual(label['number'], self.volume.name)
        self.assertEqual(label['barcode'], self.volume.folder_id.barcode)
        self.assertEqual(label['lines'][:2], [self.customer.name, self.volume.title])
        self.assertIn(self.archive.importance_id.name, label['lines'][2])

    def test_an_archive_shows_whether_its_customer_is_a_company(self):
        """CA-37"""
        [label] = self._labels('archive', self.archive)
        self.assertEqual(label['lines'][:2], [self.customer.name, "Company"])
        self.assertEqual(label['barcode'], self.archive.name)

    def test_a_number_that_no_barcode_can_hold_is_printed_without_one(self):
        self.company.archive_number_pattern = '客户-{seq:5}'
        [label] = self._labels('archive', self._open_archive())
        self.assertTrue(label['number'].startswith('客户-'))
        self.assertIsNone(label['barcode'])

    def test_holdings_and_locations_show_their_barcodes(self):
        original = self.document.holding_ids
        [label] = self._labels('holding', original)
        self.assertEqual(label['number'], self.document.name)
        self.assertEqual(label['barcode'], original.barcode)
        self.assertIn("Original", label['lines'])
        [label] = self._labels('location', self.location)
        self.assertEqual(label['barcode'], self.location.barcode)

    def test_nobody_prints_what_he_may_not_read(self):
        for kind, record in (
            ('archive', self.archive), ('volume', self.volume),
            ('holding', self.volume.folder_id),
        ):
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                self._labels(kind, record, self.other_user)


class TestLabelSheet(ArchiveCommon, ArchiveHttpCase):
    """A sheet of labels, printed as users print it: wkhtmltopdf asks the server for its styles."""

    def test_a_sheet_of_labels_is_a_pdf(self):
        archive = self._open_archive(self.customer)
        volumes = archive.volume_ids.union(*(self._create_volume(archive) for _number in range(25)))
        report = self.env['ir.actions.report'].with_user(self.archivist).with_context(
            force_report_rendering=True,
        )
        content, kind = report._render_qweb_pdf(
            'customer_archive.report_volume_label', volumes.ids,
        )
        self.assertEqual(kind, 'pdf')
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 2, "Twenty-four labels stand on a sheet")
        text = pages[0].extract_text()
        self.assertIn(volumes[0].name, text)
        self.assertIn(volumes[0].folder_id.barcode, text)
        self.assertEqual(len(pages[0].images), 24, "Each label has its barcode")
