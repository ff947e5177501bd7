# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .common import DisposalCommon


@tagged('post_install', '-at_install')
class TestDisposalReview(DisposalCommon):
    """What is due comes on a list, and a review decides about each item (RE-02, RE-03)."""

    def test_what_is_due_is_taken_in_and_nothing_else(self):
        self._create_due_volume(years=9)
        disposal = self._create_list()
        self.assertEqual(disposal.line_ids.volume_id, self.volume)
        line = disposal.line_ids
        self.assertEqual(line.number, self.volume.name)
        self.assertEqual(line.archive_number, self.archive.name)
        self.assertEqual(line.rule, self.rule.reference)
        self.assertEqual(line.citation, "Company rule 7, section 2")
        self.assertEqual((line.original_count, line.copy_count), (2, 0))
        self.assertEqual(line.decision, 'destroy')

    def test_the_sweep_destroys_nothing_and_the_day_before_nothing_is_due(self):
        day = self.volume.retention_due_on
        self._age(self.volume, 10)  # Ten years to the day: the period ends today.
        self.assertEqual(
            self.volume.retention_due_on, fields.Date.add(fields.Date.today(), days=1),
        )
        with self.assertRefused("nothing else is due"):
            self._create_list()
        self._age(self.volume, 11)
        self.assertEqual(self.volume.retention_due_on, day)
        self.assertEqual(self.volume.state, 'filed')

    def test_what_stands_on_a_list_comes_on_no_other_one(self):
        self._create_list()
        with self.assertRefused("nothing else is due"):
            self._create_list()

    def test_a_cancelled_list_lets_its_items_go(self):
        disposal = self._create_list()
        disposal._transition('cancel', reason="Wrong year")
        self.assertEqual(disposal.line_ids.state, 'taken_off')
        self.assertEqual(self._create_list().line_ids.volume_id, self.volume)

    def test_an_upgrade_names_the_sheets_of_lines_that_are_open(self):
        self._create_list()
        line = self.env['customer.archive.disposal.line'].search([
            ('volume_id', '=', self.volume.id),
        ])
        named = line.holdings
        self.assertEqual(len(named), len(self.volume.document_ids) + 1, "Sheets and the folder")
        with_pass(line).holdings = False
        self.env.flush_all()
        script = load_script(file_path(
            'customer_archive_retention/migrations/19.0.1.2.0/post-sheets.py',
        ), 'post_sheets')
        for _time in range(2):  # The second one finds nothing to do.
            script.migrate(self.env.cr, '19.0.1.1.0')
        self.env.invalidate_all()
        self.assertEqual(line.holdings, named)

    def test_an_empty_list_is_not_proposed(self):
        disposal = self.env['customer.archive.disposal'].with_user(self.archivist).create({
            'title': "Empty", 'company_id': self.company.id,
        })
        with self.assertRefused("is empty"):
            disposal.action_propose()

    def test_each_item_is_decided_with_a_justification(self):
        disposal = self._create_list()
        line = disposal.line_ids
        line.decision = False
        with self.assertRefused("is not decided", line.number):
            disposal.action_propose()
        line.write({'decision': 'extend', 'justification': " "})
        with self.assertRefused("needs a justification"):
            disposal.action_propose()
        line.justification = "A claim may follow"
        with self.assertRefused("until when"):
            disposal.action_propose()
        with self.assertRaises(ValidationError):
            line.extend_until = fields.Date.subtract(fields.Date.today(), days=1)
        line.write({'decision': 'transfer', 'extend_until': False})
        with self.assertRefused("Say who takes"):
            disposal.action_propose()

    def test_an_extension_moves_the_date_and_closes_a_list_without_destruction(self):
        disposal = self._create_list()
        until = fields.Date.add(fields.Date.today(), years=2)
        disposal.line_ids.write({
            'decision': 'extend', 'justification': "A claim may follow", 'extend_until': until,
        })
        self._approve(disposal)
        self.assertEqual(disposal.state, 'closed')
        self.assertEqual(disposal.line_ids.state, 'kept')
        self.assertEqual(self.volume.retention_extended_until, until)
        self.assertTrue(self.volume._get_retention_reasons())
        [entry] = self._entries(self.volume, 'kept')
        self.assertEqual(entry.note, "A claim may follow")
        with self.assertRefused("nothing else is due"):
            self._create_list()

    def test_what_a_review_keeps_for_ever_is_never_due_again(self):
        disposal = self._create_list()
        disposal.line_ids.write({'decision': 'keep', 'justification': "Of historic value"})
        self._approve(disposal)
        self.volume._recompute_retention()
        self.assertEqual(self.volume.retention_basis, 'permanent')

    def test_a_list_stays_as_it_was_proposed(self):
        disposal = self._create_list()
        line = disposal.line_ids
        disposal.action_propose()
        with self.assertRefused("no longer under review"):
            line.decision = 'keep'
        with self.assertRefused("no longer under review"):
            disposal.title = "Another one"
        with self.assertRefused("no longer under review"):
            disposal.action_collect()

    def test_nothing_is_put_on_a_list_or_changed_by_hand(self):
        disposal = self._create_list()
        lines = self.env['customer.archive.disposal.line'].with_user(self.archivist)
        with self.assertImpossible():
            lines.sudo().create({
                'disposal_id': disposal.id, 'kind': 'volume', 'volume_id': self.volume.id,
                'number': "X", 'archive_number': "X", 'confidentiality': '1',
            })
        for vals in ({'state': 'verified'}, {'number': "X"}, {'due_on': False}):
            with self.assertRefused("by hand"):
                disposal.line_ids.with_user(self.archivist).write(vals)
        with self.assertRefused("kept for ever"):
            disposal.sudo().line_ids.unlink()

    def test_an_archive_due_as_a_whole_comes_before_what_lies_in_it(self):
        self._put_in_force(code='ARC', applies_to='archive', trigger='closed', period_years=1)
        talk = self.env['customer.archive.communication'].create({
            'archive_id': self.archive.id, 'content': "He needs a hall",
        })
        self.volume.with_user(self.archivist).action_close()
        self.archive.customer_number or self.archive.partner_id.write({'ref': "C-1"})
        if self.archive.state != 'formal':
            self._formalise(self.archive)
        self.archive.with_user(self.archivist)._transition('close', reason="No longer used")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_archive SET closed_on = %s WHERE id = %s",
            [fields.Date.subtract(fields.Date.today(), years=2), self.archive.id],
        )
        self.env.invalidate_all()
        self.archive._recompute_retention()
        disposal = self._create_list()
        self.assertEqual(disposal.line_ids.mapped('kind'), ['archive'])
        self._execute(disposal)
        self.assertEqual(self.archive.state, 'destroyed')
        self.assertEqual((talk.content, talk.way), (False, 'phone'))
        self.assertEqual(self.volume.state, 'destroyed')
