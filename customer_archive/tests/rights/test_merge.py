# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from psycopg2.errors import RaiseException

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, mute_logger

from ..common import ArchiveCommon


class TestArchiveMerge(ArchiveCommon):
    """Two archives of one customer become one; both numbers lead there (CA-25)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer(name="Northern Lights Ltd")
        cls.stays = cls._open_archive(cls.customer)
        cls.goes = cls._open_archive(cls.twin)
        cls.kept_volume = cls._create_volume(cls.stays)
        cls.kept_document = cls._create_document(cls.stays)
        cls.volume = cls._create_volume(cls.goes)
        cls.document = cls._create_document(cls.volume)
        cls.loose = cls._create_document(cls.goes, 'agreement')
        cls.merges = cls.env['customer.archive.merge']

    def _request(self, user=None, **vals):
        return self.merges.with_user(user or self.archivist).create({
            'archive_id': self.goes.id, 'target_id': self.stays.id,
            'reason': "Entered twice", **vals,
        })

    def _merge(self, **vals):
        request = self._request(**vals)
        request.with_user(self.office_manager).action_approve()
        return request

    # === WHAT MOVES === #

    def test_what_lies_in_it_moves_and_keeps_its_numbers(self):
        talk = self.env['customer.archive.communication'].with_user(self.user).create({
            'archive_id': self.goes.id, 'content': "He asks for an offer",
        })
        complaint = self.env['customer.archive.complaint'].with_user(self.user).create({
            'archive_id': self.goes.id, 'title': "The hall leaks",
        })
        complaint.with_user(self.user)._transition('close', {'result': "Mended"}, "Mended")
        self.company.archive_log_hours = 0
        holdings = self.goes.volume_ids.holding_ids | self.document.holding_ids
        numbers = self.volume.name, self.document.name
        self._merge()
        for record in (self.volume, self.document, self.loose, talk, complaint, *holdings):
            with self.subTest(record=record):
                self.assertEqual(record.archive_id, self.stays)
        self.assertEqual((self.volume.name, self.document.name), numbers)
        serials = self.stays.volume_ids.mapped('serial')
        self.assertEqual(len(serials), len(set(serials)))
        later = self._create_volume(self.stays)
        self.assertNotIn(later.serial, serials)
        self.assertEqual(self.goes.state, 'closed')
        self.assertEqual(self.goes.merged_into_id, self.stays)
        self.assertEqual(self.stays.merged_from_ids, self.goes)

    def test_both_numbers_lead_to_the_one_that_stays(self):
        self._merge()
        archives = self.env['customer.archive'].with_user(self.archivist).with_company(self.company)
        for number in (self.goes.name, self.stays.name):
            with self.subTest(number=number):
                self.assertIn(self.stays, archives.search([('lookup', 'ilike', number)]))
        self.assertIn(self.stays.id, [
            archive_id for archive_id, _name in archives.name_search(self.goes.name)
        ])

    def test_the_register_tells_it_under_both_numbers(self):
        request = self._merge()
        absorbed = self._entries(self.stays, 'absorb')
        self.assertEqual(absorbed.facts['merged_from_ids'], self.goes.name)
        self.assertGreaterEqual(absorbed.facts['count'], 3)
        self.assertEqual(absorbed.note, "Entered twice")
        self.assertTrue(self._entries(self.goes, 'merge'))
        self.assertEqual(self._entries(request).mapped('event'), ['request', 'approve'])

    def test_a_chain_leads_to_its_end(self):
        self._merge()
        last = self._open_archive(self._create_customer(name="Holding"))
        self._merge(archive_id=self.stays.id, target_id=last.id)
        self.assertEqual(self.volume.archive_id, last)
        self.assertEqual((self.goes.merged_into_id, self.stays.merged_into_id), (self.stays, last))
        archives = self.env['customer.archive'].with_user(self.archivist).with_company(self.company)
        self.assertIn(last, archives.search([('lookup', 'ilike', self.goes.name)]))

    def test_the_stricter_confidentiality_wins(self):
        self.goes.confidentiality = '2'
        self._state_purpose(self.archivist, self.goes)
        self._state_purpose(self.office_manager, self.goes)
        request = self._request()
        request.with_user(self.office_manager).action_approve()
        self.assertEqual(self.stays.confidentiality, '2')
        self.assertEqual((self.volume.confidentiality, self.kept_document.confidentiality),
                         ('2', '2'))

    def test_the_contacts_are_merged_afterwards(self):
        self._merge()
        self.env['base.partner.merge.automatic.wizard'].create({
            'dst_partner_id': self.customer.id,
        })._merge((self.customer | self.twin).ids, self.customer)
        self.assertFalse(self.twin.exists())
        self.env.invalidate_all()
        self.assertEqual(self.goes.partner_id, self.customer)

    # === WHAT STANDS AGAINST IT === #

    def test_another_person_decides(self):
        request = self._request()
        with self.assertRefused("another person"):
            request.with_user(self.archivist).action_approve()
        request.with_user(self.office_manager)._transition('reject', reason="Two companies")
        self.assertEqual((request.state, self.volume.archive_id), ('rejected', self.goes))
        with self.assertRefused("stays as it was made"):
            request.sudo().reason = "X"

    def test_bad_input_is_refused_with_a_sentence(self):
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.twin.id, 'company_id': self.other_company.id,
        })
        closed = self._open_archive(self._create_customer(name="Closed"))
        closed.with_user(self.archivist)._transition('void', reason="Twice")
        for vals, text in (
            ({'target_id': self.goes.id}, "into itself"),
            ({'target_id': False}, "Say which archive"),
            ({'reason': " "}, "Say why"),
            ({'target_id': closed.id}, "takes nothing in"),
        ):
            with self.subTest(vals=vals), self.assertRefused(text):
                self._request(**vals)
        self.archivist.company_ids |= self.other_company
        with self.assertRaises(UserError):
            self.merges.with_user(self.archivist).with_context(
                allowed_company_ids=(self.company | self.other_company).ids,
            ).create({
                'archive_id': self.goes.id, 'target_id': abroad.id, 'reason': "Entered twice",
            })
        self._merge()
        with self.assertRefused("was merged into"):
            self._request()
        with self.assertRefused("was merged into"):
            self.goes.with_user(self.archivist)._transition('reopen', reason="X")

    def test_it_is_looked_at_anew_when_it_is_decided(self):
        request = self._request()
        self.assertFalse(request.blocker)
        other = self._open_archive(self._create_customer(name="Third"))
        self._merge(archive_id=self.stays.id, target_id=other.id)
        request.invalidate_recordset()
        self.assertIn("takes nothing in", request.blocker)
        with self.assertRefused("takes nothing in"):
            request.with_user(self.office_manager).action_approve()
        self.assertEqual(request.state, 'requested')

    def test_who_may_not_see_both_neither_asks_nor_decides(self):
        for user in (self.user, self.collector, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._request(user)
        request = self._request()
        self.stays.confidentiality = '3'
        decider = self._create_user('decider', 'archivist')
        with self.assertRaises(AccessError):
            request.with_user(decider).action_approve()
        self.assertFalse(self.merges.with_user(self.user).has_access('read'))
        self.assertTrue(request.with_user(self.auditor).has_access('read'))

    def test_rows_follow_their_archive_and_go_nowhere_else_below_the_orm_either(self):
        self.company.archive_log_hours = 0
        talk = self.env['customer.archive.communication'].with_user(self.user).create({
            'archive_id': self.goes.id, 'content': "He asks for an offer",
        })
        self.env.flush_all()
        with self.assertRaises(RaiseException), mute_logger('odoo.sql_db'), (
            self.env.cr.savepoint()
        ):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive_communication SET archive_id = %s WHERE id = %s",
                self.stays.id, talk.id,
            ))
        self._merge()
        self.env.flush_all()
        self.assertEqual(talk.archive_id, self.stays)
        with self.assertRaises(RaiseException), mute_logger('odoo.sql_db'):
            self.env.cr.execute(SQL(
                "UPDATE customer_archive SET merged_into_id = NULL WHERE id = %s", self.goes.id,
            ))

    def test_an_archivist_asks_from_the_archive(self):
        self.twin.write({'phone': "13800001111", 'name': "Northern Lights"})
        self.customer.phone = "138 0000 1111"
        action = self.goes.with_user(self.archivist).with_company(self.company) \
            .action_request_merge()
        self.assertEqual(action['context']['default_target_id'], self.stays.id)
        with self.assertRaises(AccessError):
            self.goes.with_user(self.user).action_request_merge()
