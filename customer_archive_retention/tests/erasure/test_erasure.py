# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .common import EMAIL, NAME, PHONE, TALK, ErasureCommon


class TestErasure(ErasureCommon):
    """A person is forgotten, place by place, by two people, and it shows (RE-13, ND-17)."""

    def test_the_deadline_follows_the_setting_of_the_company(self):
        request = self._request(received_on='2026-03-01')
        self.assertEqual(request.deadline_on, fields.Date.to_date('2026-03-16'))
        self.company.archive_erasure_days = 30
        self.assertEqual(request.deadline_on, fields.Date.to_date('2026-03-31'))
        self.assertEqual(request.activity_ids.user_id, self.archivist)

    def test_the_search_finds_every_place(self):
        request = self._search()
        self.assertEqual(request.state, 'searched')
        found = set(request.line_ids.mapped('place'))
        self.assertLessEqual({
            'partner', 'bank', 'message', 'mention', 'mail', 'activity', 'attachment', 'document',
            'archive', 'communication',
        }, found)
        self.assertEqual(self._line(request, 'mention').subject, self.other_archive.name)
        self.assertEqual(self._line(request, 'document').subject, self.paper.name)

    def test_what_was_done_for_him_and_what_he_answered_is_found_and_forgotten(self):
        complaint = self.env['customer.archive.complaint'].create({
            'archive_id': self.other_archive.id, 'title': "The hall leaks",
            'measure_ids': [Command.create({'text': f"Called {NAME}"})],
        })
        complaint._transition('close', reason="New seals")
        rating = self.env['rating.rating'].create({
            'res_model_id': self.env['ir.model']._get_id(complaint._name), 'res_id': complaint.id,
            'partner_id': self.person.id, 'rating': 5, 'consumed': True,
            'feedback': f"Best regards, {NAME}",
        })
        request = self._search()
        for place in ('measure', 'rating'):
            self.assertEqual(self._line(request, place).subject, self.other_archive.name)
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        self.assertNotIn(NAME, rating.feedback)
        self.assertNotIn(NAME, complaint.measure_ids.text)

    def test_a_second_search_updates_the_places(self):
        request = self._search()
        before = request.line_ids
        count = self._line(request, 'message').record_count
        self.person.message_post(body=TALK)
        request.action_search()
        self.assertEqual(request.line_ids, before)
        self.assertEqual(self._line(request, 'message').record_count, count + 1)

    def test_nothing_is_searched_before_the_identity_is_verified(self):
        with self.assertRefused("verified the identity"):
            self._search(identity_verified_by_id=False)

    def test_a_word_that_is_everywhere_is_refused(self):
        with self.assertRefused("found everywhere"):
            self._search(words="a")

    def test_the_canary_is_found_nowhere_afterwards(self):
        request = self._search()
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        self.assertEqual(request.state, 'executed')
        unexplained = request.finding_ids.filtered(lambda finding: not finding.is_kept)
        self.assertFalse(unexplained, unexplained.mapped(
            lambda finding: (finding.table_name, finding.column_name, finding.row_ids),
        ))
        self.assertFalse(self.person.email)
        self.assertEqual(self.person.name, request.name)
        self.assertFalse(self.letter.exists())
        self.assertFalse(self.paper.scan_sha256)
        self.assertNotIn(NAME, self.mention.body)
        self.assertIn("Recommended by", self.mention.body)
        self.assertNotIn(NAME, self.words.content + self.gossip.content)
        self.assertIn("Recommended by", self.gossip.content)
        self.assertTrue(self.words.erased_on and self.gossip.erased_on)
        self.assertFalse(self.person.bank_ids)
        self.assertEqual(self.env['customer.archive.text.scan']._scan(["CN00 1234"]).keys(), {
            ('customer_archive_erasure', 'words'),
        })

    def test_the_reason_of_an_evaluation_is_taken_out_and_stays_one(self):
        self.own._override_evaluation(
            {'value': 10, 'potential': 10, 'loyalty': 10}, f"{NAME} pays late",
        )
        evaluation = self.own.evaluation_id.sudo()
        request = self._search()
        self.assertEqual(self._line(request, 'evaluation').proposal, 'anonymise')
        self._decide(request)
        self._decide(request, 'evaluation', decision='erase')
        self._execute(request)
        self.assertEqual(self._line(request, 'evaluation').state, 'done')
        self.assertEqual(evaluation.reason, "[…]")

    def test_the_reasons_of_requested_changes_forget_him(self):
        self.other_archive._transition('formalise')
        change = self._request_change(
            self.other_archive, {('res.partner', 'name'): "Northern Cranes"},
            user=self.user, reason=f"{NAME} wrote so",
        )
        change.with_user(self.archivist)._transition('reject', reason=f"{NAME} is not one of them")
        request = self._search()
        self.assertEqual(self._line(request, 'change_reason').subject, self.other_archive.name)
        self._decide(request)
        self._execute(request)
        self.assertEqual((change.reason, change.decision_note),
                         ("[…] wrote so", "[…] is not one of them"))

    def test_the_reasons_of_merges_forget_him(self):
        third = self._open_archive(self._create_customer(name="Third"))
        merge = self.env['customer.archive.merge'].with_user(self.archivist).create({
            'archive_id': self.other_archive.id, 'target_id': third.id,
            'reason': f"{NAME} said they are one",
        })
        merge.with_user(self.office_manager)._transition('reject', reason=f"{NAME} was wrong")
        request = self._search()
        self.assertEqual(self._line(request, 'merge_reason').subject, self.other_archive.name)
        self._decide(request)
        self._execute(request)
        self.assertEqual((merge.reason, merge.decision_note),
                         ("[…] said they are one", "[…] was wrong"))

    def test_what_was_learned_of_him_allowed_by_him_and_told_of_him_is_forgotten(self):
        intake = self.env['customer.archive.intake'].create({
            'archive_id': self.own.id, 'channel': 'interview', 'source': NAME,
            'customer_name': NAME, 'email': EMAIL, 'phone': PHONE,
        })
        grant = {'granted_on': '2026-01-05', 'for_marketing': True}
        own, agent = self.env['customer.archive.authorization'].create([
            {**grant, 'archive_id': self.own.id, 'grantor': NAME},
            {**grant, 'archive_id': self.other_archive.id, 'grantor': f"{NAME}, as agent"},
        ])
        own._transition('cancel', reason=f"{NAME} changed his mind")
        share = self.env['customer.archive.share'].create({
            'archive_id': self.other_archive.id, 'user_id': self.user.id,
            'reason': f"{NAME} asks for him",
        })
        disclosure = self.env['customer.archive.disclosure'].create({
            'archive_id': self.other_archive.id, 'recipient_name': NAME, 'recipient_email': EMAIL,
            'purpose': "Claim", 'legal_basis': 'contract', 'legal_reference': "Clause 4",
        })
        request = self._search()
        subjects = {
            place: set(request.line_ids.filtered(lambda line, place=place: line.place == place)
                       .mapped('subject'))
            for place in ('intake', 'authorization', 'share', 'disclosure')
        }
        self.assertEqual(subjects, {
            'intake': {self.own.name}, 'authorization': {self.own.name, self.other_archive.name},
            'share': {self.other_archive.name}, 'disclosure': {self.other_archive.name},
        })
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        self.assertEqual(set(request.line_ids.filtered(
            lambda line: line.place in subjects).mapped('state')), {'done'})
        self.assertEqual((intake.customer_name, intake.email, intake.source), ("[…]",) * 3)
        self.assertEqual(own.grantor, "[…]")
        self.assertEqual(agent.grantor, "[…], as agent")
        self.assertEqual(share.reason, "[…] asks for him")
        self.assertEqual((disclosure.recipient_name, disclosure.purpose), ("[…]", "Claim"))
        self.env.flush_all()
        found = self.env['customer.archive.text.scan']._scan([NAME, EMAIL, PHONE])
        self.assertEqual({table for table, _column in found}, {'customer_archive_erasure'})

    def test_closing_forgets_what_the_person_is_called_by(self):
        request = self._search()
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        request.action_close()
        self.assertEqual(request.state, 'closed')
        self.assertFalse(request.words)
        self.env.flush_all()
        found = self.env['customer.archive.text.scan']._scan([NAME, EMAIL, PHONE])
        self.assertEqual(found, {})

    def test_the_register_tells_what_was_done_and_not_to_whom(self):
        request = self._search()
        self._decide(request)
        self._execute(request)
        entries = self._entries(request, 'erase')
        self.assertEqual(len(entries), len(request.line_ids))
        facts = self.env['customer.archive.register'].search([]).mapped('facts')
        self.assertNotIn(NAME, str(facts))

    def test_it_is_not_closed_while_the_person_still_stands_somewhere(self):
        country = self.env['res.country'].search([], limit=1)
        self.env['ir.config_parameter'].set_param('archive.test.canary', f"about {NAME}")
        request = self._search()
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        self.assertTrue(country)
        self.assertEqual(request.finding_ids.filtered(
            lambda finding: not finding.is_kept,
        ).mapped('table_name'), ['ir_config_parameter'])
        with self.assertRefused("not explained"):
            request.action_close()
        request.finding_ids.explanation = "Another person of that name"
        request.action_close()
        self.assertEqual(request.state, 'closed')

    def test_whoever_decided_does_not_approve(self):
        request = self._search()
        with self.assertRefused("not decided yet"):
            request.with_user(self.general_manager).action_approve()
        self._decide(request)
        self.assertEqual(request.line_ids.decided_by_id, self.archivist)
        with self.assertRefused("another person approves"):
            request.action_approve()
        with self.assertRefused("not by the system"):
            request.with_user(self.env.ref('base.user_root')).action_approve()
        request.with_user(self.general_manager).action_approve()
        self.assertEqual(request.approved_by_id, self.general_manager)
        with self.assertRefused("not being decided now"):
            request.line_ids[0].decision = 'keep'

    def test_a_kept_place_says_on_which_basis_and_a_restriction_until_when(self):
        request = self._search()
        line = self._line(request, 'message')
        for vals in ({'decision': 'keep'}, {'decision': 'restrict', 'basis': "Law"}):
            with self.assertImpossible():
                line.write(vals)
        line.write({'decision': 'keep', 'basis': "Warranty, art. 5"})
        self._decide(request)
        self._execute(request)
        self.assertIn(NAME, self.talk.body)
        self.assertTrue(request.finding_ids.filtered('is_kept'))

    def test_places_and_findings_are_nobodys_to_write(self):
        request = self._search()
        line = request.line_ids[0]
        with self.assertRaises(UserError):
            line.sudo().write({'state': 'done'})
        with self.assertRaises(UserError):
            line.sudo().create({
                'request_id': request.id, 'company_id': self.company.id, 'place': 'partner',
            })
        for record in (request, line):
            with self.assertRefused("kept for ever"):
                record.sudo().unlink()
        with self.assertRefused("by hand"):
            request.sudo().write({'state': 'closed'})

    def test_a_refusal_says_why_and_forgets_the_words(self):
        request = self._search()
        with self.assertRefused("needs a reason"):
            request._transition('refuse')
        request._transition('refuse', reason="He is not the person")
        self.assertEqual((request.state, request.words), ('refused', False))
        self.assertEqual(self.person.name, NAME)

    def test_only_archivist_and_general_manager_handle_requests(self):
        request = self._search()
        for user in (self.user, self.collector, self.technician, self.outsider):
            with self.assertRaises(AccessError):
                request.with_user(user).read(['name'])
            with self.assertRaises(AccessError):
                self._request(user=user)
        auditor = request.with_user(self.auditor)
        self.assertTrue(auditor.line_ids.ids)
        with self.assertRaises(AccessError):
            auditor.read(['words'])
        with self.assertRaises(AccessError):
            auditor.action_search()
        with self.assertRaises(AccessError):
            auditor.line_ids[0].decision = 'erase'

    def test_executing_twice_does_nothing_twice(self):
        request = self._search()
        self._decide(request)
        request.with_user(self.general_manager).action_approve()
        with self._counting_commits():
            request.sudo()._execute_lines()
            before = request.line_ids.mapped('done_at')
            request.sudo()._execute_lines()
            request.action_execute()
        self.assertEqual(request.line_ids.mapped('done_at'), before)
        self.assertEqual(len(self._entries(request, 'erase')), len(request.line_ids))
