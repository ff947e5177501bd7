# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import csv
import io
import itertools
from pathlib import Path
from typing import NamedTuple

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import GROUP, ArchiveCommon

MATRIX = Path(__file__).with_name('rights_matrix.csv')
HEADER = ('role', 'clearance', 'level', 'department', 'company', 'purpose', 'allowed')

# Who is tried: the role, and the clearance that his groups give him.
PEOPLE = {
    'outsider': '1', 'user': '1', 'technician': '1', 'collector': '1', 'cleared_user': '2',
    'secret_collector': '3', 'archivist': '3', 'office_manager': '3', 'general_manager': '3',
    'auditor': '3', 'other_archivist': '3',
}
COLLECTING = {'collector', 'secret_collector', 'archivist', 'office_manager'}
BACK_OFFICE = {'archivist', 'office_manager'}
READING_ALL = {*BACK_OFFICE, 'general_manager', 'auditor'}
OPERATIONS = (
    'find archive', 'read archive', 'change archive', 'delete archive', 'read document',
    'change document', 'delete document', 'read file', 'delete file', 'read communication',
    'log communication', 'change communication',
)


class Place(NamedTuple):
    """Where an archive is, and whether it is asked for with a purpose."""

    level: str
    department: str
    company: str
    purpose: bool


PLACES = [
    Place(*values) for values in itertools.product(
        ('1', '2', '3'), ('own', 'other', 'none'), ('own', 'other'), (False, True),
    )
    # Another company has departments of its own; an open archive asks for no purpose.
    if not (values[2] == 'other' and values[1] != 'none') and not (values[0] == '1' and values[3])
]


def expected(role, place):
    """Return what a role may do, as the rules of the archive say it (CA-63, CA-66, CA-79).

    :param str role: one of `PEOPLE`
    :param Place place: where the archive is
    :rtype: set[str]
    """
    at_home = place.company == 'own'
    if role == 'outsider' or at_home == (role == 'other_archivist'):
        return set()
    if PEOPLE[role] < place.level or (place.level > '1' and not place.purpose):
        return set()
    role = 'archivist' if role == 'other_archivist' else role
    if place.department == 'other' and role not in READING_ALL:
        return set()
    allowed = {'find archive', 'read archive', 'read document', 'read file', 'read communication'}
    # The general manager is a user too, who enters what he heard where no department keeps it.
    if role != 'auditor' and (role != 'general_manager' or place.department == 'none'):
        allowed.add('log communication')
    if role in BACK_OFFICE:
        allowed |= {'change archive', 'delete document'}
    if role in COLLECTING:
        allowed |= {'change document'}
    return allowed


@tagged('post_install', '-at_install')
class TestRightsMatrix(ArchiveCommon):
    """Group × level × department × company × purpose × operation, files included.

    What every role may do is tried, compared with what the rules say, and with the table beside
    this file, which is the one that people read. To write the table anew, empty it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cleared_user = cls._create_user('cleared_user', 'user', cls.department)
        cls.cleared_user.group_ids |= cls.env.ref(f'{GROUP}clearance_confidential')
        cls.secret_collector = cls._create_user('secret_collector', 'collector', cls.department)
        cls.secret_collector.group_ids |= cls.env.ref(f'{GROUP}clearance_secret')
        cls.people = {role: getattr(cls, role) for role in PEOPLE}
        cls.documents = {place: cls._make_document(place) for place in PLACES}
        cls.talks = cls.env['customer.archive.communication'].create([
            {'archive_id': document.archive_id.id, 'content': "He called"}
            for document in cls.documents.values()
        ]).grouped(lambda talk: talk.archive_id.id)
        cls.env.flush_all()

    @classmethod
    def _make_document(cls, place):
        company = cls.company if place.company == 'own' else cls.other_company
        department = {'own': cls.department, 'other': cls.other_department}.get(place.department)
        archive = cls._open_archive(
            company_id=company.id, department_id=department and department.id,
            confidentiality=place.level,
        )
        document = cls._create_document(
            cls._create_volume(archive), scan=base64.b64encode(b'scan'), scan_name="scan.pdf",
        )
        if place.purpose:
            # Also those state one whom it does not help.
            for user in cls.people.values():
                cls.env['customer.archive.purpose'].with_user(user)._enter_statements(
                    archive.sudo(), 'audit', '',
                )
        return document

    def _try(self, user, document):
        """Return the operations that a user may do; nothing of it stays done."""
        archive, document = document.archive_id.with_user(user), document.with_user(user)
        talk = self.talks[archive.id].with_user(user)
        scan = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', document._name), ('res_id', '=', document.id),
            ('res_field', '=', 'scan'),
        ]).with_user(user)
        attempts = {
            'find archive': lambda: archive.search([('id', '=', archive.id)]),
            'read archive': lambda: archive.read(['partner_id']),
            'change archive': lambda: archive.write({'note': "X"}) or True,
            'delete archive': archive.unlink,
            'read document': lambda: document.read(['title']),
            'change document': lambda: document.write({'title': "X"}) or True,
            'delete document': document.unlink,
            'read file': lambda: scan.read(['raw']),
            'delete file': scan.unlink,
            'read communication': lambda: talk.read(['content']),
            'log communication': lambda: talk.create({
                'archive_id': archive.id, 'content': "X",
            }),
            # Nobody: it is somebody else's.
            'change communication': lambda: talk.write({'content': "X"}),
        }
        return {name for name, attempt in attempts.items() if self._succeeds(attempt)}

    def _succeeds(self, attempt):
        class Done(Exception):
            """Undoes what was allowed."""

        self.env.invalidate_all()
        done = None
        try:
            with self.env.cr.savepoint():
                done = attempt()
                self.env.flush_all()
                raise Done
        except Done:
            return bool(done)
        except (AccessError, UserError):
            return False

    def _make_table(self, allowed):
        output = io.StringIO()
        writer = csv.writer(output, lineterminator='\n')
        writer.writerow(HEADER)
        for (role, place), operations in allowed.items():
            writer.writerow([
                role, PEOPLE[role], place.level, place.department, place.company,
                'yes' if place.purpose else 'no',
                '; '.join(name for name in OPERATIONS if name in operations) or '–',
            ])
        return output.getvalue()

    def test_what_every_role_may_do(self):
        allowed = {
            (role, place): self._try(user, document)
            for role, user in self.people.items() for place, document in self.documents.items()
        }
        for (role, place), operations in allowed.items():
            with self.subTest(role=role, **place._asdict()):
                self.assertEqual(operations, expected(role, place))
        table = self._make_table(allowed)
        if MATRIX.exists() and not MATRIX.read_text():
            MATRIX.write_text(table)
        self.assertEqual(MATRIX.read_text(), table, "The table is not what was tried.")
