# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

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
        self.assertTrue(self._entries(self.goes, 'merge_into'))
        self.assertEqual(self._entries(request).mapped('event'), ['request', 'approve'])

    def test_a_chain_leads_to_its_end(self):
        self._merge()
        last = self._open_archive(self._create_customer(name="Holding"))
        self._merge(archive_id=self.stays.id, target_id=last.id)
        self.assertEqual(self.volume.archive_id, last)
        self.assertEqual((self.goes | self.stays).merged_into_id, last)
        self.assertEqual(set(last.merged_numbers.split(", ")), {self.goes.name, self.stays.name})
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

    # === WHAT FOLLOWS FROM IT === #

    def test_contracts_and_cases_of_the_other_contact_follow(self):
        order = self.env['sale.order'].create({
            'partner_id': self.twin.id, 'company_id': self.company.id,
        })
        volume = self._create_volume(self.goes, sale_order_id=order.id)
        service = self.env['customer.archive.service'].create({
            'archive_id': self.goes.id, 'title': "Oil the doors", 'contact_id': self.twin.id,
            'sale_order_id': order.id,
        })
        self._merge()
        self.assertEqual((volume.archive_id, service.archive_id), (self.stays, self.stays))
        other = self.env['sale.order'].create({
            'partner_id': self._create_customer(name="Third").id, 'company_id': self.company.id,
        })
        with self.assertRefused("another customer"):
            service.sale_order_id = other

    def test_until_the_contacts_are_merged_business_of_both_goes_into_it(self):
        self._merge()
        self.company.archive_open_on_order = True
        order = self.env['sale.order'].create({
            'partner_id': self.twin.id, 'company_id': self.company.id,
        })
        order.action_confirm()
        self.assertEqual(order.archive_volume_ids.archive_id, self.stays)
        twin = self.twin.with_user(self.archivist).with_company(self.company)
        self.assertEqual(twin.action_open_customer_archive()['res_id'], self.stays.id)
        self.assertEqual(twin.archive_id, self.stays)
        # Not even by who may not see where it went.
        self.other_user.group_ids |= self.env.ref(
            'customer_archive.customer_archive_group_collector',
        )
        with self.assertRefused(self.stays.name):
            self.env['customer.archive'].with_user(self.other_user).create({
                'partner_id': self.twin.id, 'company_id': self.company.id,
                'department_id': self.other_department.id,
            })
        self.assertIn(twin, twin.search([('archive_id', '=', self.stays.id)]))
        self.assertNotIn(twin, twin.search([('archive_id', '=', False)]))
        self.assertNotIn(twin, twin.search([('archive_missing', '=', True)]))

    def test_mails_of_the_other_contact_are_entered_in_it(self):
        self._merge()
        words = "When do you come?"
        self.twin.message_post(
            body=words, author_id=self.twin.id, message_type='email',
            subtype_xmlid='mail.mt_comment',
        )
        self.env.flush_all()
        talks = self.env['customer.archive.communication'].search([
            ('archive_id', 'in', (self.goes | self.stays).ids), ('direction', '=', 'in'),
        ])
        self.assertEqual(talks.archive_id, self.stays)

    def test_shares_end_and_what_was_asked_about_it_is_void(self):
        self._formalise(self.goes)
        share = self.env['customer.archive.share'].with_user(self.archivist).create({
            'archive_id': self.goes.id, 'user_id': self.user.id, 'reason': "Offer",
        }).with_env(self.env)
        change = self._request_change(self.goes, {('customer.archive', 'confidentiality'): '2'})
        subscription = self.env['customer.archive.subscription'].create({
            'department_id': self.department.id, 'company_id': self.company.id,
            'archive_ids': self.goes.ids,
        })
        third = self._open_archive(self._create_customer(name="Third"))
        other = self._request(archive_id=third.id, target_id=self.goes.id)
        activity = self.goes.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.archivist.id, summary="Call",
        )
        self._merge()
        self.assertEqual((share.state, change.state, other.state), ('revoked', 'void', 'void'))
        self.assertIn(self.stays.name, share.revocation_reason)
        self.assertEqual(subscription.archive_ids, self.goes | self.stays)
        self.assertEqual(activity.res_id, self.stays.id)

    def test_the_one_that_went_is_read_by_the_same_people(self):
        self.goes.confidentiality = '1'
        self.stays.write({'confidentiality': '2', 'department_id': self.other_department.id})
        self._state_purpose(self.archivist, self.stays)
        self._state_purpose(self.office_manager, self.stays)
        self._merge()
        self.assertEqual(self.goes.department_id, self.other_department)
        self.assertEqual(self.goes.confidentiality, '2')

    def test_labels_and_sheets_tell_the_other_number(self):
        self._merge()
        reports = {
            name: self.env[f'report.customer_archive.report_{name}'].with_user(self.archivist)
            for name in ('archive_label', 'volume_label', 'sheets')
        }
        labels = reports['archive_label']
        self.assertIn(f"Also {self.goes.name}", labels._prepare_paper(self.stays)['lines'])
        self.assertIn(f"Now {self.stays.name}", labels._prepare_paper(self.goes)['lines'])
        for volume, number in ((self.volume, self.stays.name), (self.kept_volume, "")):
            self.assertEqual(reports['volume_label']._prepare_paper(volume)['lines'][3], number)
        basics = reports['sheets']._prepare_basics(self.stays)
        self.assertEqual(dict(basics)["Other Numbers"], self.goes.name)

    def test_what_was_entered_at_that_moment_follows(self):
        self._merge()
        talk = self.env['customer.archive.communication'].create({
            'archive_id': self.stays.id, 'content': "He called",
        })
        self.env.flush_all()
        # Committed by somebody whose snapshot was older.
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        self.env.cr.execute(SQL(
            "UPDATE customer_archive_communication SET archive_id = %s WHERE id = %s",
            self.goes.id, talk.id,
        ))
        self.env.cr.execute("SET LOCAL session_replication_role = origin")
        self.env.invalidate_all()
        with self._counting_commits():
            self.assertEqual(self.env['customer.archive']._cron_follow_merges().due, 1)
            self.assertEqual(talk.archive_id, self.stays)
            self.assertEqual(self.env['customer.archive']._cron_follow_merges().due, 0)

    def test_an_error_in_the_middle_leaves_both_as_they_were(self):
        request = self._request()
        with patch.object(
            self.registry['customer.archive.holding'], '_follow_archive',
            side_effect=UserError("No"),
        ), self.assertRefused("No"), self.env.cr.savepoint():
            request.with_user(self.office_manager).action_approve()
        self.env.invalidate_all()
        self.assertEqual((self.volume.archive_id, request.state), (self.goes, 'requested'))
        self.assertFalse(self.goes.merged_into_id)

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
        self.kept_volume.with_user(self.archivist)._transition('void', reason="Opened by mistake")
        self.stays.with_user(self.archivist)._transition('void', reason="Opened by mistake")
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
