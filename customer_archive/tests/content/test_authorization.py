# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ContentCommon

MODEL = 'customer.archive.authorization'


class TestAuthorization(ContentCommon):
    """What the customer allows, until he withdraws it (CA-27)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._verify(cls.archive, 'authorization')

    def _enter(self, user=None, **vals):
        return self.env[MODEL].with_user(user or self.collector).create({
            'archive_id': self.archive.id, 'grantor': "Li Jianguo", 'capacity': 'legal',
            'granted_on': '2026-03-04', 'document_id': self.document.id, **vals,
        })

    def _confirm(self, **vals):
        authorization = self._enter(**vals)
        authorization.with_user(self.archivist).action_confirm()
        return authorization.with_env(self.env)

    def test_the_collector_enters_it_and_the_archivist_confirms_it(self):
        form = Form(self.env[MODEL].with_user(self.collector))
        form.archive_id = self.archive
        form.grantor = "Li Jianguo"
        form.granted_on = '2026-03-04'
        authorization = form.save()
        self.assertTrue(authorization.name.startswith('AU-'))
        self.assertFalse(self.archive.is_authorized)
        with self.assertRefused("verified"):
            authorization.with_user(self.archivist).action_confirm()
        authorization.document_id = self.document
        with self.assertRaises(AccessError):
            authorization.action_confirm()
        authorization.with_user(self.archivist).action_confirm()
        self.assertEqual((authorization.state, authorization.confirmed_by_id),
                         ('in_force', self.archivist))
        self.assertTrue(self.archive.is_authorized)
        self.assertEqual(
            self._entries(authorization.with_env(self.env)).mapped('event'), ['open', 'confirm'],
        )
        self.assertNotIn("Li", str(self._entries(authorization).mapped('facts')))

    def test_its_document_lies_verified_in_the_archive(self):
        unverified = self._create_document(self.archive, 'authorization')
        with self.assertRefused("verified"):
            self._enter(document_id=unverified.id).with_user(self.archivist).action_confirm()
        elsewhere = self._verify(self._open_archive(), 'authorization')
        with self.assertRefused("another archive", exception=ValidationError):
            self._enter(document_id=elsewhere.id)

    def test_it_allows_something_and_was_given_already(self):
        with self.assertImpossible():
            self._enter(for_service=False)
        tomorrow = fields.Date.add(self.company._get_archive_today(), days=1)
        with self.assertRefused("in the future", exception=ValidationError):
            self._enter(granted_on=tomorrow)
        with self.assertImpossible():
            self._enter(valid_until='2026-03-03')

    def test_it_is_withdrawn_with_a_date_and_a_reason(self):
        authorization = self._confirm()
        self.company.archive_ask_authorization = True
        self.checklist.active = False
        action = authorization.with_user(self.archivist).action_withdraw()
        form = Form(self.env[action['res_model']].with_user(self.archivist).with_context(
            **action['context'],
        ))
        form.withdrawn_on = '2026-05-01'
        form.reason = "By letter"
        form.save().action_confirm()
        self.assertEqual((authorization.state, str(authorization.withdrawn_on)),
                         ('withdrawn', '2026-05-01'))
        self.assertEqual(authorization.end_reason, "By letter")
        self.assertIn(authorization.name, self.archive.activity_ids.summary)
        self.assertEqual(self.archive.activity_ids.user_id, self.archivist)
        self.archive.invalidate_recordset()
        self.assertFalse(self.archive.is_authorized)
        with self.assertRefused("has not authorised"):
            self._formalise(self.archive)

    def test_not_before_it_was_given_not_before_today_and_not_without_a_reason(self):
        authorization = self._confirm().with_user(self.archivist)
        day = fields.Date.to_date
        with self.assertRefused("cannot be withdrawn before"):
            authorization._withdraw(day('2026-03-03'), "By letter")
        tomorrow = fields.Date.add(self.company._get_archive_today(), days=1)
        with self.assertRefused("once it was received"):
            authorization._withdraw(tomorrow, "By letter")
        with self.assertRefused("needs a reason"):
            authorization._withdraw(day('2026-05-01'), " ")
        self.env.flush_all()
        for statement in (
            "SET state = 'withdrawn'",
            "SET valid_until = '2026-03-03'",
            "SET document_id = NULL",
        ):
            with self.subTest(statement=statement), self.assertImpossible():
                self.env.cr.execute(
                    f"UPDATE customer_archive_authorization {statement} WHERE id = %s",
                    [authorization.id],
                )

    def test_it_stays_as_it_was_given(self):
        authorization = self._confirm()
        for values in ({'for_marketing': True}, {'grantor': "Wang"}, {'granted_on': '2026-01-01'}):
            with self.subTest(values=values), self.assertRefused("as it was given"):
                authorization.write(values)
        with self.assertRefused("kept for ever"):
            authorization.unlink()
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.Error):
            self.env.cr.execute("DELETE FROM customer_archive_authorization WHERE id = %s",
                                [authorization.id])
        with self.assertRefused("cannot be set by hand"):
            authorization.withdrawn_on = '2026-05-01'

    def test_a_draft_is_cancelled(self):
        draft = self._enter()
        draft.grantor = "Li Jianguo, director"
        with self.assertRefused("belongs to", self.archive.name):
            draft.with_user(self.archivist).archive_id = self._open_archive()
        draft.with_user(self.archivist)._transition('cancel', reason="Twice")
        with self.assertRefused("as it was given"):
            draft.with_env(self.env).grantor = "Nobody"

    def test_it_ends_with_its_last_day(self):
        authorization = self._confirm(valid_until='2026-06-30', for_marketing=True)
        archives = self.env['customer.archive'].with_user(self.user)
        for moment, current in (('2026-06-30 04:00:00', True), ('2026-07-01 04:00:00', False)):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(authorization.is_current, current)
                self.assertEqual(self.archive.allows_marketing, current)
                for name in ('is_authorized', 'allows_marketing'):
                    found = archives.search([('id', '=', self.archive.id), (name, '=', True)])
                    self.assertEqual(bool(found), current)

    def test_who_reads_the_archive_reads_it(self):
        authorization = self._confirm()
        for user in (self.user, self.collector, self.auditor, self.general_manager):
            self.assertEqual(authorization.with_user(user).grantor, "Li Jianguo")
        for user in (self.other_user, self.other_collector, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                authorization.with_user(user).read(['grantor'])
        for user in (self.user, self.other_collector, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._enter(user=user)
        for user in (self.user, self.collector, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                authorization.with_user(user)._withdraw(fields.Date.today(), "By letter")

    def test_of_a_confidential_archive_it_is_closed_without_a_purpose(self):
        archive = self._open_archive(confidentiality='2')
        authorization = self.env[MODEL].create({
            'archive_id': archive.id, 'grantor': "Li", 'granted_on': '2026-03-04',
        })
        with self.assertRaises(AccessError):
            authorization.with_user(self.archivist).read(['grantor'])
        self._state_purpose(self.archivist, archive)
        self.assertEqual(authorization.with_user(self.archivist).grantor, "Li")

    def test_an_archive_that_is_no_longer_kept_takes_none_in(self):
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        with self.assertRaises(UserError):
            self._enter()
