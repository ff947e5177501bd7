# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import tarfile

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from ....models.custody.preservation.bag import hash_pieces
from .common import PackageCommon

LOGGER = 'odoo.addons.customer_archive.models.custody.preservation.taking_in'


class TestTakingIn(PackageCommon):
    """A package is verified before anything of it is taken in; `tests/test_packages.py` takes one
    into another database.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.taking = cls.env['customer.archive.taking.in']

    def _take_in(self, folder, company=None):
        return self.taking._take_in_package(folder, company or self.company, 'operator')

    def _seal(self, folder, path, content):
        """Write a file of a package, with the checksums that belong to it."""
        (folder / path).write_bytes(content)
        _size, digests = hash_pieces([content])
        for algorithm, digest in digests.items():
            manifest = folder / f'manifest-{algorithm}.txt'
            lines = manifest.read_text().splitlines()
            manifest.write_text(''.join(
                f'{digest}  {path}\n' if line.endswith(f'  {path}') else f'{line}\n'
                for line in lines
            ))
        for tag in folder.glob('tagmanifest-*.txt'):
            tag.unlink()
        info = folder / 'bag-info.txt'
        info.write_text(''.join(
            line for line in info.read_text().splitlines(True) if 'Payload-Oxum' not in line
        ))

    def test_one_changed_bit_and_nothing_is_taken_in(self):
        folder = self._write(self._pack())
        scan = next((folder / 'data').glob('archives/*/scans/*'))
        content = bytearray(scan.read_bytes())
        content[7] ^= 1
        scan.write_bytes(content)
        with mute_logger('bagit'), self.assertRefused("is damaged", scan.name):
            self._take_in(folder)

    def test_what_is_missing_or_added_damages_a_package(self):
        for change in (
            lambda folder: next((folder / 'data').glob('archives/*/scans/*')).unlink(),
            lambda folder: (folder / 'data' / 'more.txt').write_text('more'),
            lambda folder: (folder / 'bag-info.txt').write_text('Payload-Oxum: 1.1\n'),
        ):
            folder = self._write(self._pack())
            change(folder)
            with mute_logger('bagit'), self.assertRefused("is damaged"):
                self._take_in(folder)

    def test_a_package_of_a_newer_version_is_refused(self):
        for change in ({'version': 2}, {'modules': {'customer_archive': '19.0.99.0.0'}}):
            folder = self._write(self._pack())
            about = json.loads((folder / 'data' / 'package.json').read_text())
            self._seal(folder, 'data/package.json', json.dumps({**about, **change}).encode())
            with self.subTest(change=change), self.assertRefused("upgrade first"):
                self._take_in(folder)

    def test_what_is_no_package_is_refused(self):
        place = self._write(self._pack()).parent
        (place / 'letter.txt').write_text("Dear Sirs")
        (place / 'empty').mkdir()
        for path in (place / 'letter.txt', place / 'empty', place / 'nowhere.tar'):
            with self.subTest(path=path.name), self.assertRefused("package"):
                self._take_in(path)
        folder = self._write(self._pack())
        self._seal(folder, 'data/package.json', b'{"format": "letters"}')
        with self.assertRefused("something else than archives"):
            self._take_in(folder)

    def test_nothing_of_a_tar_comes_to_lie_outside(self):
        place = self._write(self._pack()).parent
        for name, kind in (('../outside.txt', tarfile.REGTYPE), ('link', tarfile.SYMTYPE)):
            path = place / 'evil.tar'
            with tarfile.open(path, 'w') as file:
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, '/etc/passwd'
                file.addfile(info, io.BytesIO())
            with self.subTest(name=name), self.assertRefused("no package"):
                self._take_in(path)
        self.assertFalse((place.parent / 'outside.txt').exists())

    def test_an_archive_names_no_file_outside_of_its_folder(self):
        folder = self._write(self._pack())
        number = self.archive.name
        path = f'data/archives/{number}/archive.json'
        told = self._read(folder, number)
        told['number'] = told['records']['customer.archive'][0]['name'] = 'XX-1'
        told['records'] = {
            name: told['records'][name] for name in ('customer.archive', 'res.partner')
        }
        told['records']['res.partner'][0]['name'] = "Somebody else"
        told['files'] = [{
            'path': '../../../../../../etc/passwd', 'model': 'customer.archive',
            'id': self.archive.id, 'field': None, 'name': "a", 'media_type': 'text/plain',
        }]
        self._seal(folder, path, json.dumps(told).encode())
        (folder / 'data' / 'archives' / number).rename(folder / 'data' / 'archives' / 'XX-1')
        for manifest in folder.glob('manifest-*.txt'):
            manifest.write_text(manifest.read_text().replace(f'/{number}/', '/XX-1/'))
        about = json.loads((folder / 'data' / 'package.json').read_text())
        self._seal(folder, 'data/package.json', json.dumps(
            {**about, 'archives': ['XX-1']},
        ).encode())
        [taken] = self._take_in(folder)
        self.assertFalse(taken.is_in)
        self.assertIn("names a file that the package does not hold", taken.sentence)

    def test_a_number_that_was_given_is_not_taken_again(self):
        [taken] = self._take_in(self._write(self._pack()))
        self.assertFalse(taken.is_in)
        self.assertIn("already", taken.sentence)

    def test_what_does_not_fit_leaves_nothing_behind(self):
        folder = self._write(self._pack())
        with mute_logger('odoo.sql_db', LOGGER):
            # Their barcodes are unique in the database: they belong to the other company.
            [taken] = self._take_in(folder, self.other_company)
        self.assertFalse(taken.is_in)
        self.assertIn("does not fit", taken.sentence)
        self.assertFalse(self.env['customer.archive'].search([
            ('company_id', '=', self.other_company.id),
        ]))

    def test_administrators_take_packages_in(self):
        folder = self._write(self._pack())
        path = folder.parent / 'package.tar'
        with tarfile.open(path, 'w') as file:
            file.add(folder, folder.name)
        dialogs = self.env['customer.archive.package.take.in']
        content = base64.b64encode(path.read_bytes())
        for user in (self.office_manager, self.archivist, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                dialogs.with_user(user).create({'file': content})
        admin = self._create_user('admin', None)
        admin.group_ids += self.env.ref('base.group_system')
        dialog = dialogs.with_user(admin).create({'company_id': self.company.id})
        with self.assertRefused("Choose the file"):
            dialog.action_take_in()
        dialog.file = content
        dialog.action_take_in()
        self.assertEqual((dialog.state, dialog.taken_count, dialog.refused_count), ('done', 0, 1))
        self.assertIn(self.archive.name, dialog.report)
