# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time

from .common import ContentCommon

RENEW = 'customer_archive.mail_activity_type_renew_document'


class TestValidity(ContentCommon):
    """Documents expire, are renewed and superseded (CA-18, ND-30)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._create_document(
            cls.archive, 'business_licence', valid_until='2026-03-31',
        )

    def _remind(self, moment):
        with freeze_time(moment), self._counting_commits():
            result = self.env['customer.archive.document']._cron_renewals()
        self.env.invalidate_all()
        return result

    def _reminders(self):
        return self.archive.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(RENEW),
        )

    # === REMINDING === #

    def test_the_archivist_is_reminded_once(self):
        self._remind('2026-02-01 04:00:00')
        self.assertFalse(self._reminders())
        self.assertEqual(self._remind('2026-03-02 04:00:00').done, 1)
        reminder = self._reminders()
        self.assertEqual(reminder.user_id, self.archivist)
        self.assertIn(self.document.name, reminder.summary)
        self.assertEqual(str(reminder.date_deadline), '2026-03-31')
        self.assertEqual(self._remind('2026-03-03 04:00:00').due, 0)
        self.assertEqual(self._reminders(), reminder)

    def test_another_day_of_expiry_is_reminded_of_anew(self):
        self._remind('2026-03-02 04:00:00')
        self.document.valid_until = '2026-04-01'
        self._remind('2026-03-03 04:00:00')
        self.assertEqual(str(self._reminders().date_deadline), '2026-04-01')

    def test_where_nobody_answers_for_it_somebody_named_later_is_reminded(self):
        self.company.archive_custodian_id = False
        self.archive.custodian_id = False
        self.assertEqual(self._remind('2026-03-02 04:00:00').due, 0)
        self.archive.custodian_id = self.office_manager
        self._remind('2026-03-02 04:00:00')
        self.assertEqual(self._reminders().user_id, self.office_manager)

    def test_nothing_is_said_of_what_is_superseded_or_no_longer_kept(self):
        self.document.with_user(self.archivist)._transition('supersede')
        self.assertEqual(self._remind('2026-03-02 04:00:00').due, 0)

    def test_how_many_days_before_is_the_companys_to_say(self):
        self.company.archive_renewal_days = 0
        self.assertEqual(self._remind('2026-03-30 04:00:00').due, 0)
        self.assertEqual(self._remind('2026-03-31 04:00:00').done, 1)
        with self.assertImpossible():
            self.company.archive_renewal_days = -1

    # === RENEWING === #

    def test_the_new_one_supersedes_the_old_one_when_it_is_verified(self):
        self._remind('2026-03-02 04:00:00')
        context = self.document.with_user(self.collector).action_renew()['context']
        new = self.env['customer.archive.document'].with_user(self.collector).with_context(
            **context,
        ).create({'valid_until': '2031-03-31'})
        self.assertEqual(new.supersedes_id, self.document)
        self.assertEqual(self.document.state, 'unverified')
        new.with_user(self.archivist).action_verify()
        self.assertEqual(self.document.state, 'superseded')
        self.assertEqual(self.document.superseded_by_id, new.with_env(self.env))
        self.assertFalse(self._reminders())

    def test_a_document_renews_one_of_its_type_in_its_archive(self):
        for container, document_type in (
            (self.archive, 'identity'), (self._open_archive(), 'business_licence'),
        ):
            with self.assertRefused("same type in the same archive", exception=ValidationError):
                self._create_document(container, document_type, supersedes_id=self.document.id)

    # === CURRENT === #

    @freeze_time('2026-04-01 04:00:00')
    def test_an_expired_document_is_not_marked_as_current(self):
        for user in (self.archivist, self.office_manager):
            with self.assertRefused(self.document.name, "expired on", "03/31/2026"):
                self.document.with_user(user).action_verify()
        self.document.with_user(self.archivist)._transition('supersede')
        with self.assertRefused("expired on"):
            self.document.with_user(self.archivist)._transition('reinstate', reason="Mistake")

    @freeze_time('2026-03-31 04:00:00')
    def test_what_was_superseded_by_mistake_is_current_again(self):
        self.document.with_user(self.archivist).action_supersede()
        with self.assertRefused("needs a reason"):
            self.document.with_user(self.archivist)._transition('reinstate')
        with self.assertRaises(AccessError):
            self.document.with_user(self.collector)._transition('reinstate', reason="Mistake")
        self.document.with_user(self.archivist)._transition('reinstate', reason="Mistake")
        self.assertEqual(self.document.state, 'unverified')
        new = self._verify(self.archive, supersedes_id=self.document.id)
        with self.assertRefused(new.name, "which is current"):
            self.document.with_user(self.archivist)._transition('reinstate', reason="Mistake")

    def test_what_expired_is_found_and_shown(self):
        documents = self.env['customer.archive.document'].with_user(self.user)
        domain = [('archive_id', '=', self.archive.id), ('is_expired', '=', True)]
        for moment, expired in (('2026-03-31 04:00:00', False), ('2026-04-01 04:00:00', True)):
            with freeze_time(moment):
                self.document.invalidate_recordset(['is_expired'])
                self.assertEqual(self.document.is_expired, expired)
                self.assertEqual(bool(documents.search(domain)), expired)
                self.assertEqual(bool(documents.search([
                    ('archive_id', '=', self.archive.id), ('is_expired', '=', False),
                ])), not expired)
