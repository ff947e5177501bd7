# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from contextlib import contextmanager
from itertools import count
from unittest.mock import MagicMock, patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import BaseCommon

from ..models.evidence.pending_access import PendingAccess

GROUP = 'customer_archive.customer_archive_group_'


@tagged('post_install', '-at_install')
class ArchiveHttpCase(HttpCase):
    """Requests whose readers leave lines in the access log.

    It writes on a connection of its own, which a test's read-only cursor cannot lend it;
    `tests/test_reads.py` reads on a real server, where it can.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_registry_readonly_mode(False)
        cls.addClassCleanup(cls.set_registry_readonly_mode, True)


@tagged('post_install', '-at_install')  # Its subclasses inherit the tags.
class ArchiveCommon(BaseCommon):
    """A company with a back office, and one user of each role with no rights besides it.

    Fixtures:

    - `company`, `other_company`: two companies without any archive
    - `department`, `sub_department` below it, `other_department`: of `company`
    - `user`, `technician`, `collector`: employees of `department`
    - `sub_user`: an employee of `sub_department` with the role User
    - `other_user`, `other_collector`: employees of `other_department`
    - `archivist`, `office_manager`, `general_manager`, `auditor`: in no department
    - `outsider`: an internal user of `company` without any role
    - `other_archivist`: the archivist of `other_company`
    - `customer`: a company without an archive
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._location_names = count(101)
        cls._keep_log_in_test()
        cls.other_company = cls._create_company(name="Other Archive Company")
        cls.env.user.company_ids |= cls.company

        departments = cls.env['hr.department'].create([
            {'name': "Projects", 'company_id': cls.company.id, 'archive_code': 'PR'},
            {'name': "Trade", 'company_id': cls.company.id, 'archive_code': 'TR'},
        ])
        cls.department, cls.other_department = departments
        cls.sub_department = cls.env['hr.department'].create({
            'name': "Sites", 'company_id': cls.company.id, 'parent_id': cls.department.id,
        })

        cls.user = cls._create_user('user', 'user', cls.department)
        cls.technician = cls._create_user('technician', 'technician', cls.department)
        cls.collector = cls._create_user('collector', 'collector', cls.department)
        cls.sub_user = cls._create_user('sub_user', 'user', cls.sub_department)
        cls.other_user = cls._create_user('other_user', 'user', cls.other_department)
        cls.other_collector = cls._create_user(
            'other_collector', 'collector', cls.other_department,
        )
        cls.archivist = cls._create_user('archivist', 'archivist')
        cls.office_manager = cls._create_user('office_manager', 'office_manager')
        cls.general_manager = cls._create_user('general_manager', 'general_manager')
        cls.auditor = cls._create_user('auditor', 'auditor')
        cls.outsider = cls._create_user('outsider')
        cls.other_archivist = cls._create_user(
            'other_archivist', 'archivist', company=cls.other_company,
        )
        cls.customer = cls._create_customer(name="Northern Lights")

    @classmethod
    def _keep_log_in_test(cls):
        """Let the access log write in the transaction of the test, which leaves no row behind.

        `tests/test_reads.py` has it written on connections of its own, by a real server.
        """
        @contextmanager
        def connect(_pending):
            yield cls.env.cr

        patcher = patch.object(PendingAccess, '_connect', connect)
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    @classmethod
    def setup_independent_company(cls, **kwargs):
        """Override to work in a company that no other data of the database touch."""
        return cls._create_company(name="Archive Company", **kwargs)

    # === FACTORIES === #

    @classmethod
    def _create_user(cls, login, role=None, department=None, company=None, **vals):
        """Create a user with the rights of one role only.

        :param str login: a name, unique within the tests
        :param str role: the end of the group's XML id, `None` for no role
        :param recordset department: where he is an employee, `None` for nowhere
        :param recordset company: his company, by default the first one
        :rtype: recordset
        """
        company = company or cls.company
        user = new_test_user(
            cls.env, login=f'archive_{login}', groups=f'{GROUP}{role}' if role else
            'base.group_user', company_id=company.id, lang='en_US', **vals,
        )
        if department:
            cls.env['hr.employee'].create({
                'name': login, 'user_id': user.id, 'department_id': department.id,
                'company_id': company.id,
            })
        return user

    @classmethod
    def _create_customer(cls, **vals):
        return cls.env['res.partner'].create({
            'name': "Customer of the Tests", 'is_company': True, **vals,
        })

    @classmethod
    def _open_archive(cls, partner=None, **vals):
        """Open an archive in `department`, for a new customer where none is given."""
        return cls.env['customer.archive'].create({
            'partner_id': (partner or cls._create_customer()).id,
            'company_id': cls.company.id,
            'department_id': cls.department.id,
            **vals,
        })

    @classmethod
    def _create_volume(cls, archive=None, **vals):
        return cls.env['customer.archive.volume'].create({
            'archive_id': (archive or cls._open_archive()).id, 'title': "New hall", **vals,
        })

    @classmethod
    def _create_document(cls, container, document_type='contract', **vals):
        """Enter a document.

        :param recordset container: the volume or archive that it lies in
        :param str document_type: the end of the type's XML id
        :rtype: recordset
        """
        place = {'volume_id': container.id, 'archive_id': container.archive_id.id} if (
            container._name == 'customer.archive.volume'
        ) else {'archive_id': container.id}
        return cls.env['customer.archive.document'].create({
            **place, 'title': "Contract for a hall", 'type_id': cls._type(document_type).id, **vals,
        })

    @classmethod
    def _create_location(cls, **vals):
        return cls.env['customer.archive.location'].create({
            'name': f"Shelf {next(cls._location_names)}", 'company_id': cls.company.id, **vals,
        })

    @classmethod
    def _type(cls, name):
        return cls.env.ref(f'customer_archive.customer_archive_document_type_{name}')

    @classmethod
    def _class(cls, name):
        return cls.env.ref(f'customer_archive.customer_archive_class_{name}')

    # === STEPS === #

    @classmethod
    def _complete(cls, volume):
        """Enter the documents that every volume must hold.

        :return: the documents
        :rtype: recordset
        """
        return cls._create_document(volume, 'construction') | cls._create_document(
            volume, 'completion',
        )

    @classmethod
    def _hand_in(cls, volume):
        """Complete the volume where it is not, and hand it in."""
        if volume.missing_type_ids:
            cls._complete(volume)
        volume.with_user(cls.archivist)._transition('hand_in')
        return volume

    @classmethod
    def _file(cls, volume, location=None):
        """Take the volume through its life up to the shelf."""
        if volume.state == 'temporary':
            cls._hand_in(volume)
        volume = volume.with_user(cls.archivist)
        volume.action_accept()
        volume._shelve('file', (location or cls._create_location()).with_user(cls.archivist))
        return volume.with_env(cls.env)

    @classmethod
    def _formalise(cls, archive):
        archive.with_user(cls.archivist).action_formalise()
        return archive

    @classmethod
    def _request_change(cls, archive, values, user=None, reason="It was wrong"):
        """Request changes of a formal archive, by the archivist where nobody else is named."""
        return cls.env['customer.archive.change.request'].with_user(
            user or cls.archivist,
        )._request(archive.with_user(user or cls.archivist), values, reason).with_env(cls.env)

    @classmethod
    def _request_merge(cls, goes, stays):
        """Ask for an archive to go into another one."""
        return cls.env['customer.archive.merge'].with_user(cls.archivist).create({
            'archive_id': goes.id, 'target_id': stays.id, 'reason': "Entered twice",
        })

    @classmethod
    def _merge_archives(cls, goes, stays):
        """Let an archive go into another one, by the approval of a second person."""
        request = cls._request_merge(goes, stays)
        request.with_user(cls.office_manager).action_approve()
        return request

    @classmethod
    def _state_purpose(cls, user, *archives):
        """Open confidential archives to a user, as its dialog does."""
        cls.env['customer.archive.purpose'].with_user(user)._state(
            [archive.id for archive in archives], 'service',
        )

    # === QUESTIONS === #

    def _entries(self, record, event=None):
        """Return what the register says of a record, the oldest first."""
        domain = [
            ('model', '=', record._name), ('subject', '=', record[record._register_key]),
            # Other tests may have left entries of the same number in another company.
            ('company', '=', record._prepare_register_vals().get('company')),
        ]
        if event:
            domain.append(('event', '=', event))
        return self.env['customer.archive.register'].sudo().search(domain, order='id')

    @contextmanager
    def assertRefused(self, *texts, exception=UserError):  # noqa: N802 as unittest names them
        """Assert that the block is refused in a sentence that holds all `texts`."""
        with self.assertRaises(exception) as caught:
            yield
        for text in texts:
            self.assertIn(text, str(caught.exception))

    @contextmanager
    def _request_of(self, user):
        """Let x2many commands run as in a request of the user.

        They never run with more rights than who sent the request; in a test that is the superuser.
        """
        with patch.object(self.env.transaction, 'default_env', self.env(user=user)):
            yield

    @contextmanager
    def assertImpossible(self):  # noqa: N802 as unittest names them
        """Assert that the block, or the database at its end, refuses."""
        with mute_logger('odoo.sql_db'), self.assertRaises(Exception) as caught:
            yield
            self.env.flush_all()
        self.assertIsInstance(caught.exception, (UserError, psycopg2.IntegrityError))
        self.env.invalidate_all()

    @contextmanager
    def _counting_commits(self, left=float('inf')):
        """Let scheduled work go on without a commit, which would end the test.

        :param float|list left: the seconds that are left after each chunk
        """
        answer = {'side_effect': left} if isinstance(left, list) else {'return_value': left}
        with patch.object(
            self.registry['ir.cron'], '_commit_progress', MagicMock(**answer),
        ) as commit:
            yield commit
