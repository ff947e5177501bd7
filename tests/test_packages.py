# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Packages from one database into another, by the command, as an operator does it (X-02, ND-20)."""

import base64
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

import bagit

from odoo import SUPERUSER_ID, api
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

from .clones import back_up, restore

SCAN = b'%PDF-1.4 ' + b'0123456789abcdef' * 4096
ARCHIVE = 'customer.archive'


@tagged('standard', 'post_install', '-at_install')
class TestPackages(BaseCase):
    """What is packed in one database is taken in by another one under the same numbers."""

    def setUp(self):
        super().setUp()
        backup = back_up(self)
        self.source = restore(self, backup, f'{get_db_name()}_source')
        self.target = restore(self, backup, f'{get_db_name()}_target')
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = Path(place.name)

    # === HELPERS === #

    @contextmanager
    def _env(self, registry):
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {'tracking_disable': True})

    def _command(self, registry, kind, *arguments):
        """Run the command on a database."""
        return subprocess.run(
            [sys.executable, '-m', 'odoo', 'archive_package', kind, '-c', config['config'],
             '-d', registry.db_name, *map(str, arguments)],
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(path for path in sys.path if path)},
            capture_output=True, text=True, check=False,
        )

    def _make_archives(self, env):
        """Make two archives: one with a filed volume, scans, paper and a repair, one nearly empty.

        :return: their numbers
        :rtype: list[str]
        """
        partners = env['res.partner'].create([
            {'name': "包装 Package Works", 'is_company': True, 'vat': False},
            {'name': "Empty Works", 'is_company': True},
        ])
        env['res.partner'].create({'name': "Li", 'parent_id': partners[0].id, 'email': 'li@x.cn'})
        archives = env[ARCHIVE].create([{'partner_id': partner.id} for partner in partners])
        volume = env['customer.archive.volume'].create({
            'archive_id': archives[0].id, 'title': "New hall", 'signed_on': '2024-05-06',
        })
        documents = env['customer.archive.document'].create([
            {
                'archive_id': archives[0].id, 'volume_id': volume.id, 'title': title,
                'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
                'on_paper': True, 'pages': 7, 'scan': base64.b64encode(SCAN + title.encode()),
                'scan_name': '合同.pdf',
            } for title in ("Contract", "Annex")
        ])
        documents[0]._transition('verify')
        room = env['customer.archive.location'].create({'name': "Package room", 'kind': 'room'})
        volume.folder_id._relocate(home=room, current=room, reason="Filed")
        volume._transition('take_over')
        env['customer.archive.repair'].create({
            'holding_id': documents[1].holding_ids[:1].id, 'cause': "Torn",
        })
        return archives.mapped('name')

    def _pack(self, env, numbers):
        """Pack archives, as the scheduler does; return the number of the package."""
        archives = env[ARCHIVE].search([
            ('name', 'in', numbers), ('company_id', '=', env.company.id),
        ], order='name')
        package = env['customer.archive.package'].create({
            'reason': "Test", 'archive_ids': archives.ids, 'company_id': env.company.id,
        })
        package._transition('start')
        lines = env['customer.archive.package.line']
        lines.browse(lines._get_waiting_ids())._pack()
        package._conclude()
        self.assertEqual(package.state, 'ready')
        return package.name

    def _write(self, registry, package):
        """Write a package; return the tar, and the folder that it is unpacked in."""
        done = self._command(registry, 'write', package, self.place)
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.place / f'{package}.tar'
        with tarfile.open(path) as file:
            file.extractall(self.place / registry.db_name)
        return path, self.place / registry.db_name / package

    def _describe(self, folder, number):
        """Return what a package says of an archive, without the ids of its database."""
        told = json.loads((folder / 'data/archives' / number / 'archive.json').read_text())
        names = {
            (model, row['id']): row.get('name') or row.get('barcode') or row.get('cause')
            for model, rows in told['records'].items() for row in rows
        } | {
            (model, int(each)): row.get('login') or row.get('barcode') or row['name']
            for model, rows in told['references'].items() for each, row in rows.items()
        }
        fields = {model: self.source.models[model]._fields for model in told['records']}
        described = {}
        for model, rows in told['records'].items():
            for row in rows:
                kept = {
                    name: self._name(fields[model][name], value, names)
                    for name, value in row.items() if name in fields[model] and name != 'id'
                }
                described[model, names[model, row['id']]] = kept
        scans = {
            file.name: file.read_bytes()
            for file in (folder / 'data/archives' / number).glob('scans/*')
        }
        return described, scans

    def _name(self, field, value, names):
        """Return a value with names in the place of ids."""
        if not field.relational:
            return value
        if isinstance(value, list):
            return sorted(str(names.get((field.comodel_name, each))) for each in value)
        return value and names.get((field.comodel_name, value))

    # === TESTS === #

    def test_another_database_takes_the_same_archives_in_under_the_same_numbers(self):
        with self._env(self.source) as env:
            numbers = self._make_archives(env)
        with self._env(self.source) as env:
            package = self._pack(env, numbers)
        path, folder = self._write(self.source, package)
        bagit.Bag(str(folder)).validate()
        done = self._command(self.target, 'take-in', path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("Taken in"), 2, done.stdout)
        with self._env(self.target) as env:
            again = self._pack(env, numbers)
            volume = env['customer.archive.volume'].search([
                ('archive_id.name', '=', numbers[0]), ('company_id', '=', env.company.id),
            ])
            self.assertEqual((volume.state, volume.folder_id.home_location_id.name),
                             ('filed', "Package room"))
            entry = env['customer.archive.register'].search([
                ('archive', '=', numbers[0]), ('company', '=', env.company.id),
                ('event', '=', 'take_in'),
            ])
            self.assertEqual(entry.facts['package'], package)
        with self._env(self.target) as env:
            self._check_numbers_go_on(env, numbers)
        _path, copied = self._write(self.target, again)
        for number in numbers:
            with self.subTest(number=number):
                self.assertEqual(self._describe(copied, number), self._describe(folder, number))
        # A second time nothing happens, and it is said.
        done = self._command(self.target, 'take-in', path)
        self.assertEqual((done.returncode, done.stdout.count("already")), (1, 2), done.stdout)

    def _check_numbers_go_on(self, env, numbers):
        """Check that no number that came along is given again."""
        archive = env[ARCHIVE].create({'partner_id': env['res.partner'].create({
            'name': "Next", 'is_company': True,
        }).id})
        self.assertGreater(archive.name, max(numbers))
        first = env[ARCHIVE].search([
            ('name', '=', numbers[0]), ('company_id', '=', env.company.id),
        ])
        volume = env['customer.archive.volume'].create({'archive_id': first.id, 'title': "Next"})
        self.assertTrue(volume.name.endswith('-02'))
        document = env['customer.archive.document'].create({
            'volume_id': volume.id, 'title': "Next", 'on_paper': True,
            'type_id': env.ref('customer_archive.customer_archive_document_type_contract').id,
        })
        self.assertTrue(document.name.endswith('-003'))
        env['customer.archive.repair'].create({
            'holding_id': document.holding_ids.id, 'cause': "Torn",
        })
        env.flush_all()
        env.cr.rollback()

    def test_a_damaged_package_and_a_full_disk_leave_nothing(self):
        with self._env(self.source) as env:
            numbers = self._make_archives(env)
        with self._env(self.source) as env:
            package = self._pack(env, numbers)
        path, _folder = self._write(self.source, package)
        content = bytearray(path.read_bytes())
        at = content.index(SCAN[:64])
        content[at + 40] ^= 1
        path.write_bytes(content)
        done = self._command(self.target, 'take-in', path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is damaged, nothing was taken in", done.stderr)
        with self._env(self.target) as env:
            self.assertFalse(env[ARCHIVE].search([
                ('name', 'in', numbers), ('company_id', '=', env.company.id),
            ]))
        # A disk that has no room, as the kernel itself says it.
        full = self.place / 'full'
        full.mkdir()
        (full / f'{package}.tar.part').symlink_to('/dev/full')
        done = self._command(self.source, 'write', package, full)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual(list(full.iterdir()), [])
        self.assertEqual(self._command(self.source, 'write', package, full).returncode, 0)
