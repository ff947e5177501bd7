# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from ..common import GROUP, ArchiveCommon

NAME = ('res.partner', 'name')
DEPARTMENT = ('customer.archive', 'department_id')
LEVEL = ('customer.archive', 'confidentiality')


class TestChangeRequest(ArchiveCommon):
    """Protected fields of formal archives and their customers change by four eyes (CA-32)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer, custodian_id=cls.archivist.id)
        cls._complete_archive()
        cls._formalise(cls.archive)
        cls.seller = cls._create_user('seller')
        cls.seller.group_ids |= cls.env.ref('base.group_partner_manager')

    @classmethod
    def _complete_archive(cls):
        for document_type in cls.archive.missing_type_ids:
            cls.env['customer.archive.document'].create({
                'archive_id': cls.archive.id, 'title': "X", 'type_id': document_type.id,
            })

    def _refused(self, record, vals, user):
        """Assert that a direct write is refused; return the dialog that is offered instead."""
        with self.assertRaises(RedirectWarning) as caught:
            record.with_user(user).write(vals)
        _message, action, button, *_rest = caught.exception.args
        self.assertEqual(button, "Request the Change")
        self.env.invalidate_all()
        return action

    # === THE GUARD === #

    def test_the_customer_of_a_formal_archive_is_not_changed_directly(self):
        for vals in ({'name': "Other"}, {'vat': "X1"}, {'ref': "R9"}, {'is_company': False},
                     {'company_type': 'person'}, {'name': "Other", 'phone': "1"}):
            with self.subTest(vals=vals):
                self._refused(self.customer, vals, self.seller)
        self.assertEqual(self.customer.name, "Northern Lights")

    def test_the_archive_is_not_either(self):
        for vals in ({'department_id': self.other_department.id}, {'confidentiality': '2'},
                     {'department_id': False}):
            for user in (self.archivist, self.office_manager):
                with self.subTest(vals=vals, user=user.login):
                    self._refused(self.archive, vals, user)

    def test_confidentiality_is_guarded_in_both_directions(self):
        self.archive.confidentiality = '2'
        self._state_purpose(self.archivist, self.archive)
        for level in ('1', '3'):
            with self.subTest(level=level):
                self._refused(self.archive, {'confidentiality': level}, self.archivist)

    def test_no_path_goes_around_it(self):
        customer = self.customer.with_user(self.seller)
        contact = self.env['res.partner'].create({
            'name': "Contact", 'parent_id': self.customer.id,
        })
        for path, operation in {
            'assignment': lambda: setattr(customer, 'name', "X"),
            'web_save': lambda: customer.web_save({'name': "X"}, {}),
            'load': lambda: customer.load(['.id', 'name'], [[str(customer.id), "X"]]),
            'upstream': lambda: contact.with_user(self.seller).write({'vat': "X9"}),
            'children': lambda: contact.with_user(self.seller).parent_id.write({'vat': "X9"}),
            'context': lambda: customer.with_context(
                customer_archive_pass=True, four_eyes=False, force=True,
            ).write({'name': "X"}),
        }.items():
            with self.subTest(path=path), self.env.cr.savepoint() as savepoint:
                if path == 'load':
                    self.assertFalse(operation()['ids'])
                else:
                    with self.assertRaises(RedirectWarning):
                        operation()
                savepoint.rollback()
            self.env.invalidate_all(flush=False)
        self.assertEqual(self.customer.name, "Northern Lights")
        self.assertFalse(self.customer.vat)

    def test_what_does_not_change_is_not_asked_for(self):
        self.customer.with_user(self.seller).write({
            'name': "Northern Lights", 'phone': "1", 'vat': False, 'is_company': True,
        })
        self.archive.with_user(self.archivist).write({
            'department_id': self.department.id, 'confidentiality': '1', 'note': "X",
        })

    def test_of_many_the_one_that_changes_is_guarded(self):
        free = self._create_customer(name="Other")
        both = (free | self.customer).with_user(self.seller)
        both.write({'name': "Northern Lights"})
        self.assertEqual(free.name, "Northern Lights")
        with self.assertRaises(RedirectWarning):
            both.write({'vat': "X1"})
        with self.assertRaises(RedirectWarning):
            both[::-1].write({'name': "Third"})

    def test_temporary_archives_are_free(self):
        archive = self._open_archive()
        archive.with_user(self.archivist).write({'confidentiality': '2'})
        archive.partner_id.with_user(self.seller).name = "Other"

    def test_becoming_and_ceasing_to_be_formal_counts_at_once(self):
        partner = self._create_customer(ref="R77").with_user(self.seller)
        partner.name = "First"
        archive = self._open_archive(partner)
        partner.name = "Second"
        for document_type in archive.missing_type_ids:
            self.env['customer.archive.document'].create({
                'archive_id': archive.id, 'title': "X", 'type_id': document_type.id,
            })
        self._formalise(archive)
        with self.assertRaises(RedirectWarning):
            partner.name = "Third"
        archive.with_user(self.archivist)._transition('close', reason="X")
        partner.name = "Fourth"
        archive.with_user(self.archivist)._transition('reopen', reason="X")
        with self.assertRaises(RedirectWarning):
            partner.name = "Fifth"

    def test_many_customers_are_one_question(self):
        customers = self.env['res.partner'].create([
            {'name': f"Customer {index}"} for index in range(20)
        ])
        self.env.invalidate_all()
        customers.read(['name'])
        with self.assertQueryCount(1):
            for customer in customers:
                customer._guard_protected({'name': "Other"})

    def test_the_guard_s_own_field_is_nobody_s(self):
        customer = self.customer.with_user(self.archivist)
        self.assertNotIn('kept_archive_ids', customer.fields_get())
        with self.assertRaises(AccessError):
            customer.read(['kept_archive_ids'])

    def test_customers_without_archive_are_asked_nothing(self):
        """X-08: neither is a write of other fields of those who have one."""
        other = self._create_customer()
        self.env.flush_all()
        (self.customer | other).read(['name'])
        with self.assertQueryCount(0):
            self.customer._guard_protected({'phone': "1", 'street': "X"})
            self.customer._guard_protected({'name': self.customer.name})
        with self.assertQueryCount(1):
            other._guard_protected({'name': "Other"})

    def test_a_company_may_trust_its_archivists(self):
        self.company.archive_four_eyes = False
        self.archive.with_user(self.archivist).confidentiality = '2'
        self.archivist.group_ids |= self.env.ref('base.group_partner_manager')
        self.customer.with_user(self.archivist).name = "Other"
        self._refused(self.customer, {'name': "Third"}, self.seller)
        entry = self._entries(self.archive, 'customer_changed')
        self.assertEqual(entry.facts, {'fields': 'name'})

    def test_the_system_s_own_code_may_and_is_registered(self):
        self.customer.sudo().write({'name': "Other", 'vat': "X1", 'phone': "1"})
        entry = self._entries(self.archive, 'customer_changed')
        self.assertEqual(entry.facts, {'fields': 'name, vat'})
        self.assertNotIn("Other", str(entry.facts))

    def test_a_merge_completes_the_customer(self):
        twin = self._create_customer(name="Twin", vat="X7")
        self.env['base.partner.merge.automatic.wizard'].with_user(self.seller)._merge(
            (self.customer | twin).ids, self.customer.with_user(self.seller),
        )
        self.assertEqual(self.customer.vat, "X7")
        self.assertEqual(self.customer.name, "Northern Lights")

    # === REQUESTING === #

    def test_nothing_is_lost_on_the_way_to_the_request(self):
        """The dialog begins with what the user typed, and shows the rest as it is."""
        action = self._refused(self.customer, {'name': "Other", 'vat': "X1"}, self.seller)
        propose = self.env[action['res_model']].with_user(self.seller).with_context(
            **action['context'],
        )
        with Form(propose) as form:
            self.assertEqual(form.customer_name, "Other")
            self.assertEqual(form.customer_vat, "X1")
            self.assertEqual(form.customer_ref, self.customer.ref)
            self.assertFalse(form.sees_archive)
            self.assertFalse(form.department_id)
            form.reason = "Renamed in the register of companies"
        self.assertIn("discard", form.record.action_confirm()['params']['message'])
        request = self.env['customer.archive.change.request'].search([
            ('archive_id', '=', self.archive.id),
        ])
        self.assertEqual(
            {line.field_name: (line.old_value, line.new_value) for line in request.line_ids},
            {'name': ("Northern Lights", "Other"), 'vat': (False, "X1")},
        )
        self.assertEqual(request.requester_id, self.seller)
        self.assertEqual(self.customer.name, "Northern Lights")

    def test_what_nobody_speaks_of_is_not_requested(self):
        """A caller without the dialog's defaults asks for what he names, and for nothing else."""
        self.env['customer.archive.change.propose'].with_user(self.user).create({
            'archive_id': self.archive.id, 'confidentiality': '2', 'reason': "Drawings",
        }).action_confirm()
        request = self.env['customer.archive.change.request'].search([
            ('archive_id', '=', self.archive.id),
        ])
        self.assertEqual(request.line_ids.mapped('field_name'), ['confidentiality'])

    def test_a_user_requests_from_the_archive(self):
        """CA-32: who may not change the archive can ask for it."""
        action = self.archive.with_user(self.user).action_request_change()
        with Form(self.env[action['res_model']].with_user(self.user).with_context(
            **action['context'],
        )) as form:
            self.assertEqual(form.department_id, self.department)
            form.department_id = self.other_department
            form.confidentiality = '2'
            form.reason = "Belongs to trade"
        form.record.action_confirm()
        request = self.env['customer.archive.change.request'].with_user(self.user).search([])
        self.assertEqual(request.line_ids.mapped('new_shown'), ["Trade", "Confidential"])
        self.assertEqual(request.line_ids.mapped('old_shown'), ["Projects", "Internal"])

    def test_what_cannot_be_requested(self):
        for values, user, error in (
            ({NAME: "Northern Lights"}, self.archivist, UserError),  # Nothing would change.
            ({('customer.archive', 'state'): 'closed'}, self.archivist, UserError),
            ({('customer.archive', 'note'): "X"}, self.archivist, UserError),
            ({('res.partner', 'phone'): "X"}, self.archivist, UserError),
            ({('res.users', 'login'): "X"}, self.archivist, UserError),
            ({DEPARTMENT: self.other_department.id}, self.other_user, AccessError),
            ({DEPARTMENT: self.other_department.id}, self.seller, AccessError),
            ({NAME: "Other"}, self.outsider, AccessError),
            ({NAME: "Other"}, self.other_archivist, AccessError),
        ):
            with self.subTest(values=values, user=user.login), self.assertRaises(error):
                self._request_change(self.archive, values, user)
        with self.assertRefused("reason"):
            self._request_change(self.archive, {NAME: "Other"}, reason=" ")
        with self.assertRefused("not formal"):
            self._request_change(self._open_archive(), {NAME: "Other"})

    def test_nobody_makes_or_changes_a_request_by_himself(self):
        request = self._request_change(self.archive, {NAME: "Other"})
        requests = self.env['customer.archive.change.request']
        for user in (self.user, self.archivist, self.office_manager, self.outsider):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    requests.with_user(user).create({
                        'archive_id': self.archive.id, 'reason': "X",
                    })
                with self.assertRaises(UserError):
                    request.with_user(user).write({'reason': "X"})
                with self.assertRaises(AccessError):
                    request.line_ids.with_user(user).write({'new_value': "Evil"})
                with self.assertRaises(AccessError):
                    request.line_ids.with_user(user).create({
                        'request_id': request.id, 'model': 'res.partner', 'field_name': 'vat',
                        'new_value': "Evil",
                    })
        for vals in ({'state': 'approved'}, {'requester_id': self.user.id}, {'reason': "X"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                request.write(vals)  # Nor does the superuser.
        with self.assertRaises(AccessError):
            request.line_ids.write({'new_value': "Evil"})

    def test_the_context_gives_no_values(self):
        request = self.env['customer.archive.change.request'].with_user(self.user).with_context(
            default_requester_id=self.office_manager.id, default_state='approved',
            default_decided_by_id=self.office_manager.id, default_is_erased=True,
            default_line_ids=[Command.create({'model': 'res.partner', 'field_name': 'vat'})],
        )._request(self.archive.with_user(self.user), {NAME: "Other"}, "X").with_env(self.env)
        self.assertEqual(request.requester_id, self.user)
        self.assertEqual(request.state, 'requested')
        self.assertFalse(request.decided_by_id)
        self.assertEqual(request.line_ids.mapped('field_name'), ['name'])
        self.assertFalse(request.line_ids.is_erased)

    def test_asking_again_supersedes(self):
        first = self._request_change(self.archive, {NAME: "Other"})
        unrelated = self._request_change(self.archive, {LEVEL: '2'})
        foreign = self._request_change(self.archive, {NAME: "Third"}, self.user)
        second = self._request_change(self.archive, {NAME: "Another"})
        self.assertEqual(first.state, 'void')
        self.assertIn(second.name, first.decision_note)
        self.assertEqual((unrelated | foreign | second).mapped('state'), ['requested'] * 3)

    def test_the_archivist_in_charge_finds_it_on_his_list(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        self.assertEqual(request.activity_ids.user_id, self.archivist)
        self.archive.deputy_id = self.office_manager
        own = self._request_change(self.archive, {NAME: "Another"})
        self.assertEqual(own.activity_ids.user_id, self.office_manager, "not the requester")
        own.with_user(self.office_manager).action_approve()
        self.assertFalse(own.activity_ids)

    # === DECIDING === #

    def test_another_person_applies_it(self):
        request = self._request_change(
            self.archive, {NAME: "Other", DEPARTMENT: self.other_department.id, LEVEL: '2'},
            self.user,
        )
        request.with_user(self.archivist).action_approve()
        self.assertEqual(self.customer.name, "Other")
        self.assertEqual(self.archive.department_id, self.other_department)
        self.assertEqual(self.archive.confidentiality, '2')
        self.assertEqual(request.state, 'approved')
        self.assertEqual(request.decided_by_id, self.archivist)
        self.assertTrue(request.decided_at)
        entry = self._entries(request, 'approve')
        self.assertEqual(entry.actor, self.archivist.login)
        self.assertEqual(entry.archive, self.archive.name)
        self.assertEqual(entry.facts['requester_id'], self.user.login)
        self.assertEqual(
            set(entry.facts['fields'].split(", ")), {'name', 'department_id', 'confidentiality'},
        )
        self.assertNotIn("Other", str(entry.facts))
        self.assertFalse(self._entries(self.archive, 'customer_changed'), "told once")

    def test_who_decides(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        for user in (self.user, self.technician, self.collector, self.general_manager,
                     self.auditor, self.outsider, self.other_archivist):
            for verb in ('approve', 'reject'):
                with self.subTest(user=user.login, verb=verb), self.assertRaises(AccessError):
                    request.with_user(user)._transition(verb, reason="X")
        request.with_user(self.office_manager).action_approve()
        self.assertEqual(request.state, 'approved')

    def test_nobody_decides_on_his_own(self):
        request = self._request_change(self.archive, {NAME: "Other"})
        self.assertFalse(request.with_user(self.archivist).can_decide)
        self.assertTrue(request.with_user(self.office_manager).can_decide)
        with self.assertRefused("another person"):
            request.with_user(self.archivist).action_approve()
        with self.assertRefused("another person"):
            request.with_user(self.archivist)._transition('reject', reason="X")
        self.assertEqual(self.customer.name, "Northern Lights")

    def test_a_second_login_of_the_same_employee_is_the_same_person(self):
        second = self._create_user('archivist_again', 'office_manager')
        employee = self.env['hr.employee'].create({
            'name': "Wang", 'user_id': self.archivist.id, 'company_id': self.company.id,
            'identification_id': "310101198001011234",
        })
        self.env['hr.employee'].create({
            'name': "Wang (second login)", 'user_id': second.id,
            'company_id': self.other_company.id,
            'identification_id': employee.identification_id,
        })
        request = self._request_change(self.archive, {NAME: "Other"})
        self.assertFalse(request.with_user(second).can_decide)
        with self.assertRefused("same person", self.archivist.login, second.login):
            request.with_user(second).action_approve()
        with self.assertRefused("same person"):
            request.with_user(second)._transition('reject', reason="X")
        self.assertEqual(request.state, 'requested')

    def test_the_system_is_no_second_person(self):
        request = self._request_change(self.archive, {NAME: "Other"})
        with self.assertRefused("by a person"):
            request.with_user(self.env.ref('base.user_root')).action_approve()

    def test_the_database_knows_it_as_well(self):
        request = self._request_change(self.archive, {NAME: "Other"})
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.CheckViolation), \
                self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE customer_archive_change_request SET state = 'approved',"
                " decided_by_id = requester_id WHERE id = %s", [request.id],
            )

    def test_a_rejection_leaves_the_value(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        with self.assertRefused("needs a reason"):
            request.with_user(self.archivist)._transition('reject')
        request.with_user(self.archivist)._transition('reject', reason="No extract")
        self.assertEqual(request.state, 'rejected')
        self.assertEqual(request.decision_note, "No extract")
        self.assertEqual(self.customer.name, "Northern Lights")

    def test_only_the_requester_withdraws(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        with self.assertRaises(AccessError):
            request.with_user(self.archivist).action_withdraw()
        request.with_user(self.user).action_withdraw()
        self.assertEqual(request.state, 'withdrawn')

    def test_changed_meanwhile_is_void(self):
        request = self._request_change(self.archive, {NAME: "Other", LEVEL: '2'}, self.user)
        self.customer.sudo().name = "Northern Lights Ltd."
        action = request.with_user(self.archivist).action_approve()
        self.assertEqual(action['tag'], 'display_notification')
        self.assertIn(request.name, action['params']['message'])
        self.assertEqual(request.state, 'void')
        self.assertFalse(request.decided_by_id)
        self.assertEqual(self.customer.name, "Northern Lights Ltd.")
        self.assertEqual(self.archive.confidentiality, '1', "all or nothing")
        self.assertIn("Name", self._entries(request, 'void').note)

    def test_void_is_found_for_each_of_many(self):
        stale = self._request_change(self.archive, {NAME: "Other"}, self.user)
        good = self._request_change(self.archive, {LEVEL: '2'}, self.user)
        self.customer.sudo().name = "Third"
        (stale | good).with_user(self.archivist).action_approve()
        self.assertEqual((stale.state, good.state), ('void', 'approved'))

    def test_an_archive_that_was_closed_makes_it_void(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        self.archive.with_user(self.archivist)._transition('close', reason="X")
        request.with_user(self.archivist).action_approve()
        self.assertEqual(request.state, 'void')

    def test_a_decision_is_taken_once(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        request.with_user(self.archivist).action_approve()
        with self.assertRefused("Approved"):
            request.with_user(self.archivist)._transition('approve')
        with self.assertRefused("Approved"):
            request.with_user(self.archivist)._transition('reject', reason="X")

    def test_void_is_no_step_of_a_user(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        dialog = self.env['customer.archive.reason'].with_user(self.archivist).create({
            'model': request._name, 'verb': 'void', 'record_ids': request.ids, 'reason': "X",
        })
        with self.assertRaises(AccessError):
            dialog.action_confirm()

    def test_the_requester_hears_of_it(self):
        request = self._request_change(self.archive, {NAME: "Secret Name"}, self.user)
        request.with_user(self.archivist).action_approve()
        message = self.env['mail.message'].search([
            ('model', '=', request._name), ('res_id', '=', request.id),
            ('message_type', '=', 'user_notification'),
            ('partner_ids', 'in', self.user.partner_id.ids),
        ])
        self.assertEqual(len(message), 1)
        self.assertIn("Approved", message.body)
        self.assertNotIn("Secret", message.body + message.subject)

    def test_the_requester_hears_of_what_he_may_not_see_any_more(self):
        request = self._request_change(self.archive, {LEVEL: '2'}, self.user)
        request.with_user(self.archivist).action_approve()
        self.assertFalse(request.with_user(self.user).has_access('read'))
        message = self.env['mail.message'].search([
            ('model', '=', 'res.partner'), ('res_id', '=', self.user.partner_id.id),
            ('message_type', '=', 'user_notification'),
        ])
        self.assertEqual(message.mapped('subject'), [f"{request.name}: Approved"])

    def test_requester_and_approver_talk_on_the_request(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        question, answer = "Which extract?", "The one of May"
        request.with_user(self.archivist).message_post(body=question)
        request.with_user(self.user).message_post(body=answer)
        with self.assertRaises(AccessError):
            request.with_user(self.collector).message_post(body=answer)

    # === KEPT FOR EVER === #

    def test_a_request_is_kept(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        request.with_user(self.archivist).action_approve()
        for record in (request, request.line_ids):
            with self.subTest(model=record._name):
                with self.assertRaises(UserError):  # Its messages are kept as well.
                    record.unlink()
                with self.assertRefused("duplicated"):
                    record.copy()
        self.env.flush_all()
        for statement in (
            "DELETE FROM customer_archive_change_request_line WHERE request_id = %s",
            "DELETE FROM customer_archive_change_request WHERE id = %s",
            "UPDATE customer_archive_change_request SET state = 'rejected' WHERE id = %s",
            "UPDATE customer_archive_change_request SET reason = 'X' WHERE id = %s",
        ):
            with self.subTest(statement=statement), mute_logger('odoo.sql_db'), \
                    self.assertRaises(psycopg2.Error), self.env.cr.savepoint():
                self.env.cr.execute(statement, [request.id])

    def test_the_customer_s_values_can_be_erased_with_him(self):
        request = self._request_change(self.archive, {NAME: "Other", LEVEL: '2'}, self.user)
        request.with_user(self.archivist).action_approve()
        request.line_ids._erase_values()
        erased, kept = request.line_ids.sorted('is_erased', reverse=True)
        self.assertFalse(erased.old_value or erased.new_value or erased.new_shown)
        self.assertEqual(erased.field_name, 'name')
        self.assertEqual(kept.new_value, '2')

    # === WHO READS THEM === #

    def test_who_reads_requests(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        for user, reads in (
            (self.user, True), (self.archivist, True), (self.general_manager, True),
            (self.auditor, True), (self.collector, False), (self.outsider, False),
            (self.other_user, False), (self.other_archivist, False),
        ):
            for record in (request, request.line_ids):
                with self.subTest(user=user.login, model=record._name):
                    self.env.invalidate_all()
                    self.assertEqual(record.with_user(user).has_access('read'), reads)
                    self.assertEqual(
                        bool(record.with_user(user).search([('id', '=', record.id)])), reads,
                    )

    def test_a_request_is_as_confidential_as_its_archive(self):
        request = self._request_change(self.archive, {NAME: "Other"}, self.user)
        self.archive.confidentiality = '3'
        self.assertFalse(request.with_user(self.user).has_access('read'))
        self.assertFalse(request.line_ids.with_user(self.user).has_access('read'))
        self.user.group_ids |= self.env.ref(f'{GROUP}clearance_secret')
        self.assertTrue(request.with_user(self.user).has_access('read'))

    def test_confidential_values_are_shown_and_approved_for_a_purpose(self):
        """CA-64"""
        self.archive.confidentiality = '2'
        self._state_purpose(self.archivist, self.archive)
        request = self._request_change(self.archive, {NAME: "Other"})
        theirs = request.with_user(self.office_manager)
        self.assertTrue(theirs.has_access('read'))
        self.assertTrue(theirs.field_labels)
        self.assertFalse(theirs.line_ids.has_access('read'))
        self.assertFalse(theirs.line_ids.search([('request_id', '=', request.id)]))
        with self.assertRaises(AccessError):
            theirs.action_approve()
        action = theirs.action_state_purpose()
        self.assertEqual(action['res_model'], 'customer.archive.purpose.state')
        self._state_purpose(self.office_manager, self.archive)
        self.assertTrue(request.line_ids.with_user(self.office_manager).has_access('read'))
        theirs.action_approve()
        self.assertEqual(self.customer.name, "Other")

    def test_the_archive_counts_what_is_open(self):
        self._request_change(self.archive, {NAME: "Other"}, self.user)
        self.assertEqual(self.archive.with_user(self.archivist).open_request_count, 1)
        self.assertEqual(self.archive.with_user(self.collector).open_request_count, 0)
