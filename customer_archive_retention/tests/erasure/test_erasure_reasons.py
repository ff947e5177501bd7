# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .common import NAME, ErasureCommon


class TestErasureReasons(ErasureCommon):
    """What the law or a hold keeps is not erased, but restricted, and comes back (ND-16)."""

    def _retain(self, *records, until='2036-01-01'):
        """Let records be kept by rule until a day."""
        for record in records:
            with_pass(record).write({'retention_basis': 'dated', 'retention_due_on': until})

    def test_what_is_held_is_not_erased(self):
        request = self._search()
        hold = self._hold(self.paper)
        request.action_search()
        for place in ('partner', 'document', 'archive', 'attachment', 'message'):
            line = self._line(request, place)
            self.assertIn(hold.name, line.reasons)
            self.assertEqual(line.proposal, 'keep')
            with self.assertRefused("has to stay"):
                line.decision = 'erase'

    def test_a_hold_that_is_placed_later_withholds_what_was_approved(self):
        request = self._search()
        self._decide(request)
        request.with_user(self.general_manager).action_approve()
        hold = self._hold(self.own)
        with self._counting_commits():
            request.action_execute()
        self.assertEqual(request.state, 'executed')
        for place in ('partner', 'document', 'message', 'attachment'):
            line = self._line(request, place)
            self.assertEqual(line.state, 'withheld', place)
            self.assertIn(hold.name, line.withheld_reason)
        self.assertEqual(self.person.name, NAME)
        self.assertTrue(self.letter.exists())
        self.assertNotIn(NAME, self.mention.body)

    def test_what_is_kept_by_rule_is_restricted_until_the_day(self):
        self._retain(self.own, self.paper)
        request = self._search()
        line = self._line(request, 'archive')
        self.assertEqual((line.proposal, str(line.earliest)), ('restrict', '2036-01-01'))
        self.assertEqual(self._line(request, 'partner').proposal, 'restrict')
        with self.assertRefused("has to stay"):
            line.decision = 'anonymise'
        self._decide(request)
        self._execute(request)
        self.assertEqual(str(self.own.restricted_until), '2036-01-01')
        self.assertEqual(str(self.paper.restricted_until), '2036-01-01')
        self.assertFalse(self.person.active)
        self.assertEqual(self.person.name, NAME)
        self.assertEqual(len(self._entries(self.own, 'restricted')), 1)

    def test_what_is_restricted_is_out_of_search_and_use_for_everybody(self):
        volume = self._create_volume(self.own)
        sheet = self.paper.holding_ids
        self.own._restrict('2036-01-01')
        for user in (
            self.user, self.archivist, self.office_manager, self.general_manager, self.auditor,
        ):
            for hidden in (self.own, volume, self.paper, sheet):
                record = hidden.with_user(user)
                self.assertFalse(record.search([('id', '=', record.id)]))
                with self.assertRaises(AccessError):
                    record.read(['name'] if 'name' in record._fields else ['barcode'])
                with self.assertRaises(AccessError):
                    record.export_data(['id'])
        for verb in ('lend', 'close', 'copy', 'replace', 'void'):
            with self.assertRefused("stored only"):
                sheet.sudo()._ensure_not_blocked(verb)
        self.assertEqual(self.own._get_blockers('destroy'), [])
        with self.assertRefused("by hand"):
            self.own.sudo().write({'restricted_until': False})

    def test_a_restriction_comes_back_for_a_decision_once(self):
        self._retain(self.own, self.paper)
        request = self._search()
        self._decide(request)
        self._execute(request)
        requests = self.env['customer.archive.erasure']
        with self._counting_commits():
            requests._cron_erasures()
            self.assertFalse(requests.search([('follows_id', '=', request.id)]))
            with freeze_time('2036-01-02'):
                requests._cron_erasures()
                requests._cron_erasures()
        follow_up = requests.search([('follows_id', '=', request.id)])
        self.assertEqual(len(follow_up), 1)
        self.assertEqual(follow_up.state, 'received')
        self.assertEqual(follow_up.activity_ids.user_id, self.general_manager)
        self.assertTrue(self.own.restricted_until)

    def _post_invoice(self):
        journal = self.env['account.journal'].create({
            'name': "Sales", 'type': 'sale', 'code': 'TSTE', 'company_id': self.company.id,
        })
        account = self.env['account.account'].create([
            {'name': "Receivable", 'code': 'TST100', 'account_type': 'asset_receivable',
             'company_ids': [Command.set(self.company.ids)], 'reconcile': True},
            {'name': "Income", 'code': 'TST200', 'account_type': 'income',
             'company_ids': [Command.set(self.company.ids)]},
        ])
        self.person.with_company(self.company).property_account_receivable_id = account[0]
        move = self.env['account.move'].with_company(self.company).create({
            'move_type': 'out_invoice', 'partner_id': self.person.id, 'journal_id': journal.id,
            'invoice_date': fields.Date.to_date('2026-03-01'), 'date': '2026-03-01',
            'invoice_line_ids': [Command.create({
                'name': "Crane", 'price_unit': 100, 'account_id': account[1].id, 'tax_ids': [],
            })],
        })
        move.action_post()
        return move

    def test_accounting_entries_and_their_files_are_always_kept(self):
        self.company.restrictive_audit_trail = True
        move = self._post_invoice()
        body = f"{NAME} has another address"
        trail = self.person.message_post(body=body, message_type='notification')
        said = self.person.message_post(body=body, message_type='comment')
        file = self.env['ir.attachment'].create({
            'name': f'Invoice {NAME}.txt', 'raw': NAME.encode(), 'res_model': 'account.move',
            'res_id': move.id,
        })
        self.env.flush_all()
        before = (move.write_date, file.write_date, file.raw)
        request = self._search()
        line = self._line(request, 'accounting')
        self.assertEqual(line.proposal, 'keep')
        self.assertEqual(str(line.earliest), '2057-01-01')
        for decision in ('erase', 'anonymise', 'restrict'):
            with self.assertRaises(UserError):
                line.write({'decision': decision, 'basis': "Law", 'until': '2057-01-01'})
        partner = self._line(request, 'partner')
        self.assertEqual(partner.proposal, 'keep')
        self.assertIn("not settled", partner.reasons)
        self.startPatcher(patch.object(
            self.registry['customer.archive'], '_get_unsettled', lambda archives: {},
        ))
        request.action_search()
        self.assertEqual((partner.proposal, str(partner.earliest)), ('restrict', '2057-01-01'))
        self._decide(request)
        self._execute(request)
        self.env.invalidate_all()
        self.assertEqual((move.write_date, file.write_date, file.raw), before)
        self.assertEqual(self.person.name, NAME)
        # Odoo keeps the audit trail from everybody; what people wrote beside it goes.
        self.assertIn(body, trail.body)
        self.assertNotIn(NAME, said.body or '')
        self.assertEqual(self._line(request, 'trail').decision, 'keep')
