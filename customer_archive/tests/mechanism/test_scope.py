# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class TestScope(ArchiveCommon):
    """What the record rules look at: the own department and those below (CA-63)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._open_archive()
        cls.below = cls._open_archive(department_id=cls.sub_department.id)
        cls.elsewhere = cls._open_archive(department_id=cls.other_department.id)
        cls.nowhere = cls._open_archive(department_id=False)
        cls.all = cls.own | cls.below | cls.elsewhere | cls.nowhere

    def _find(self, user, operator, value):
        return self.env['customer.archive'].with_user(user).sudo().search([
            ('id', 'in', self.all.ids), ('is_own_department', operator, value),
        ]).with_env(self.env)

    def test_the_own_department_includes_those_below(self):
        self.assertEqual(self._find(self.user, '=', True), self.own | self.below)

    def test_the_departments_above_are_not_the_own_ones(self):
        self.assertEqual(self._find(self.sub_user, '=', True), self.below)

    def test_the_search_understands_all_its_operators(self):
        mine, others = self.own | self.below, self.elsewhere | self.nowhere
        for operator, value, expected in (
            ('=', True, mine), ('!=', False, mine), ('in', [True], mine), ('=', False, others),
            ('!=', True, others), ('not in', [True], others),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(self._find(self.user, operator, value), expected)

    def test_the_search_and_the_value_agree(self):
        for user in (self.user, self.sub_user, self.other_user, self.archivist):
            with self.subTest(user=user.login):
                shown = self.all.with_user(user).sudo().filtered('is_own_department')
                self.assertEqual(shown.with_env(self.env), self._find(user, '=', True))

    def test_who_is_no_employee_has_no_department(self):
        self.assertFalse(self._find(self.archivist, '=', True))

    def test_a_transfer_counts_at_once(self):
        """A record rule's domain is cached; what this one asks is not."""
        seen = self.all.with_user(self.user).sudo().filtered('is_own_department')
        self.assertEqual(seen.with_env(self.env), self.own | self.below)
        self.user.employee_id.department_id = self.other_department
        self.assertEqual(self._find(self.user, '=', True), self.elsewhere)
        seen = self.all.with_user(self.user)._filtered_access('read')
        self.assertEqual(seen.with_env(self.env), self.elsewhere | self.nowhere)

    def test_who_leaves_has_no_department_any_more(self):
        self.user.employee_id.active = False
        self.assertFalse(self._find(self.user, '=', True))

    def test_a_department_that_is_archived_keeps_its_archives(self):
        self.sub_department.active = False
        self.assertEqual(self._find(self.user, '=', True), self.own | self.below)

    def test_an_employment_in_another_company_does_not_count_here(self):
        self.user.company_ids |= self.other_company
        department = self.env['hr.department'].create({
            'name': "Abroad", 'company_id': self.other_company.id,
        })
        self.env['hr.employee'].create({
            'name': "Abroad", 'user_id': self.user.id, 'company_id': self.other_company.id,
            'department_id': department.id,
        })
        user = self.user.with_user(self.user)
        here = user.with_context(allowed_company_ids=self.company.ids)
        both = user.with_context(allowed_company_ids=(self.company | self.other_company).ids)
        self.assertNotIn(department.id, here._get_archive_department_ids())
        self.assertIn(department.id, both._get_archive_department_ids())

    # === PROJECTS === #

    def test_own_projects_are_those_one_leads_or_works_in(self):
        """CA-08: for what lies in them, and for their archives."""
        led = self._create_volume(self.elsewhere, manager_id=self.user.id)
        worked_in = self._create_volume(self.nowhere, member_ids=self.user.ids)
        foreign = self._create_volume(self.own)
        for model, own, others in (
            ('customer.archive', self.elsewhere | self.nowhere, self.own | self.below),
            ('customer.archive.volume', led | worked_in, foreign),
            ('customer.archive.document', *self._documents(led | worked_in, foreign)),
            ('customer.archive.holding', (led | worked_in).folder_id, foreign.folder_id),
        ):
            records = self.env[model].with_user(self.user).sudo()
            among = [('id', 'in', (own | others).ids)]
            for domain, expected in (
                ([('is_own_project', '=', True)], own), ([('is_own_project', '=', False)], others),
                ([('is_own_project', '!=', True)], others),
                ([('is_own_project', '!=', False)], own),
            ):
                with self.subTest(model=model, domain=domain):
                    self.assertEqual(set(records.search([*among, *domain]).ids), set(expected.ids))
            with self.subTest(model=model):
                self.assertEqual(
                    (own | others).with_user(self.user).sudo().filtered('is_own_project').ids,
                    own.ids,
                )

    def _documents(self, *volumes):
        documents = self.env['customer.archive.document']
        return [documents.union(*map(self._create_document, each)) for each in volumes]

    def test_who_joins_or_leaves_a_project_does_so_at_once(self):
        volume = self._create_volume(self.elsewhere)
        document = self._create_document(volume)
        records = (self.elsewhere, volume, document, volume.folder_id)
        for members, own in ((self.user, True), (self.user.browse(), False)):
            volume.member_ids = members
            for record in records:
                with self.subTest(model=record._name, own=own):
                    self.assertEqual(record.with_user(self.user).has_access('read'), own)
        volume.manager_id = self.user
        for record in records:
            with self.subTest(model=record._name, own='leads'):
                self.assertTrue(record.with_user(self.user).has_access('read'))

    def test_a_document_changes_its_project_with_its_volume(self):
        volume = self._create_volume(self.elsewhere, manager_id=self.user.id)
        document = self._create_document(volume)
        self.assertTrue(document.with_user(self.user).has_access('read'))
        document.volume_id = self._create_volume(self.elsewhere)
        self.assertFalse(document.with_user(self.user).has_access('read'))
        self.assertFalse(document.holding_ids.with_user(self.user).has_access('read'))
