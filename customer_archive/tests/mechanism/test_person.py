# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class TestPerson(ArchiveCommon):
    """Two logins can be one person (CA-32): four eyes are of two people."""

    def _assert_same(self, other, same):
        for left, right in ((self.archivist, other), (other, self.archivist)):
            self.assertEqual(left._is_same_archive_person(right), same)

    def _employ(self, user=None, company=None, **vals):
        return self.env['hr.employee'].create({
            'name': "Somebody", 'user_id': user and user.id,
            'company_id': (company or self.company).id, **vals,
        })

    def _second_login(self, **vals):
        return self._create_user('second_login', 'office_manager', **vals)

    def test_two_users_are_two_people(self):
        self._assert_same(self.office_manager, False)
        self._employ(self.archivist)
        self._employ(self.office_manager)
        self._assert_same(self.office_manager, False)

    def test_who_has_the_same_contact_is_the_same_person(self):
        second = self._second_login()
        second.partner_id = self.archivist.partner_id
        self._assert_same(second, True)

    def test_one_work_contact_in_two_companies_is_one_person(self):
        first = self._employ(self.archivist)
        second = self._second_login()
        self._employ(second, self.other_company).work_contact_id = first.work_contact_id
        self._assert_same(second, True)

    def test_the_same_papers_are_the_same_person(self):
        second = self._second_login()
        mine, other = self._employ(self.archivist), self._employ(second)
        for paper in ('identification_id', 'ssnid', 'passport_id'):
            with self.subTest(paper=paper):
                mine[paper], other[paper] = "310101 19800101 123x", "31010119800101123X"
                self._assert_same(second, True)
                other[paper] = "31010119800101999X"
                self._assert_same(second, False)

    def test_the_same_private_mail_is_the_same_person(self):
        second = self._second_login()
        self._employ(self.archivist, private_email="Wang@home.example")
        self._employ(second, private_email="wang@home.example")
        self._assert_same(second, True)

    def test_a_second_login_is_known_by_the_employee_s_address(self):
        """No employee is tied to it: his address is its login."""
        self._employ(self.archivist, work_email="wang@office.example")
        second = self._second_login()
        self._assert_same(second, False)
        second.login = 'Wang@office.example'
        self._assert_same(second, True)

    def test_a_login_that_is_the_other_s_address_is_the_same_person(self):
        second = self._create_user('wang@office.example', 'office_manager')
        self._assert_same(second, False)
        self.archivist.email = second.login.upper()
        self._assert_same(second, True)

    def test_a_shared_mailbox_makes_nobody_the_same(self):
        second = self._second_login(email="office@office.example")
        self.archivist.email = "office@office.example"
        self._employ(self.archivist)
        self._employ(second)
        self._assert_same(second, False)

    def test_a_former_employee_is_still_the_same_person(self):
        second = self._second_login()
        self._employ(self.archivist, identification_id="X1").active = False
        self._employ(second, self.other_company, identification_id="X1")
        self._assert_same(second, True)
