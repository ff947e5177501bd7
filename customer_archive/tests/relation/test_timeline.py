# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL

from ..common import GROUP
from .common import COMPLAINT, SERVICE, BooksCommon

MODEL = 'customer.archive.timeline'


@freeze_time('2026-03-04 02:00:00')
class TestTimeline(BooksCommon):
    """The history of the relation, from the records themselves (CA-16)."""

    def _history(self, user=None, domain=(), archive=None):
        return self._as(user or self.user, MODEL).search([
            ('archive_id', '=', (archive or self.archive).id), *domain,
        ])

    def _said(self, on):
        return self.env['customer.archive.communication'].with_user(self.user).create({
            'archive_id': self.archive.id, 'content': "Asks for an offer", 'at': on,
        })

    def _complain(self, model=COMPLAINT, on='2026-02-10 03:00:00'):
        return self.env[model].with_user(self.user).create({
            'archive_id': self.archive.id, 'title': "The hall leaks", 'received_on': on,
        })

    # === WHAT IT SHOWS === #

    def test_what_happened_is_there_in_the_order_of_its_dates(self):
        """CA-16: first contact, contracts, orders, complaints, state changes."""
        self.archive.sudo().opened_on = '2026-01-20'
        first = self._said('2026-01-10 08:00:00')
        self._said('2026-01-12 08:00:00')
        order = self._order(date_order='2026-02-01 08:00:00')
        order.date_order = '2026-02-01 08:00:00'
        complaint, service = self._complain(), self._complain(SERVICE, '2026-02-20 03:00:00')
        self._formalise(self.archive)
        rows = self._history().sorted('at')
        self.assertEqual(
            [(row.kind, row.document) for row in rows if row.kind != 'state'],
            [('contact', False), ('archive', self.archive.name), ('order', order.name),
             ('complaint', complaint.name), ('service', service.name)],
        )
        self.assertEqual(rows[0].source_id, first.id)
        self.assertEqual((rows[2].amount, rows[2].currency_id),
                         (order.amount_total, order.currency_id))
        self.assertEqual(self._history().sorted(lambda row: (row.at, row.id), reverse=True),
                         self._history())

    def test_each_step_is_told_as_it_is_taken(self):
        """CA-16: with where it came from and went to, and no fact beside."""
        self.assertFalse(self._history(domain=[('kind', '=', 'state')]))
        self._formalise(self.archive)
        [step] = self._history(domain=[('kind', '=', 'state')])
        self.assertEqual((step.model, step.event, step.document),
                         ('customer.archive', 'formalise', self.archive.name))
        self.assertIn("(Temporary → Formal)", step.description)
        complaint = self._complain()
        complaint.with_user(self.user)._transition('close', {'result': "Mended"}, "Mended")
        told = {(row.model, row.event) for row in self._history(domain=[('kind', '=', 'state')])}
        self.assertIn((COMPLAINT, 'close'), told)
        # Its entry has a row of its own.
        self.assertNotIn((COMPLAINT, 'open'), told)
        self.archive.with_user(self.archivist)._transition('close', reason="He moved away")
        newest = self._history(domain=[('event', '=', 'close'), ('model', '=', 'customer.archive')])
        self.assertIn("(Formal → Closed)", newest.description)
        self.assertNotIn("He moved away", str(self._history().mapped('description')))

    def test_volumes_begin_with_a_step(self):
        volume = self._create_volume(self.archive)
        [step] = self._history(domain=[('kind', '=', 'state')])
        self.assertEqual((step.document, step.event), (volume.name, 'open'))
        self._file(volume)
        filed = self._history(domain=[('event', '=', 'file')])
        self.assertIn("(Handed In → Filed)", filed.description)

    def test_changes_that_are_no_steps_are_not_part_of_it(self):
        self.archive.with_user(self.archivist).write({'deputy_id': self.archivist.id})
        self.assertEqual(self._history().mapped('kind'), ['archive'])

    def test_orders_of_all_currencies_and_contacts_are_there(self):
        contact = self._create_customer(
            name="Buyer", is_company=False, parent_id=self.customer.id,
        )
        self.product.with_company(self.company).lst_price = 10
        abroad = self._order(contact, currency_id=self.currency.id)
        self._order(confirm=False)
        rows = self._history(domain=[('kind', '=', 'order')])
        self.assertEqual(rows.mapped('document'), [abroad.name])

    def test_what_follows_belongs_to_the_archive_that_is_open(self):
        self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="He moved away")
        again = self._open_archive(self.customer)
        order = self._order()
        self.assertNotIn(order.name, self._history().mapped('document'))
        self.assertIn(order.name, self._history(archive=again).mapped('document'))
        self.assertIn('close', self._history().mapped('event'))

    # === WHO SEES IT === #

    def test_who_may_open_the_archive_sees_it(self):
        self._order()
        self.assertTrue(self._history())
        self.assertTrue(self._history(self.auditor))
        self.assertFalse(self._history(self.other_user))
        with self.assertRaises(AccessError):
            self._history(self._create_user('stranger'))
        with self.assertRaises(AccessError):
            self._history()[0].with_user(self.other_user).action_open_document()

    def test_a_confidential_one_is_told_for_a_purpose(self):
        self.user.sudo().group_ids |= self.env.ref(f'{GROUP}clearance_confidential')
        self.archive.confidentiality = '2'
        self.env.invalidate_all()
        self.assertFalse(self._history())
        self._state_purpose(self.user, self.archive)
        self.assertTrue(self._history())

    def test_who_works_in_a_project_sees_no_words(self):
        """A complaint is for who may read it; its number is part of the history."""
        helper = self._create_user('helper', 'user', self.other_department)
        self._create_volume(self.archive, member_ids=[Command.link(helper.id)])
        complaint = self._complain()
        row = self._history(helper, [('kind', '=', 'complaint')])
        self.assertEqual(row.document, complaint.name)
        self.assertNotIn("leaks", row.description)
        with self.assertRefused(complaint.name, "for who has rights"):
            row.action_open_document()

    def test_the_source_opens(self):
        complaint = self._complain()
        self._formalise(self.archive)
        for row in self._history():
            action = row.action_open_document()
            self.assertIn((action['res_model'], action['res_id']), (
                (COMPLAINT, complaint.id), ('customer.archive', self.archive.id),
            ))

    def test_nobody_changes_it(self):
        row = self._history(self.office_manager)
        for change in (
            lambda: row.write({'kind': 'order'}), row.unlink,
            lambda: row.create({'archive_id': self.archive.id}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_the_archive_and_the_customer_lead_to_it(self):
        for action in (
            self.archive.with_user(self.user).action_view_timeline(),
            self.customer.with_user(self.user).with_company(
                self.company).action_view_archive_timeline(),
        ):
            self.assertEqual(self._as(self.user, MODEL).search(action['domain']), self._history())

    def test_rows_are_read_by_the_records_that_they_come_from(self):
        """Whoever reads them: a condition on what is computed would walk through all."""
        self._order()
        rows = self._history()
        for reader in (rows, rows.sudo()):
            self.env.invalidate_all()
            with self.subTest(su=reader.env.su):
                self.assertEqual(reader.mapped('kind'), rows.mapped('kind'))
        self.assertIn('line_id', str(rows.sudo()._as_query(ordered=False)))

    def test_the_database_goes_from_the_archive_to_its_records(self):
        """Whatever the number of rows: no table is read as a whole, where an index serves."""
        query = self.env[MODEL].with_user(self.user)._search([
            ('archive_id', '=', self.archive.id),
        ])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(row for [row] in self.env.cr.fetchall())
        for table in ('customer_archive_register', 'customer_archive_communication',
                      'customer_archive_complaint', 'customer_archive', 'sale_order'):
            with self.subTest(table=table):
                self.assertNotRegex(plan, rf'Seq Scan on {table}\b')
