# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import file_path

from .common import CHAIN, EvidenceCommon


class TestExport(EvidenceCommon):
    """An exported log is verified without Odoo, and the register tells of the export (ND-19)."""

    def setUp(self):
        super().setUp()
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    # === HELPERS === #

    def _export(self, user=None, **vals):
        form = Form(self.env['customer.archive.evidence.export'].with_user(user or self.auditor))
        for name, value in vals.items():
            form[name] = value
        wizard = form.save()
        wizard.action_export()
        return wizard

    def _read(self, wizard):
        """Return the lines of an export."""
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file))) as archive:
            return [json.loads(line) for line in archive.read('evidence.jsonl').splitlines()]

    def _run(self, content, *arguments):
        """Run the script as somebody with nothing but Python would.

        :return: the exit code and what it says
        :rtype: tuple[int, str]
        """
        path = os.path.join(self.folder, 'export')
        with open(path, 'wb') as file:
            file.write(content)
        done = subprocess.run(  # noqa: S603 our own script
            [sys.executable, '-I', file_path('customer_archive/static/verify_evidence.py'), path,
             *arguments], capture_output=True, text=True, check=False,
        )
        self.assertFalse(done.stderr)
        return done.returncode, done.stdout

    def _run_lines(self, lines, *arguments):
        return self._run('\n'.join(
            json.dumps(line, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
            for line in lines
        ).encode(), *arguments)

    def _anchor(self, *heads):
        path = os.path.join(self.folder, 'anchors.txt')
        with open(path, 'w', encoding='utf-8') as file:
            file.writelines(f'{CHAIN} {number} {digest}\n' for number, digest in heads)
        return '--anchors', path

    # === TESTS === #

    def test_a_good_export_is_intact(self):
        wizard = self._export(with_notes=True)
        code, text = self._run(base64.b64decode(wizard.file))
        self.assertEqual(code, 0, text)
        self.assertIn("INTACT", text)
        self.assertIn(f"{CHAIN} {self.numbers[1]} {self.seals[1].digest}", text)
        self.assertGreaterEqual(wizard.row_count, 12)

    def test_the_script_lies_in_the_export(self):
        wizard = self._export()
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file))) as archive:
            self.assertIn(b'def main', archive.read('verify_evidence.py'))

    def test_altered_exports_are_broken(self):
        lines = self._read(self._export(with_notes=True))
        places = {line['id']: place for place, line in enumerate(lines) if line['type'] == 'row'}
        first = places[self.rows[0]]
        seal = max(place for place, line in enumerate(lines) if line['type'] == 'seal')

        def changed(place, **vals):
            return [*lines[:place], {**lines[place], **vals}, *lines[place + 1:]]

        row = lines[first]
        header = lines[seal]['header']
        for name, altered, word in (
            ("content", changed(first, canonical=row['canonical'].replace('archivist', 'x')),
             f"content: row {row['id']} "),
            ("number", changed(first, id=99999999), "insertion: row 99999999"),
            ("removed", lines[:first] + lines[first + 1:], f"gap: row {row['id']}"),
            ("added", [*lines[:first], row, *lines[first:]], f"insertion: row {row['id']}"),
            ("note", changed(first, note={**row['note'], 'text': 'x'}),
             f"note: the reason of row {row['id']}"),
            ("tail", lines[:-3], "cut off"),
            ("header", changed(seal, header=header.replace('"count":6', '"count":7')), "link"),
            ("digest", changed(seal, digest='0' * 64), "link"),
            ("leaves", changed(seal, leaves=''), "link"),
            ("seal", lines[:seal] + lines[seal + 1:], "insertion"),
            ("no export", lines[1:], "no export"),
        ):
            with self.subTest(name):
                code, text = self._run_lines(altered)
                self.assertEqual(code, 1, text)
                self.assertIn("BROKEN", text)
                self.assertIn(word, text)

    def test_anchors_are_compared(self):
        content = base64.b64decode(self._export().file)
        good = (self.numbers[1], self.seals[1].digest)
        self.assertEqual(self._run(content, *self._anchor(good))[0], 0)
        for head in ((self.numbers[1], '0' * 64), (self.numbers[1] + 1, '0' * 64)):
            code, text = self._run(content, *self._anchor(good, head))
            self.assertEqual(code, 1)
            self.assertIn("anchor: seal", text)

    def test_rows_of_another_company_are_in_it_by_their_hash(self):
        [row] = self._insert(110, 1, company=self.other_company.id)
        self._seal()
        wizard = self._export()
        lines = self._read(wizard)
        self.assertGreaterEqual(wizard.withheld_count, 1)
        self.assertIn({'type': 'withheld', 'id': row}, lines)
        self.assertFalse([line for line in lines if line.get('canonical') and line['id'] == row])
        self.assertEqual(self._run_lines(lines)[0], 0)

    def test_reasons_stay_at_home_unless_asked_for(self):
        self.assertFalse([line for line in self._read(self._export()) if 'note' in line])

    def test_days_choose_the_seals(self):
        self._insert(110, 2, at='2026-01-10 12:00:00')
        self._seal()
        lines = self._read(self._export(date_from='2026-01-09', date_to='2026-01-11'))
        self.assertEqual(sum(line['type'] == 'seal' for line in lines), 1)
        with self.assertRefused("Nothing was sealed", exception=UserError):
            self._export(date_from='2001-01-01', date_to='2001-01-02')

    def test_the_register_tells_of_it(self):
        wizard = self._export()
        entry = self.register.search([('event', '=', 'export_log')], limit=1)
        self.assertEqual(entry.actor, self.auditor.login)
        self.assertEqual(entry.facts['rows'], wizard.row_count)
        self.assertEqual(entry.event_label, "Exported")

    def test_only_auditors_export(self):
        for user in (self.archivist, self.office_manager, self.general_manager, self.user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._export(user=user)
