# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import tarfile
import tempfile
from pathlib import Path

from ...common import ArchiveCommon

SCAN = b'%PDF-1.4 the bytes of a scan'


class PackageCommon(ArchiveCommon):
    """Two archives with a volume, a scan and paper, and packages of them.

    Fixtures:

    - `archive`: with `document` that has a scan and lies on paper, in `volume`
    - `other_archive`: of the other department
    - `manager`: the office manager
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.office_manager
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(
            cls.volume, on_paper=True, pages=3, scan=base64.b64encode(SCAN),
            scan_name="合同 /..pdf.PDF",
        )
        cls.other_archive = cls._open_archive(department_id=cls.other_department.id)

    def _ask(self, archives=None, **vals):
        """Ask for a package as the office manager."""
        return self.env['customer.archive.package'].with_user(self.manager).create({
            'reason': "Yearly backup", 'company_id': self.company.id,
            'archive_ids': [(6, 0, (archives or self.archive).ids)], **vals,
        })

    def _run(self):
        """Let the scheduler pack."""
        with self._counting_commits():
            self.env['customer.archive.package']._cron_pack()

    def _pack(self, archives=None, **vals):
        """Return a package that is ready."""
        package = self._ask(archives, **vals)
        package.action_start()
        self._run()
        self.assertEqual(package.state, 'ready')
        return package

    def _write(self, package):
        """Return the folder that a package is unpacked in."""
        bag = package._make_bag()
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        content = b''.join(bag.stream())
        self.assertEqual(len(content), bag.size)
        bag.close()
        with tarfile.open(fileobj=io.BytesIO(content)) as file:
            file.extractall(place.name)  # noqa: S202  It was written here.
        return Path(place.name) / package.name

    def _read(self, folder, number, name='archive.json'):
        """Return what a package says of an archive."""
        return json.loads((folder / 'data' / 'archives' / number / name).read_text())
