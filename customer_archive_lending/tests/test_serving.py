# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError

from .common import LendingCommon


class TestServing(LendingCommon):
    """After-sales borrows and copies for a complaint or service of the same archive (LE-23)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._receive('complaint')
        cls.service = cls._receive('service')

    @classmethod
    def _receive(cls, kind, archive=None):
        return cls.env[f'customer.archive.{kind}'].with_user(cls.archivist).create({
            'archive_id': (archive or cls.archive).id, 'title': "The hall leaks",
        }).with_env(cls.env)

    def _ask_for_copies(self, **vals):
        return self.env['customer.archive.copy.request'].with_user(self.user).create({
            'document_id': self.document.id, 'borrower_id': self.borrower.id, 'pages': 3,
            'reason': "On site", **vals,
        })

    def test_a_loan_names_the_complaint_and_the_register_tells_it(self):
        loan = self._lend(self.copy_1, purpose='service', complaint_id=self.complaint.id)
        self.assertEqual(loan.complaint_id, self.complaint)
        for verb in ('request', 'hand_over'):
            facts = self._entries(loan, verb).facts
            self.assertEqual(facts['complaint_id'], self.complaint.name)
            self.assertNotIn('service_id', facts)

    def test_only_after_sales_serves_one(self):
        with self.assertRefused("after-sales only", self.service.name):
            self._request_loan(self.copy_1, purpose='contract', service_id=self.service.id)
        with self.assertRefused("after-sales only", self.service.name):
            self._ask_for_copies(purpose='contract', service_id=self.service.id)

    def test_it_is_one_of_an_archive_that_something_is_taken_from(self):
        other = self._receive('complaint', self._open_archive())
        with self.assertRefused("nothing is taken here", other.name):
            self._request_loan(self.copy_1, purpose='service', complaint_id=other.id)
        with self.assertRefused("nothing is taken here", other.name):
            self._ask_for_copies(complaint_id=other.id)

    def test_nobody_links_what_he_does_not_read(self):
        other = self._receive('complaint', self._open_archive(
            department_id=self.other_department.id,
        ))
        for link in (
            lambda: self._draft_loan(self.copy_1, purpose='service', complaint_id=other.id),
            lambda: self._draft_loan(self.copy_1, purpose='service').write({
                'complaint_id': other.id,
            }),
            lambda: self._ask_for_copies(complaint_id=other.id),
        ):
            with self.assertRaises(AccessError):
                link()

    def test_what_was_asked_for_keeps_what_it_serves(self):
        loan = self._request_loan(self.copy_1, purpose='service', service_id=self.service.id)
        with self.assertRefused("stays as it was requested"):
            loan.service_id = False

    def test_copies_and_their_loan_name_the_service(self):
        request = self._ask_for_copies(service_id=self.service.id)
        request.with_user(self.office_manager).action_approve()
        request = request.with_user(self.archivist)
        request.action_take()
        request.action_copy()
        self.assertEqual(request.loan_id.service_id, self.service)
        self.assertEqual(self._entries(request, 'request').facts['service_id'], self.service.name)

    def test_the_form_offers_those_of_the_archives_that_are_asked_for(self):
        loan = self._draft_loan(self.copy_1)
        self.assertEqual(loan.archive_ids, self.archive)
