# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .common import DisposalCommon

TALK = "He called twice"


@tagged('post_install', '-at_install')
class TestDisposalExecution(DisposalCommon):
    """Content goes, a stub stays, and what has changed since the approval is left alone."""

    def flush_tracking(self):
        """Let the chatter say what it has to say at the end of a request."""
        self.env.flush_all()
        self.cr.flush()

    def test_a_destroyed_volume_leaves_a_stub(self):
        self.volume.message_post(body=TALK, author_id=self.archivist.partner_id.id)
        documents, holdings = self.volume.document_ids, self.volume.holding_ids
        number, title = self.volume.name, self.volume.title
        self.flush_tracking()
        disposal = self._execute()
        self.flush_tracking()
        self.assertEqual(disposal.state, 'executed')
        self.assertEqual(disposal.line_ids.state, 'verified')
        self.assertEqual(self.volume.state, 'destroyed')
        self.assertEqual((self.volume.name, self.volume.title), (number, title))
        self.assertEqual(set(documents.mapped('state')), {'destroyed'})
        self.assertEqual(set(holdings.mapped('state')), {'destroyed'})
        self.assertFalse(holdings.location_id | holdings.home_location_id)
        self.assertFalse(self.volume.message_ids)
        self.assertFalse(any(documents.mapped('source')))

    def test_the_register_tells_what_was_meant_and_what_was_verified(self):
        disposal = self._execute()
        [meant] = self._entries(self.volume, 'destroy')
        [verified] = self._entries(self.volume, 'verify_destroyed')
        self.assertLess(meant.id, verified.id)
        self.assertEqual(meant.actor, self.executor.login)
        self.assertIn(disposal.name, verified.facts.values())

    def test_what_is_destroyed_stays_as_it_is(self):
        document = self.volume.document_ids[0]
        self._execute()
        for record, vals in (
            (self.volume, {'title': "New"}), (document, {'title': "New"}),
            (document.holding_ids, {'condition': 'worn'}),
        ):
            with self.assertRefused("is destroyed"):
                record.sudo().write(vals)
        with self.assertRefused("Destroyed"):
            self.volume.with_user(self.archivist).action_close()
        with self.assertRefused("is destroyed"):
            self._create_document(self.volume)

    def test_nothing_else_destroys(self):
        for record in (self.volume, self.volume.document_ids, self.volume.holding_ids):
            with self.assertRefused("by a disposal list only"):
                record.sudo()._transition('destroy')
        # The dialog that takes reasons is no way either.
        dialog = self.env['customer.archive.reason'].with_user(self.archivist).create({
            'model': self.volume._name, 'verb': 'destroy', 'record_ids': self.volume.ids,
            'reason': "Away with it",
        })
        with self.assertRefused("not taken from here"):
            dialog.action_confirm()

    def test_a_number_is_never_given_again(self):
        self._execute()
        serial = self.volume.serial
        self.assertGreater(self._create_volume(self.archive).serial, serial)

    def test_what_was_reopened_is_taken_off(self):
        other = self._create_due_volume()
        disposal = self._approve()
        self._start(disposal)
        with_pass(other).write({'state': 'temporary'})
        self._run()
        line = disposal.line_ids.filtered(lambda each: each.volume_id == other)
        self.assertEqual(line.state, 'taken_off')
        self.assertIn("Temporary", line.outcome)
        self.assertEqual(other.state, 'temporary')
        self.assertEqual(self.volume.state, 'destroyed')
        self.assertEqual(disposal.state, 'executed')
        self.assertEqual(disposal.taken_off_count, 1)
        self.assertTrue(self._entries(disposal, 'taken_off').note)

    def test_what_is_no_longer_due_is_taken_off(self):
        disposal = self._approve()
        self._start(disposal)
        self.env.cr.execute(
            "UPDATE customer_archive_volume SET filed_on = current_date WHERE id = %s",
            [self.volume.id],
        )
        self.env.invalidate_all()
        self._run()
        self.assertEqual(disposal.line_ids.state, 'taken_off')
        self.assertEqual(self.volume.state, 'filed')

    def test_a_holding_in_repair_takes_its_volume_off(self):
        disposal = self._approve()
        self._start(disposal)
        self.env['customer.archive.repair'].create({
            'holding_id': self.volume.holding_ids[0].id, 'cause': "Wet",
        })
        self._run()
        self.assertEqual(disposal.line_ids.state, 'taken_off')
        self.assertIn("in repair", disposal.line_ids.outcome)
        self.assertEqual(self.volume.state, 'filed')

    def test_an_order_that_is_not_invoiced_takes_its_volume_off(self):
        disposal = self._approve()
        self._start(disposal)
        product = self.env['product.product'].create({'name': "Hall", 'list_price': 100})
        order = self.env['sale.order'].create({
            'partner_id': self.archive.partner_id.id, 'company_id': self.company.id,
            'order_line': [(0, 0, {'product_id': product.id})],
        })
        self.volume.sale_order_id = order
        order.action_confirm()
        self._run()
        self.assertEqual(disposal.line_ids.state, 'taken_off')
        self.assertIn(order.name, disposal.line_ids.outcome)

    def test_an_open_complaint_takes_what_it_may_be_about_off(self):
        other = self._create_due_volume()
        disposal = self._approve()
        self._start(disposal)
        complaint = self.env['customer.archive.complaint'].with_user(self.archivist).create({
            'archive_id': self.archive.id, 'title': "The gate jams", 'volume_id': other.id,
        })
        self._run()
        line = disposal.line_ids.filtered(lambda each: each.volume_id == other)
        self.assertEqual(line.state, 'taken_off')
        self.assertIn(complaint.name, line.outcome)
        self.assertEqual(self.volume.state, 'destroyed')

    def test_what_is_missing_is_not_called_destroyed(self):
        sheet = self.volume.document_ids[0].holding_ids
        sheet.with_user(self.archivist)._transition('miss', reason="Not on the shelf")
        disposal = self._execute()
        self.assertEqual(sheet.state, 'missing')
        self.assertEqual(disposal.line_ids.missing_count, 1)
        self.assertEqual(self.volume.state, 'destroyed')

    def test_a_list_that_was_cut_off_before_its_last_step_is_finished(self):
        disposal = self._approve()
        self._start(disposal)
        disposal.sudo()._execute_lines(disposal.sudo()._get_open_line_ids())
        self.assertEqual((disposal.state, disposal.line_ids.state), ('executing', 'verified'))
        self._run()
        self.assertEqual(disposal.state, 'executed')

    def test_a_second_run_does_nothing_twice(self):
        disposal = self._execute()
        entries = len(self._entries(self.volume))
        self._run()
        disposal.with_user(self.executor).action_continue()
        self.assertEqual(len(self._entries(self.volume)), entries)
        self.assertEqual(disposal.state, 'executed')

    def test_a_superseded_document_goes_before_its_volume(self):
        self._put_in_force(
            code='DOC', applies_to='document', trigger='document_date', period_years=1,
        )
        volume = self._create_due_volume(years=1)
        document, other = volume.document_ids
        document.date = '2001-01-01'
        document.with_user(self.archivist).action_supersede()
        document._recompute_retention()
        self._age(self.volume, 1)
        reasons = document._get_retention_reasons()
        if reasons:
            # It is kept as long as the volume that it lies in.
            self.assertEqual(document.state, 'superseded')
            return
        disposal = self._execute()
        self.assertEqual(disposal.line_ids.document_id, document)
        self.assertEqual((document.state, other.state, volume.state), (
            'destroyed', 'unverified', 'filed',
        ))
