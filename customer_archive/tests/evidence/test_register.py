# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
from contextlib import contextmanager

import psycopg2

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestRegister(ArchiveCommon):
    """The register is added to and never changed, by nobody and on no path (CA-07, CA-71)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.entry = cls.env['customer.archive.register'].search([
            ('archive', '=', cls.archive.name), ('company', '=', cls.company.id),
        ])

    @contextmanager
    def _refused_by_the_database(self):
        with mute_logger('odoo.sql_db'), \
                self.assertRaises(psycopg2.errors.RaiseException) as caught:
            yield
        self.assertIn('evidence', str(caught.exception))

    # === NOBODY CHANGES IT === #

    def test_nobody_adds_changes_removes_or_copies_a_row(self):
        row = {
            'event': 'open', 'model': 'customer.archive', 'subject': 'X-1', 'actor': 'me',
            'at': '2020-01-01 00:00:00',
        }
        for user in (
            self.auditor, self.archivist, self.office_manager, self.general_manager,
            self.env.ref('base.user_admin'), self.env.ref('base.user_root'),
        ):
            entry = self.entry.with_user(user)
            for records in (entry, entry.sudo()):
                with self.subTest(user=user.login, su=records.env.su):
                    with self.assertRaises(AccessError):
                        records.create(row)
                    with self.assertRaises(AccessError):
                        records.write({'note': "Nothing happened"})
                    with self.assertRaises(AccessError):
                        records.note = "Nothing happened"
                    with self.assertRaises(AccessError):
                        records.unlink()
                    with self.assertRaises(AccessError):
                        records.copy()
                    with self.assertRaises(AccessError):
                        records.browse().write({'note': "Nothing happened"})
        self.assertTrue(self.entry.exists())

    def test_an_import_adds_nothing(self):
        result = self.env['customer.archive.register'].load(
            ['event', 'model', 'subject', 'actor', 'at'],
            [['open', 'customer.archive', 'X-1', 'me', '2020-01-01 00:00:00']],
        )
        self.assertFalse(result['ids'])

    def test_the_database_refuses_as_well(self):
        for query in (
            "UPDATE customer_archive_register SET actor = 'x' WHERE id = %s",
            "UPDATE customer_archive_register SET id = id WHERE id = %s",
            "DELETE FROM customer_archive_register WHERE id = %s",
            "TRUNCATE customer_archive_register -- %s",
            "TRUNCATE customer_archive_register CASCADE -- %s",
        ):
            with self.subTest(query=query), self._refused_by_the_database():
                self.env.cr.execute(query, [self.entry.id])

    def test_a_session_in_the_replica_role_is_refused_as_well(self):
        self.env.cr.execute("""
            SELECT tgname, tgenabled FROM pg_trigger
            WHERE tgrelid = 'customer_archive_register'::regclass AND NOT tgisinternal
        """)
        triggers = dict(self.env.cr.fetchall())
        self.assertEqual(len(triggers), 2)
        self.assertEqual(set(triggers.values()), {'A'}, "They must be ENABLE ALWAYS")
        self.env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if self.env.cr.fetchone()[0]:  # Others may not take that role at all.
            for query in ("UPDATE customer_archive_register SET actor = 'x' WHERE id = %s",
                          "DELETE FROM customer_archive_register WHERE id = %s",
                          "TRUNCATE customer_archive_register -- %s"):
                with self.subTest(query=query), self._refused_by_the_database():
                    self.env.cr.execute("SET LOCAL session_replication_role = replica")
                    self.env.cr.execute(query, [self.entry.id])

    def test_an_upgrade_puts_the_guards_back(self):
        self.env.cr.execute("DROP FUNCTION customer_archive_refuse_change() CASCADE")
        self.env['customer.archive.register'].init()
        with self._refused_by_the_database():
            self.env.cr.execute(
                "DELETE FROM customer_archive_register WHERE id = %s", [self.entry.id],
            )

    def test_no_other_table_reaches_it(self):
        """A foreign key could delete rows with the record that it points to."""
        self.env.cr.execute("""
            SELECT conname FROM pg_constraint
            WHERE contype = 'f' AND 'customer_archive_register'::regclass IN (conrelid, confrelid)
        """)
        self.assertFalse(self.env.cr.fetchall())

    def test_deleting_a_user_leaves_what_he_did(self):
        clerk = self._create_user('clerk', 'archivist')
        archive = self.env['customer.archive'].with_user(clerk).create({
            'partner_id': self.customer.id,
        }).with_env(self.env)
        self.env.flush_all()
        clerk.unlink()
        self.env.flush_all()
        self.assertEqual(self._entries(archive, 'open').actor, 'archive_clerk')

    # === WHAT IT SAYS === #

    @freeze_time('2026-05-04 23:30:00')
    def test_a_row_says_who_did_what_when(self):
        archive = self.env['customer.archive'].with_user(self.archivist).create({
            'partner_id': self.customer.id,
        })
        [entry] = self._entries(archive)
        self.assertEqual(entry.event, 'open')
        self.assertEqual(entry.actor, self.archivist.login)
        self.assertEqual(str(entry.at), '2026-05-04 23:30:00')
        self.assertEqual(entry.archive, archive.name)
        self.assertEqual(entry.company, self.company.id)

    def test_the_caller_does_not_choose_who_and_when(self):
        self.env['customer.archive.register'].with_user(self.archivist)._enter([{
            'event': 'open', 'model': 'customer.archive', 'subject': 'X-1', 'actor': 'somebody',
            'at': '2001-01-01 00:00:00',
        }])
        entry = self.env['customer.archive.register'].search([('subject', '=', 'X-1')])
        self.assertEqual(entry.actor, self.archivist.login)
        self.assertGreater(entry.at.year, 2001)

    def test_the_database_notes_the_transaction(self):
        """The sealing of later versions asks which rows were committed already."""
        self.env.cr.execute(
            "SELECT txid = pg_current_xact_id()::text::bigint FROM customer_archive_register"
            " WHERE id = %s", [self.entry.id],
        )
        self.assertTrue(self.env.cr.fetchone()[0])

    def test_what_did_not_happen_is_not_in_it(self):
        volume = self._create_volume(self.archive)
        with self.assertRefused():
            volume.with_user(self.archivist)._shelve('file', self._create_location())
        self.assertEqual(self._entries(volume).mapped('event'), ['open'])
        self.assertFalse(self._entries(volume.folder_id, 'move'))

    def test_it_names_no_customer(self):
        """It holds numbers and no personal data, whatever happens to an archive."""
        secrets = {
            'name': "Zhang Weiguo Elektro", 'email': 'weiguo@zhang.example',
            'phone': '+86 139 1111 2222', 'vat': '91310000MA1FL0XX5K', 'street': "Long Road 8",
        }
        partner = self._create_customer(**secrets)
        archive = self._open_archive(partner, custodian_id=self.archivist.id)
        volume = self._create_volume(archive, title="Hall of Zhang")
        document = self._create_document(
            volume, title="Letter of Zhang", scan=b'c2Nhbg==', scan_name="zhang.pdf",
        )
        document.write({'scan': b'bmV3', 'scan_name': "weiguo.pdf"})
        self._create_document(volume, title="Mistake of Zhang").unlink()
        volume = self._file(volume)
        volume.folder_id._relocate(home=self._create_location(name="Upper"), reason="More room")
        request = self._request_change(archive, {
            ('customer.archive', 'department_id'): self.other_department.id,
            ('customer.archive', 'confidentiality'): '2',
            ('res.partner', 'vat'): "91310000MA1K35XX00",
        })
        request.with_user(self.office_manager).action_approve()
        self.assertEqual(request.state, 'approved')
        self._state_purpose(self.archivist, archive)
        archive.with_user(self.archivist).write({
            'class_ids': [Command.set(self._class('importance_a').ids)],
        })
        partner.active = False
        partner.active = True
        merged = self._create_customer(name="Zhang W. and Sons")
        self.env['base.partner.merge.automatic.wizard']._merge((partner | merged).ids, merged)
        self.env.flush_all()

        self.env.cr.execute(
            "SELECT to_jsonb(r) FROM customer_archive_register r WHERE archive = %s"
            " AND company = %s", [archive.name, self.company.id],
        )
        rows = [row for [row] in self.env.cr.fetchall()]
        self.assertLessEqual(
            {'request', 'approve',
             'open', 'replace', 'unlink', 'hand_in', 'accept', 'file', 'move', 'change',
             'formalise', 'customer_archived', 'customer_unarchived', 'customer_merged'},
            {row['event'] for row in rows},
        )
        text = json.dumps(rows, ensure_ascii=False).lower()
        for secret in (*secrets.values(), 'zhang', 'weiguo', '91310000MA1K35XX00'):
            with self.subTest(secret=secret):
                self.assertNotIn(secret.lower(), text)

    def test_a_change_says_what_it_was_and_what_it_is(self):
        """CA-35: changing the class logs old and new."""
        self.archive.with_user(self.archivist).write({
            'department_id': self.other_department.id, 'note': "Not registered",
        })
        self.archive.with_user(self.archivist).importance_id = self._class('importance_a')
        moved, classified = self._entries(self.archive, 'change')
        self.assertEqual(moved.facts, {'department_id': ["Projects", "Trade"]})
        self.assertEqual(classified.facts, {
            'class_ids': [['IMP:B', 'SPD:N'], ['IMP:A', 'SPD:N']],
        })

    def test_writing_the_same_value_is_no_change(self):
        self.archive.write({
            'department_id': self.archive.department_id.id, 'confidentiality': '1',
        })
        self.assertFalse(self._entries(self.archive, 'change'))

    def test_every_event_has_words_for_it(self):
        for model in ('customer.archive', 'customer.archive.volume', 'customer.archive.document',
                      'customer.archive.holding'):
            for event, label in self.env[model]._get_event_labels().items():
                entry = self.env['customer.archive.register'].new({'model': model, 'event': event})
                with self.subTest(model=model, event=event):
                    self.assertTrue(label)
                    self.assertEqual(entry.event_label, label)
                    self.assertNotEqual(label, event)

    def test_a_row_names_its_company_and_a_company_that_is_gone_by_its_number(self):
        gone = self.env['customer.archive.register'].new({'company': 2 ** 31 - 1})
        none = self.env['customer.archive.register'].new({})
        self.assertEqual(self.entry.with_user(self.auditor).company_name, self.company.name)
        self.assertEqual(gone.company_name, str(2 ** 31 - 1))
        self.assertFalse(none.company_name)

    def test_times_among_the_facts_are_shown_in_the_time_zone_of_the_reader(self):
        self.auditor.tz = 'Asia/Shanghai'
        entry = self.env['customer.archive.register'].with_user(self.auditor).new({
            'model': 'customer.archive.share', 'event': 'grant',
            'facts': {'valid_until': '2026-10-31 23:00:00'},
        })
        self.assertIn('11/01/2026 07:00', entry.facts_text)

    def test_a_row_outlives_the_module_that_wrote_it(self):
        entry = self.env['customer.archive.register'].new({
            'model': 'gone.with.its.module', 'event': 'lend',
        })
        self.assertEqual(entry.event_label, 'lend')

    def test_a_removed_document_stays_in_the_register(self):
        """RE-11: what was entered by mistake goes, never without a trace."""
        document = self._create_document(self.archive)
        name = document.name
        document.with_user(self.archivist).unlink()
        self.assertFalse(document.exists())
        entries = self.env['customer.archive.register'].search(
            [('subject', '=', name), ('company', '=', self.company.id)], order='id',
        )
        self.assertEqual(entries.mapped('event'), ['open', 'unlink'])

    # === WHO READS IT === #

    def test_archivist_general_manager_and_auditor_read_it(self):
        for user in (self.archivist, self.office_manager, self.general_manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(self.entry.with_user(user).event, 'open')

    def test_nobody_else_does(self):
        for user in (self.user, self.technician, self.collector, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env['customer.archive.register'].with_user(user).search([])

    def test_another_company_does_not_see_it(self):
        self.assertFalse(self.env['customer.archive.register'].with_user(
            self.other_archivist,
        ).search([('id', '=', self.entry.id)]))
        with self.assertRaises(AccessError):
            self.entry.with_user(self.other_archivist).read(['event'])
