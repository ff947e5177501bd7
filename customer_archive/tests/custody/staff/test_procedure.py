# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ast import literal_eval

from psycopg2.errors import RaiseException, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, mute_logger

from ...common import ArchiveCommon

ACTIVITY = 'customer_archive.mail_activity_type_procedure'


class TestProcedure(ArchiveCommon):
    """Written rules have versions that bind, and are acknowledged (CA-76).

    Fixtures: `procedure`, which binds technicians, and `version`, its first one, in force.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.versions = cls.env['customer.archive.procedure.version']
        cls.procedure = cls._create_procedure()
        cls.version = cls._release(cls._write(cls.procedure))

    # === FACTORIES === #

    @classmethod
    def _create_procedure(cls, **vals):
        return cls.env['customer.archive.procedure'].with_user(cls.archivist).create({
            'code': "KHDA-01", 'name': "Viewing Archives", 'company_id': cls.company.id,
            'role': 'technician', **vals,
        }).with_env(cls.env)

    @classmethod
    def _write(cls, procedure, body="<p>Nothing leaves the house.</p>", by=None):
        return cls.versions.with_user(by or cls.archivist).create({
            'procedure_id': procedure.id, 'body': body,
        }).with_env(cls.env)

    @classmethod
    def _release(cls, version, by=None):
        version.with_user(by or cls.office_manager).action_release()
        return version

    def _ask(self):
        with self._counting_commits():
            return self.versions._cron_ask()

    def _get_asked(self, version):
        return version.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(ACTIVITY),
        ).user_id

    # === VERSIONS === #

    def test_a_release_replaces_the_former_version(self):
        action = self.procedure.with_user(self.archivist).action_write_version()
        second = self.versions.browse(action['res_id'])
        self.assertEqual((second.version, second.body), (2, self.version.body))
        self.assertEqual(self.procedure.with_user(self.archivist).action_write_version(), action)
        self._release(second)
        self.assertEqual((self.version.state, second.state), ('replaced', 'released'))
        self.assertEqual(self.procedure.released_id, second)
        self.assertEqual(self.version.replaced_on, self.company._get_archive_today())
        self.assertEqual(self._entries(self.version).mapped('event'), ['release', 'replace'])

    def test_its_author_does_not_release_it(self):
        second = self._write(self.procedure, by=self.office_manager)
        with self.assertRefused("Another person"):
            self._release(second)
        # Nor who wrote the last words.
        third = self._write(self._create_procedure(code="KHDA-02"))
        third.with_user(self.office_manager).body = "<p>Mine</p>"
        with self.assertRefused("Another person"):
            self._release(third)

    def test_an_empty_one_is_not_released(self):
        second = self._write(self.procedure, "<p><br></p>")
        with self.assertRefused("says nothing yet"):
            self._release(second)

    def test_archivists_write_and_office_managers_release(self):
        second = self._write(self.procedure)
        for user in (self.user, self.technician, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._write(self.procedure, by=user)
        for user in (self.archivist, self.technician, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                second.with_user(user).action_release()
        self.assertEqual(second.state, 'draft')

    def test_drafts_are_for_archivists(self):
        second = self._write(self.procedure)
        self.assertFalse(second.with_user(self.technician).has_access('read'))
        self.assertTrue(self.version.with_user(self.technician).has_access('read'))
        self.assertTrue(second.with_user(self.auditor).has_access('read'))
        self.assertFalse(self.version.with_user(self.outsider).has_access('read'))

    def test_what_was_released_stays_as_it_was(self):
        for values in ({'body': "<p>X</p>"}, {'procedure_id': self._create_procedure(code="2").id}):
            with self.subTest(values=values), self.assertRefused("stays as it is"):
                self.version.write(values)
        with self.assertRaises(UserError):
            self.version.write({'state': 'draft'})
        with self.assertRefused("it is kept"):
            self.version.unlink()
        with self.assertRefused("archive it instead"):
            self.procedure.unlink()
        self._write(self._create_procedure(code="KHDA-03")).procedure_id.unlink()

    def test_the_database_keeps_it_too(self):
        self.env.flush_all()
        for query in (
            SQL("UPDATE customer_archive_procedure_version SET body = 'X' WHERE id = %s",
                self.version.id),
            SQL("DELETE FROM customer_archive_procedure_version WHERE id = %s", self.version.id),
        ):
            with self.subTest(query=query.code), self.assertRaises(RaiseException), mute_logger(
                'odoo.sql_db',
            ), self.env.cr.savepoint():
                self.env.cr.execute(query)
        second = self._write(self.procedure)
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger('odoo.sql_db'), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_procedure_version SET state = 'released' WHERE id = %s",
                second.id,
            ))

    def test_a_repealed_one_leaves_none_in_force(self):
        self.version.with_user(self.office_manager)._transition('repeal', reason="Superfluous")
        self.assertFalse(self.procedure.released_id)
        self.assertEqual(self._entries(self.version, 'repeal').note, "Superfluous")

    # === ACKNOWLEDGEMENT === #

    def test_whom_it_binds_acknowledges_it_once(self):
        version = self.version.with_user(self.technician)
        self.assertTrue(version.must_acknowledge)
        self.assertIn(version, version.search([('must_acknowledge', '=', True)]))
        version.action_acknowledge()
        self.env.invalidate_all()
        self.assertFalse(version.must_acknowledge)
        self.assertEqual(self.version.acknowledgement_ids.user_id, self.technician)
        self.assertNotIn(self.technician, self.version.open_user_ids)
        with self.assertRefused("You have acknowledged"):
            version.action_acknowledge()
        with self.assertRefused("kept for ever"):
            self.version.acknowledgement_ids.unlink()

    def test_nobody_acknowledges_for_somebody_else_or_what_does_not_bind_him(self):
        with self.assertRaises(AccessError):
            self.env['customer.archive.procedure.acknowledgement'].with_user(
                self.technician,
            ).create({'version_id': self.version.id, 'user_id': self.archivist.id})
        with self.assertRefused("does not bind you", exception=AccessError):
            self.version.with_user(self.user).action_acknowledge()
        self.procedure.needs_acknowledgement = False
        with self.assertRefused("does not bind you", exception=AccessError):
            self.version.with_user(self.technician).action_acknowledge()

    def test_only_what_is_in_force_is_acknowledged(self):
        second = self._write(self.procedure)
        with self.assertRaises(AccessError):
            second.with_user(self.technician).action_acknowledge()
        self._release(second)
        with self.assertRefused("is not in force"):
            self.version.with_user(self.technician).action_acknowledge()

    def test_departments_narrow_whom_it_binds(self):
        self.procedure.department_ids = self.other_department
        self.env.invalidate_all()
        self.assertFalse(self.version.with_user(self.technician).must_acknowledge)
        self.procedure.write({'department_ids': [Command.clear()], 'role': 'user'})
        self.env.invalidate_all()
        self.assertTrue(self.version.with_user(self.user).must_acknowledge)

    def test_each_is_asked_once_and_no_more_when_it_is_replaced(self):
        self.assertGreaterEqual(self._ask().done, 1)
        self.assertIn(self.technician, self._get_asked(self.version))
        self.assertEqual(self._ask().due, 0)
        self.version.with_user(self.technician).action_acknowledge()
        self.assertNotIn(self.technician, self._get_asked(self.version))
        self._release(self._write(self.procedure))
        self.assertFalse(self._get_asked(self.version))

    def test_it_is_shown_where_it_applies(self):
        versions = self.versions.with_user(self.technician)
        for place in ('archive', 'volume', 'document', 'holding'):
            action = self.env.ref(f'customer_archive.customer_archive_procedure_action_{place}')
            domain = literal_eval(action.domain)
            with self.subTest(place=place):
                self.assertNotIn(self.version, versions.search(domain))
                self.procedure[f'on_{place}s'] = True
                self.assertIn(self.version, versions.search(domain))
