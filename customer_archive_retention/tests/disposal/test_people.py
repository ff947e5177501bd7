# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestDisposalPeople(DisposalCommon):
    """Nobody destroys alone (ND-03), and nobody in a hurry (ND-04)."""

    def test_who_proposes_does_not_approve(self):
        disposal = self._create_list(self.office_manager)
        disposal.action_propose()
        with self.assertRefused("has a part in", "Proposed By"):
            disposal.action_approve()
        disposal.with_user(self.general_manager).action_approve()
        self.assertEqual(disposal.state, 'approved')

    def test_a_second_login_of_the_same_person_does_not_approve(self):
        second = self._create_user('second_login', 'office_manager')
        second.partner_id = self.archivist.partner_id
        disposal = self._create_list()
        disposal.action_propose()
        with self.assertRefused("has a part in"):
            disposal.with_user(second).action_approve()

    def test_an_archivist_does_not_approve(self):
        disposal = self._create_list()
        disposal.action_propose()
        other = self._create_user('archivist_2', 'archivist')
        with self.assertRaises(AccessError):
            disposal.with_user(other).action_approve()

    def test_the_system_takes_no_part(self):
        disposal = self._create_list()
        root = self.env.ref('base.user_root')
        with self.assertRefused("not by the system"):
            disposal.with_user(root).action_propose()

    def test_executor_and_witness_are_two_people_beside_the_others(self):
        disposal = self._approve()
        with self.assertRefused("has a part in"):
            disposal.with_user(self.general_manager).action_attend()
        with self.assertRefused("has no witness yet"):
            self.env['customer.archive.disposal.execute'].with_user(self.executor).create({
                'disposal_id': disposal.id, 'typed_number': disposal.name,
                'method': 'shredding', 'place': "Here",
            }).action_confirm()
        disposal.with_user(self.executor).action_attend()
        with self.assertRefused("has a part in", "Witness"):
            self._start(disposal)

    def test_the_database_keeps_the_people_apart(self):
        disposal = self._approve()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_disposal SET witness_id = approver_id WHERE id = %s",
                [disposal.id],
            )

    def test_only_an_executor_executes(self):
        disposal = self._approve()
        disposal.with_user(self.auditor).action_attend()
        for user in (self.archivist, self.office_manager, self.auditor):
            with self.assertRaises(AccessError):
                disposal.with_user(user)._start(disposal.name, {
                    'method': 'shredding', 'place': "Here",
                })

    def test_electronic_content_is_confirmed_by_one_more_person(self):
        self._create_due_volume(scan=b'a contract')
        disposal = self._approve()
        self.assertTrue(disposal.is_electronic)
        disposal.with_user(self.auditor).action_attend()
        with self.assertRefused("electronic content"):
            self.env['customer.archive.disposal.execute'].with_user(self.executor).create({
                'disposal_id': disposal.id, 'typed_number': disposal.name,
                'method': 'shredding', 'place': "Here",
            }).action_confirm()
        with self.assertRaises(AccessError):
            disposal.with_user(self.archivist).action_confirm()
        disposal.with_user(self.confirmer).action_confirm()
        self._start(disposal)
        self.assertEqual(disposal.state, 'executing')

    def test_paper_needs_no_confirmation_of_electronic_content(self):
        disposal = self._approve()
        with self.assertRefused("nothing to confirm"):
            disposal.with_user(self.confirmer).action_confirm()

    def test_days_pass_between_approval_and_execution(self):
        self.company.archive_cooling_days = 7
        disposal = self._approve()
        self.assertEqual(
            disposal.executable_from,
            fields.Date.add(self.company._get_archive_today(), days=7),
        )
        with self.assertRefused("can be cancelled"):
            self._start(disposal)
        disposal.with_user(self.archivist)._transition('cancel', reason="A claim came in")
        self.assertEqual(disposal.state, 'cancelled')
        self.assertEqual(self.volume.state, 'filed')

    def test_the_number_of_the_list_is_typed(self):
        disposal = self._approve()
        with self.assertRefused("Type the number of the list"):
            self._start(disposal, typed_number="DL-1")
        self.assertEqual(disposal.state, 'approved')

    def test_a_list_that_is_not_the_approved_one_is_not_executed(self):
        disposal = self._approve()
        self.env.cr.execute(
            "UPDATE customer_archive_disposal_line SET number = 'X' WHERE disposal_id = %s",
            [disposal.id],
        )
        self.env.invalidate_all()
        with self.assertRefused("not what was approved"):
            self._start(disposal)

    def test_a_list_comes_back_with_a_reason(self):
        disposal = self._create_list()
        disposal.action_propose()
        disposal.with_user(self.general_manager)._transition('send_back', reason="Look again")
        self.assertEqual((disposal.state, disposal.reason), ('review', "Look again"))
        self.assertFalse(disposal.proposer_id)
