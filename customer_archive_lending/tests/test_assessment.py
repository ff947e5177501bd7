# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import freeze_time

from .common import LendingCommon


class TestAssessment(LendingCommon):
    """What comes back late counts against the archivist of the archive (CA-74).

    Closing time is 18 in Shanghai, 10 in UTC; what is lent in the house is due then.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criterion = cls.env.ref(
            'customer_archive_lending.customer_archive_assessment_criterion_loans',
        )
        # Who answers for the archive, not who hands it over.
        cls.archive.custodian_id = cls.second_archivist

    def _lend_at(self, moment, holding):
        with freeze_time(moment):
            return self._lend(holding).line_ids

    def _take_back_at(self, moment, line):
        with freeze_time(moment):
            self._take_back(line)

    def _find(self, late, moment='2026-04-07 02:00:00'):
        with freeze_time(moment):
            self.env.invalidate_all()
            lines = self.env['customer.archive.loan.line'].with_user(self.archivist).search([
                ('is_late', '=', late), ('company_id', '=', self.company.id),
            ])
            self.assertEqual(set(lines.mapped('is_late')), {late} if lines else set())
            return lines

    def test_late_is_what_came_back_late_or_is_out_past_its_time(self):
        returned_late = self._lend_at('2026-03-04 02:00:00', self.original)
        self._take_back_at('2026-03-05 02:00:00', returned_late)
        in_time = self._lend_at('2026-03-06 02:00:00', self.original)
        self._take_back_at('2026-03-06 09:00:00', in_time)
        still_out = self._lend_at('2026-03-09 02:00:00', self.original)
        self.assertEqual(self._find(True, '2026-03-09 09:59:00'), returned_late)
        self.assertEqual(self._find(True), returned_late | still_out)
        self.assertEqual(self._find(False), in_time)
        with freeze_time('2026-03-10 02:00:00'):
            still_out.with_user(self.archivist)._transition('lose', reason="Nobody knows")
        self.assertIn(still_out, self._find(True), "what is lost did not come back either")

    def test_what_was_never_lent_is_not_late(self):
        with freeze_time('2026-03-04 02:00:00'):
            self._request_loan(self.original)
        self.assertFalse(self._find(True))

    def test_it_counts_once_in_the_period_in_which_it_was_due(self):
        # 17:30 in Shanghai on the last day of March; due half an hour later, returned in April.
        line = self._lend_at('2026-03-31 09:30:00', self.original)
        self._take_back_at('2026-04-01 02:00:00', line)
        counts = {}
        with freeze_time('2026-07-07 02:00:00'):
            for period in (('2026-01-01', '2026-03-31'), ('2026-04-01', '2026-06-30')):
                for user in (self.second_archivist, self.archivist):
                    assessment = self.env['customer.archive.assessment'].with_user(
                        self.office_manager,
                    ).create({
                        'user_id': user.id, 'company_id': self.company.id,
                        'date_from': period[0], 'date_to': period[1],
                    })
                    found = assessment.line_ids.filtered(
                        lambda each: each.criterion_id == self.criterion,
                    )
                    counts[period[0], user] = (found.count, found.points)
                    if found.count:
                        action = found.action_view_counted()
        self.assertEqual(counts, {
            ('2026-01-01', self.second_archivist): (1, 2), ('2026-01-01', self.archivist): (0, 0),
            ('2026-04-01', self.second_archivist): (0, 0), ('2026-04-01', self.archivist): (0, 0),
        })
        self.assertEqual(self.env[action['res_model']].search(action['domain']), line)
