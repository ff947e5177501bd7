# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..common import GROUP, ArchiveCommon


class TestShare(ArchiveCommon):
    """An archive is shared for a reason, with whom it says, until a moment (CA-69)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.records = (cls.archive, cls.volume, cls.document, cls.volume.folder_id)

    def _share(self, user=None, granter=None, **vals):
        return self.env['customer.archive.share'].with_user(granter or self.archivist).create({
            'archive_id': self.archive.id, 'reason': "Joint offer",
            **({'user_id': user.id} if user else {}), **vals,
        }).with_env(self.env)

    def _assert_sees(self, user, sees):
        self.env.flush_all()
        self.env.invalidate_all()
        for record in self.records:
            theirs = record.with_user(user)
            with self.subTest(model=record._name, user=user.login):
                self.assertEqual(theirs.has_access('read'), sees)
                self.assertEqual(bool(theirs.search([('id', '=', record.id)])), sees)

    # === ACCESS === #

    def test_a_share_opens_the_archive_and_what_is_in_it(self):
        self._assert_sees(self.other_user, False)
        self._share(self.other_user)
        self._assert_sees(self.other_user, True)
        self.assertEqual(
            self.env['customer.archive'].with_user(self.other_user).search([
                ('is_shared', '=', True),
            ]), self.archive,
        )
        self.assertTrue(self.archive.with_user(self.other_user).is_shared)
        self.assertFalse(self.archive.with_user(self.user).is_shared)

    def test_it_opens_for_reading_only_and_nothing_else(self):
        elsewhere = self._open_archive()
        self._share(self.other_collector)
        self.assertFalse(elsewhere.with_user(self.other_collector).has_access('read'))
        for record in (self.volume, self.document):
            self.assertFalse(record.with_user(self.other_collector).has_access('write'))
        with self.assertRaises(AccessError):
            self.env['customer.archive.document'].with_user(self.other_collector).create({
                'volume_id': self.volume.id, 'title': "X", 'type_id': self._type('contract').id,
            })

    def test_it_ends_by_itself(self):
        """CA-69: without a manual step, and without scheduled work."""
        with freeze_time('2026-06-01 10:00:00'):
            share = self._share(self.other_user, valid_until='2026-06-03 10:00:00')
            self._assert_sees(self.other_user, True)
        with freeze_time('2026-06-03 09:59:59'):
            self._assert_sees(self.other_user, True)
            self.assertTrue(share.is_current)
        with freeze_time('2026-06-03 10:00:00'):
            self._assert_sees(self.other_user, False)
            self.assertFalse(share.is_current)
            self.assertNotIn(share, share.search([('is_current', '=', True)]))
            self.assertIn(share, share.search([('is_current', '=', False)]))
        self.assertEqual(share.state, 'active', "nothing ran")

    def test_its_end_is_registered_once(self):
        with freeze_time('2026-06-01 10:00:00'):
            share = self._share(self.other_user, valid_until='2026-06-03 10:00:00')
        with freeze_time('2026-06-03 10:00:00'), self._counting_commits():
            shares = self.env['customer.archive.share'].with_user(
                self.env.ref('base.user_root'),
            )
            self.assertIn(share.id, shares.search([('state', '=', 'active')]).ids)
            shares._cron_end_shares()
            self.assertEqual(share.state, 'ended')
            shares._cron_end_shares()
        self.assertEqual(len(self._entries(share, 'end')), 1)

    def test_revoking_ends_it_at_once(self):
        share = self._share(self.other_user)
        with self.assertRefused("needs a reason"):
            share.with_user(self.archivist)._transition('revoke')
        share.with_user(self.office_manager)._transition('revoke', reason="Offer withdrawn")
        self._assert_sees(self.other_user, False)
        self.assertEqual(share.revoked_by_id, self.office_manager)
        self.assertEqual(share.revocation_reason, "Offer withdrawn")

    def test_a_department_s_share_is_for_its_members_and_those_below(self):
        archive_elsewhere = self.archive
        archive_elsewhere.department_id = self.other_department
        self._share(department_id=self.department.id)
        self._assert_sees(self.user, True)
        self._assert_sees(self.sub_user, True)
        self._assert_sees(self._create_user('loner', 'user'), False)

    def test_a_share_with_a_lower_department_is_not_for_the_upper_one(self):
        self.archive.department_id = self.other_department
        self._share(department_id=self.sub_department.id)
        self._assert_sees(self.sub_user, True)
        self._assert_sees(self.user, False)

    def test_who_leaves_the_department_loses_it_at_once(self):
        self.archive.department_id = self.other_department
        self._share(department_id=self.department.id)
        self._assert_sees(self.user, True)
        self.user.employee_id.department_id = False
        self._assert_sees(self.user, False)

    def test_clearance_stands_above_it(self):
        """CA-63: raising the level later cuts off who is not cleared."""
        self._share(self.other_user)
        self.archive.confidentiality = '2'
        self._assert_sees(self.other_user, False)
        self.other_user.group_ids |= self.env.ref(f'{GROUP}clearance_confidential')
        self._assert_sees(self.other_user, False)
        self._state_purpose(self.other_user, self.archive)  # CA-64
        self._assert_sees(self.other_user, True)

    # === GRANTING === #

    def test_who_grants(self):
        for user in (self.user, self.technician, self.collector, self.general_manager,
                     self.auditor, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._share(self.other_user, granter=user)
        self._share(self.other_user, granter=self.office_manager)

    def test_it_says_who_granted_it(self):
        share = self._share(self.other_user)
        self.assertEqual(share.granted_by_id, self.archivist)
        self.assertTrue(share.granted_at)
        entry = self._entries(share, 'grant')
        self.assertEqual(entry.facts['user_id'], self.other_user.login)
        self.assertEqual(entry.archive, self.archive.name)
        self.assertEqual(entry.note, "Joint offer")
        for name, value in (('granted_by_id', self.office_manager.id),
                            ('granted_at', '2020-01-01 00:00:00'), ('state', 'ended')):
            with self.subTest(name=name), self.assertRaises(UserError):
                self._share(self.user, **{name: value})

    def test_nobody_shares_with_himself(self):
        with self.assertRefused("himself"):
            self._share(self.archivist)
        second = self._create_user('archivist_again', 'user')
        second.partner_id = self.archivist.partner_id
        with self.assertRefused("himself"):
            self._share(second)

    def test_who_could_not_use_it_or_must_not_is_refused(self):
        with self.assertRefused("no role"):
            self._share(self.outsider)
        with self.assertRefused("company"):
            self._share(self.other_archivist)
        self.archive.confidentiality = '2'
        self._state_purpose(self.archivist, self.archive)
        with self.assertRefused("not cleared", "Confidential"):
            self._share(self.other_user)

    def test_it_has_one_receiver(self):
        for vals in ({}, {'user_id': self.other_user.id, 'department_id': self.department.id}):
            with self.subTest(vals=vals), self.assertImpossible(), self.env.cr.savepoint():
                self._share(**vals)

    def test_it_ends_in_time(self):
        self.company.archive_share_days = 30
        now = fields.Datetime.now()
        with self.assertRefused("30 days"):
            self._share(self.other_user, valid_until=fields.Datetime.add(now, days=31))
        self._share(self.other_user, valid_until=fields.Datetime.add(now, days=29))
        with self.assertImpossible(), self.env.cr.savepoint():
            self._share(self.other_user, valid_until=fields.Datetime.subtract(now, days=1))

    def test_it_stays_as_it_was_granted(self):
        share = self._share(self.other_user)
        for vals in ({'valid_until': fields.Datetime.add(share.valid_until, days=1)},
                     {'user_id': self.user.id}, {'reason': "X"}, {'state': 'ended'}):
            with self.subTest(vals=vals):
                with self.assertRaises(UserError):
                    share.with_user(self.archivist).write(vals)
                with self.assertRaises(UserError):
                    share.write(vals)
        with self.assertRefused("kept for ever"):
            share.unlink()
        with self._request_of(self.archivist), self.assertRaises(UserError):
            self.archive.with_user(self.archivist).write({
                'share_ids': [Command.update(share.id, {'reason': "X"})],
            })

    def test_the_receiver_is_told_a_number(self):
        share = self._share(self.other_user)
        message = self.env['mail.message'].search([
            ('model', '=', 'customer.archive'), ('res_id', '=', self.archive.id),
            ('partner_ids', 'in', self.other_user.partner_id.ids),
        ])
        self.assertEqual(len(message), 1)
        self.assertIn(self.archive.name, message.body)
        self.assertNotIn(self.customer.name, message.body + message.subject)
        self.assertNotIn(share.reason, message.body)

    # === WHO READS SHARES === #

    def test_who_reads_shares(self):
        share = self._share(self.other_user)
        for user, reads in (
            (self.other_user, True), (self.archivist, True), (self.general_manager, True),
            (self.auditor, True), (self.user, False), (self.other_archivist, False),
            (self.outsider, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(share.with_user(user).has_access('read'), reads)

    def test_the_archive_counts_current_shares(self):
        share = self._share(self.other_user)
        self._share(department_id=self.other_department.id)
        archive = self.archive.with_user(self.archivist)
        self.assertEqual(archive.share_count, 2)
        share.with_user(self.archivist)._transition('revoke', reason="X")
        archive.invalidate_recordset(['share_count'])
        self.assertEqual(archive.share_count, 1)
