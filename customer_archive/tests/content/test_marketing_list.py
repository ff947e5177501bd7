# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import ContentCommon

MODEL = 'customer.archive.marketing.list'


class TestMarketingList(ContentCommon):
    """Who allowed it is on the list, who did not is counted (CA-77)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allowed = cls._authorize(cls._open_archive(), for_marketing=True)
        cls.service_only = cls._authorize(cls._open_archive())
        cls.withdrawn = cls._authorize(cls._open_archive(), for_marketing=True)
        cls.withdrawn.authorization_ids.with_user(cls.archivist)._withdraw(
            cls.company._get_archive_today(), "By letter",
        )

    @classmethod
    def _authorize(cls, archive, **vals):
        cls.env['customer.archive.authorization'].create({
            'archive_id': archive.id, 'grantor': "Li", 'granted_on': '2026-03-04',
            'document_id': cls._verify(archive, 'authorization').id, **vals,
        }).with_user(cls.archivist).action_confirm()
        return archive

    def _draw(self, domain='[]', user=None):
        return self.env[MODEL].with_user(user or self.archivist).create({'domain': domain})

    def test_only_who_allowed_it_is_on_the_list(self):
        form = Form(self.env[MODEL].with_user(self.archivist))
        self.assertEqual((form.allowed_count, form.excluded_count), (1, 3))
        action = form.save().action_draw()
        found = self.env['customer.archive'].with_user(self.archivist).search(action['domain'])
        self.assertEqual(found.with_env(self.env), self.allowed)

    def test_who_withdraws_is_no_longer_on_a_list_that_is_open(self):
        action = self._draw().action_draw()
        self.allowed.authorization_ids.with_user(self.archivist)._withdraw(
            self.company._get_archive_today(), "By telephone",
        )
        self.assertFalse(self.env['customer.archive'].search(action['domain']))

    def test_that_it_was_drawn_and_exported_stands_in_the_register(self):
        self._draw().action_draw()
        entry = self.env['customer.archive.register'].sudo().search([], order='id desc', limit=1)
        self.assertEqual((entry.event, entry.facts), ('marketing', {'count': 1, 'excluded': 3}))
        self.assertEqual(entry.event_label, "Marketing list drawn")
        self.assertIn("Left out: 3", entry.facts_text)
        self.allowed.export_data(['partner_id/name'])
        entry = self.env['customer.archive.register'].sudo().search([], order='id desc', limit=1)
        self.assertEqual((entry.event, entry.archive), ('export', self.allowed.name))

    def test_a_filter_chooses(self):
        wizard = self._draw(f"[('id', '=', {self.service_only.id})]")
        self.assertEqual((wizard.allowed_count, wizard.excluded_count), (0, 1))
        with self.assertRefused("there is no list"):
            wizard.action_draw()

    def test_a_filter_that_makes_no_sense_is_refused(self):
        for domain in ("[(", "[('nothing', '=', 1)]", "__import__('os')", "5"):
            with self.subTest(domain=domain), self.assertRefused("cannot be used"):
                self._draw(domain).action_draw()

    def test_confidential_archives_are_not_on_it_without_a_purpose(self):
        self.allowed.with_user(self.office_manager).confidentiality = '2'
        self.env.invalidate_all()
        self.assertEqual(self._draw().allowed_count, 0)

    def test_nobody_below_the_archivist_draws_it(self):
        for user in (self.user, self.collector, self.auditor, self.outsider):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._draw(user=user)
        wizard = self._draw()
        with self.assertRaises(AccessError):
            wizard.with_user(self.office_manager).action_draw()
        with self.assertRaises(UserError):
            wizard.with_user(self.other_archivist).action_draw()
