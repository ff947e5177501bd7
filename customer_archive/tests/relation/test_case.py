# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time
from odoo.tools import SQL, mute_logger

from .common import MODELS, SERVICE, RelationCommon


class TestCase(RelationCommon):
    """What customers bring: received, due, closed with a result, reopened with a reason."""

    def test_an_employee_of_the_department_enters_what_a_customer_brings(self):
        for model, prefix in zip(MODELS, ('TS-', 'SV-'), strict=True):
            with self.subTest(model=model):
                form = Form(self.env[model].with_user(self.user))
                form.archive_id = self.archive
                form.title = "The hall leaks"
                case = form.save()
                self.assertTrue(case.name.startswith(prefix))
                self.assertEqual((case.state, case.responsible_id), ('open', self.user))
                self.assertEqual(self._entries(case, 'open').archive, self.archive.name)

    def test_it_is_closed_with_a_result_only_and_stays_as_it_is(self):
        complaint = self._receive(responsible_id=self.technician.id)
        mine = complaint.with_user(self.technician)
        dialog = mine.action_close()
        self.assertEqual(dialog['res_model'], 'customer.archive.reason')
        with self.assertRefused("needs a reason"):
            mine._transition('close', reason=" ")
        with freeze_time('2099-03-04 20:00:00'):
            mine._transition('close', reason="New seals")
            self.assertEqual(complaint.closed_on, self.company._get_archive_today())
        self.assertEqual((complaint.state, complaint.result, complaint.closed_by_id),
                         ('closed', "New seals", self.technician))
        self.assertEqual(str(complaint.closed_at), '2099-03-04 20:00:00')
        for values in ({'title': "Nothing"}, {'deadline': '2099-01-01'}):
            with self.subTest(values=values), self.assertRefused("reopen it first"):
                complaint.sudo().write(values)
        with self.assertRefused("cannot be set by hand"):
            complaint.sudo().write({'result': "Nothing"})
        with self.assertRefused("kept for ever"):
            complaint.sudo().unlink()

    def test_it_is_reopened_with_a_reason_and_has_no_result_until_it_is_closed_again(self):
        complaint = self._receive()
        complaint._transition('close', reason="New seals")
        with self.assertRefused("needs a reason"):
            complaint._transition('reopen')
        complaint._transition('reopen', reason="It leaks again")
        self.assertEqual(complaint.state, 'open')
        self.assertFalse(complaint.result or complaint.closed_on or complaint.closed_by_id)
        complaint.title = "The hall leaks again"
        self.assertEqual(self._entries(complaint).mapped('event'), ['open', 'close', 'reopen'])

    def test_nothing_is_closed_without_a_result_below_the_orm(self):
        complaint = self._receive()
        self.env.flush_all()
        with self.assertImpossible():
            self.env.cr.execute(
                "UPDATE customer_archive_complaint SET state = 'closed' WHERE id = %s",
                [complaint.id],
            )

    def test_what_is_closed_stays_below_the_orm_and_reopens_with_a_reason(self):
        complaint = self._receive()
        complaint._transition('close', reason="New seals")
        self.env.flush_all()
        for change in (
            "responsible_id = 1", "deadline = deadline + interval '1 day'", "severity = '1'",
            "closed_on = '2020-01-01'",
            "state = 'open', closed_on = NULL, closed_at = NULL, result = NULL",
            "state = 'open', closed_on = NULL, closed_at = NULL, reopen_reason = ' '",
        ):
            with self.subTest(change=change), mute_logger('odoo.sql_db'), \
                    self.assertRaisesRegex(Exception, "kept for ever"), self.env.cr.savepoint():
                self.env.cr.execute(SQL(
                    "UPDATE customer_archive_complaint SET %s WHERE id = %s",
                    SQL(change), complaint.id,
                ))
        complaint._transition('reopen', reason="It leaks again")
        self.assertEqual(complaint.reopen_reason, "It leaks again")

    def test_a_contact_is_one_of_the_customer(self):
        complaint = self._receive(contact_id=self.contact.id)
        self.assertEqual(complaint.contact_id, self.contact)
        with self.assertRefused("no contact of the customer"):
            complaint.contact_id = self._create_customer()

    def test_a_service_is_about_business_of_the_customer_that_sellers_see(self):
        orders = self.env['sale.order'].create([
            {'partner_id': partner.id, 'company_id': self.company.id}
            for partner in (self.contact, self._create_customer())
        ])
        service = self._receive(model=SERVICE)
        service.sudo().sale_order_id = orders[0]
        with self.assertRefused("business of another customer"):
            service.sudo().sale_order_id = orders[1]
        with self.assertRaises(AccessError):
            service.read(['sale_order_id'])
        self.assertNotIn('refund_id', service.fields_get())
        seller = self._create_user('seller', 'user', self.department)
        seller.group_ids |= self.env.ref('sales_team.group_sale_salesman_all_leads')
        self.assertEqual(service.with_user(seller).sale_order_id, orders[0])

    def test_a_credit_note_is_one(self):
        self.env['account.journal'].create({
            'name': "Sales", 'code': 'ARCS', 'type': 'sale', 'company_id': self.company.id,
        })
        invoice, refund = self.env['account.move'].create([
            {'move_type': kind, 'partner_id': self.customer.id, 'company_id': self.company.id}
            for kind in ('out_invoice', 'out_refund')
        ])
        service = self._receive(model=SERVICE).sudo()
        service.refund_id = refund
        with self.assertRefused("no credit note"):
            service.refund_id = invoice

    def test_a_complaint_is_entered_from_the_customer_and_from_his_contact(self):
        for partner in (self.customer, self.contact):
            action = partner.with_user(self.user).action_complain()
            form = Form(self.env[MODELS[0]].with_user(self.user).with_context(**action['context']))
            form.title = "The hall leaks"
            complaint = form.save()
            self.assertEqual(complaint.archive_id, self.archive)
            self.assertEqual(complaint.contact_id, partner - self.customer)
        customer = self.customer.with_user(self.user)
        self.assertEqual(customer.archive_open_complaint_count, 2)
        action = customer.action_view_archive_complaints()
        self.assertEqual(action['domain'], [('archive_id', '=', self.archive.id)])
        with self.assertRefused("has no archive that you may read"):
            self._create_customer().with_user(self.user).action_complain()
        with self.assertRefused("has no archive that you may read"):
            self.customer.with_user(self.other_user).action_complain()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.outsider).action_complain()

    def test_who_reads_the_archive_reads_it_and_who_is_responsible_settles_it(self):
        complaint = self._receive(user=self.archivist, responsible_id=self.other_user.id)
        for user in (self.user, self.other_user, self.auditor, self.general_manager):
            with self.subTest(user=user.login):
                self.assertEqual(complaint.with_user(user).title, "The hall leaks")
        for user in (self.user, self.auditor, self.general_manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user)._transition('close', reason="Done")
        for user in (self.other_collector, self.outsider, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                complaint.with_user(user).read(['title'])
        complaint.with_user(self.other_user)._transition('close', reason="New seals")
        self.assertEqual(complaint.state, 'closed')

    def test_nobody_enters_it_where_he_reads_no_archive(self):
        for user in (self.other_user, self.outsider, self.auditor, self.other_archivist):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._receive(user=user)

    def test_it_stays_with_its_archive_and_names_a_volume_of_it(self):
        complaint = self._receive()
        with self.assertRefused("belongs to", self.archive.name):
            complaint.with_user(self.archivist).archive_id = self._open_archive()
        with self.assertRefused("another archive"):
            complaint.with_user(self.archivist).volume_id = self._create_volume()
        complaint.with_user(self.archivist).volume_id = self._create_volume(self.archive)

    def test_an_archive_that_is_no_longer_kept_takes_none_in(self):
        complaint = self._receive()
        complaint._transition('close', reason="New seals")
        self.archive.with_user(self.archivist)._transition('void', reason="Twice")
        with self.assertRefused("no longer kept"):
            self._receive(user=self.archivist)
        with self.assertRefused("no longer kept"):
            complaint.with_user(self.archivist)._transition('reopen', reason="Again")

    def test_a_confidential_one_is_closed_to_who_has_not_said_what_for(self):
        archive = self._open_archive(confidentiality='2')
        complaint = self.env[MODELS[0]].create({
            'archive_id': archive.id, 'title': "It leaks", 'responsible_id': self.archivist.id,
        })
        with self.assertRaises(AccessError):
            complaint.with_user(self.user).read(['title'])
        self._state_purpose(self.archivist, archive)
        self.assertEqual(complaint.with_user(self.archivist).title, "It leaks")

    def test_the_archive_counts_what_is_open(self):
        self._receive()
        self._receive(model=MODELS[1])
        self._receive()._transition('close', reason="New seals")
        archive = self.archive.with_user(self.user)
        self.assertEqual((archive.open_complaint_count, archive.open_service_count), (1, 1))
        for action in (archive.action_view_complaints(), archive.action_view_services()):
            self.assertEqual(action['domain'], [('archive_id', '=', archive.id)])

    def test_gated_columns_are_nobodys(self):
        with self.assertRaises(UserError):
            self._receive(closed_on='2026-01-01')
        with self.assertRaises(UserError):
            self._receive(state='closed')
