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
        seen = self.all.with_user(self.user).sudo().filtered('is_own_department')
        self.assertEqual(seen.with_env(self.env), self.elsewhere)

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
