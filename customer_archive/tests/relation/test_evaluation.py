# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time

from .common import BooksCommon

MODEL = 'customer.archive.evaluation'


@freeze_time('2026-06-01 02:00:00')
class TestEvaluation(BooksCommon):
    """What customers are worth: computed, explained, kept, and set by hand with a reason (CA-49 to
    CA-52).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria = cls.env[f'{MODEL}.criterion'].search([('company_id', '=', cls.company.id)])

    # === FACTORIES === #

    def _criterion(self, figure):
        return self.criteria.filtered(lambda criterion: criterion.figure == figure)

    def _weigh(self, **weights):
        """Let only some figures count: value, potential and loyalty of each."""
        for figure, (value, potential, loyalty) in weights.items():
            self._criterion(figure).write({
                'weight_value': value, 'weight_potential': potential, 'weight_loyalty': loyalty,
            })
        (self.criteria - self.criteria.filtered(
            lambda criterion: criterion.figure in weights,
        )).write({'weight_value': 0, 'weight_potential': 0, 'weight_loyalty': 0})

    def _evaluate(self):
        return self.env[MODEL]._evaluate(self.company)

    def _scores(self, archive=None):
        current = (archive or self.archive).evaluation_id
        return (current.value, current.potential, current.loyalty)

    def _history(self, archive=None):
        return self.env[MODEL].search([('archive_id', '=', (archive or self.archive).id)])

    def _points(self, figure):
        """Return a figure and its points, as the current evaluation explains them."""
        return tuple(self.archive.evaluation_id.figures[figure][:2])

    # === FIGURES === #

    def test_who_never_bought_is_worth_nothing_yet(self):
        self._evaluate()
        self.assertEqual(self._scores(), (0, 0, 0))
        for figure in ('recency', 'growth', 'delay', 'complaints'):
            self.assertEqual(self._points(figure), (None, None))

    def test_talks_count_where_there_are_any(self):
        self._weigh(talks=(0, 1, 1), amount=(1, 0, 0))
        self._evaluate()
        self.assertEqual(self._points('talks'), (None, None), "Nobody logged anything: not known")
        for day in ('2024-01-01', '2025-07-01', '2026-03-01', '2026-05-01'):
            self.env['customer.archive.communication'].with_user(self.user).create({
                'archive_id': self.archive.id, 'at': f'{day} 01:00:00', 'content': "Called",
            })
        self._evaluate()
        self.assertEqual(self._points('talks'), (3, 50))
        self.assertEqual(self._scores(), (0, 50, 50))

    def test_the_figures_are_those_of_the_books(self):
        """CA-50: recency, frequency, amount, growth, how it is paid, complaints."""
        self._invoice('2024-08-01', 1000)
        self._pay(self._invoice('2025-12-01', 20_000), '2025-12-21')
        self._pay(self._invoice('2026-01-01', 40_000), '2026-01-01')
        self._invoice('2026-05-02', 1500, move_type='out_refund')
        self._invoice('2026-05-03', 500, post=False)
        self._invoice('2026-05-01', 3000, invoice_date_due='2026-06-30')
        for received, count in (('2026-05-01', 2), ('2024-05-01', 1)):
            for _each in range(count):
                self.env['customer.archive.complaint'].create({
                    'archive_id': self.archive.id, 'title': "Too loud", 'received_on': received,
                    'deadline': '2026-07-01',
                })
        self._evaluate()
        self.assertEqual(self._points('recency'), (31, 75))
        self.assertEqual(self._points('frequency'), (3, 50))
        self.assertEqual(self._points('amount'), (61_500, 50))
        self.assertEqual(self._points('growth'), (6050, 100))
        # One was open for 669 days, one paid after 20, one at once; the last one is not due.
        self.assertEqual(self._points('delay'), (230, 0))
        self.assertEqual(self._points('complaints'), (2, 50))

    def test_scores_are_the_mean_of_the_points_by_weight(self):
        """CA-49"""
        self._weigh(recency=(1, 0, 1), amount=(3, 1, 0))
        self._invoice('2026-05-20', 60_000)
        self._evaluate()
        self.assertEqual((self._points('recency'), self._points('amount')),
                         ((12, 100), (60_000, 50)))
        self.assertEqual(self._scores(), (63, 50, 100))

    def test_what_is_not_known_does_not_count(self):
        self._weigh(frequency=(1, 1, 1), delay=(1, 1, 1))
        self._invoice('2026-05-20', invoice_date_due='2026-12-31')
        self._evaluate()
        self.assertEqual(self._points('delay'), (None, None))
        self.assertEqual(self._scores(), (25, 25, 25))

    def test_bands_count_from_the_day_that_they_are_reached(self):
        self._weigh(recency=(1, 1, 1))
        self._invoice('2025-06-01')
        for today, value in (('2025-07-01', 100), ('2025-07-02', 75), ('2026-06-01', 25),
                             ('2026-06-02', 0)):
            with freeze_time(f'{today} 12:00:00'), self.subTest(today=today):
                self._evaluate()
                self.assertEqual(self._scores()[0], value)

    def test_another_company_s_business_does_not_count(self):
        """ND-31"""
        abroad = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        self._invoice('2026-05-20', 60_000)
        self._evaluate()
        self.env[MODEL]._evaluate(self.other_company)
        self.assertEqual(self._scores(abroad), (0, 0, 0))
        self.assertGreater(self._scores()[0], 0)

    # === HISTORY === #

    def test_only_a_change_is_entered_and_the_newest_is_current(self):
        """CA-49: the history is kept."""
        self._evaluate()
        self.assertEqual(self._evaluate(), 0)
        first = self.archive.evaluation_id
        self._invoice('2026-05-20', 60_000)
        with freeze_time('2026-06-02 02:00:00'):
            self.assertEqual(self._evaluate(), 1)
        second = self.archive.evaluation_id
        self.assertEqual(self._history(), second | first)
        self.assertEqual(str(first.superseded_on), '2026-06-02')
        self.assertFalse(second.superseded_on)
        self.assertEqual((second.department_id, second.confidentiality),
                         (self.archive.department_id, '1'))
        with self.assertRefused("kept for ever"):
            first.unlink()

    def test_one_is_current_below_the_orm(self):
        self._evaluate()
        with self.assertImpossible():
            self.env.cr.execute(
                "INSERT INTO customer_archive_evaluation (archive_id, company_id, value, potential,"
                " loyalty, evaluated_on, method, confidentiality) VALUES (%s, %s, 1, 1, 1, now(),"
                " 'computed', '1')", [self.archive.id, self.company.id],
            )

    def test_a_day_s_run_does_each_company_once(self):
        """Also after a kill: what was done today is not done again, what was not, is."""
        (self.env['res.company'].search([]) - self.company).archive_evaluated_on = '2026-06-01'
        with self._counting_commits():
            self.env[MODEL]._cron_evaluate()
        self.assertEqual(str(self.company.archive_evaluated_on), '2026-06-01')
        self._invoice('2026-05-20', 60_000)
        with self._counting_commits():
            self.env[MODEL]._cron_evaluate()
        self.assertEqual(self._scores(), (0, 0, 0))
        self._criterion('recency').with_user(self.office_manager).weight_value = 10
        with self._counting_commits():
            self.env[MODEL]._cron_evaluate()
        self.assertGreater(self._scores()[0], 0)

    def test_it_is_explained(self):
        """CA-50: which figures made which score."""
        self._invoice('2026-05-20', 60_000, invoice_date_due='2026-12-31')
        self._evaluate()
        explanation = self.archive.with_user(self.user).evaluation_explanation
        for text in ("Days Since the Last Invoice", "12", "60,000", "not known yet",
                     "Weight in Loyalty"):
            self.assertIn(text, explanation)

    def test_every_criterion_has_its_figure(self):
        """Whoever adds a figure adds all three."""
        parts = self.env[MODEL]._get_figure_parts(self.company, fields.Date.today())
        names = sorted(name for part in parts for name in part.figures)
        criteria = self.env[f'{MODEL}.criterion']
        self.assertEqual(names, sorted(dict(criteria._fields['figure'].selection)))
        self.assertEqual(names, sorted(criteria._get_usual()))

    # === BY HAND === #

    def _override(self, user=None, reason="He builds a second plant", **scores):
        dialog = Form(self.env[f'{MODEL}.override'].with_user(
            user or self.archivist,
        ).with_context(default_archive_id=self.archive.id))
        dialog.value = scores.get('value', 90)
        dialog.reason = reason
        dialog.save().action_confirm()

    def test_an_archivist_evaluates_by_hand_with_a_reason_until_he_ends_it(self):
        """CA-50"""
        self._evaluate()
        action = self.archive.with_user(self.archivist).action_override_evaluation()
        self.assertEqual(action['res_model'], f'{MODEL}.override')
        self._override()
        current = self.archive.evaluation_id
        self.assertEqual(
            (current.method, current.value, current.potential, current.user_id, current.reason),
            ('manual', 90, 0, self.archivist, "He builds a second plant"),
        )
        self.assertEqual(str(current.due_on), '2027-06-01')
        self._invoice('2026-05-20', 60_000)
        self.assertEqual(self._evaluate(), 0)
        self.archive.with_user(self.archivist).action_end_override()
        self.assertEqual(self.archive.evaluation_id.method, 'computed')
        self.assertEqual(len(self._history()), 3)
        entries = self._entries(self.archive)
        self.assertEqual(entries.mapped('event')[-2:], ['evaluate', 'evaluate_end'])
        with self.assertRefused(self.archive.name, "computed already"):
            self.archive.with_user(self.archivist).action_end_override()

    def test_nobody_else_does_and_nothing_without_a_reason(self):
        self._evaluate()
        for user in (self.user, self.collector, self.general_manager, self.auditor):
            archive = self.archive.with_user(user)
            for take in (archive.action_override_evaluation, archive.action_end_override,
                         lambda archive=archive: archive._override_evaluation({}, "X")):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    take()
        with self.assertRefused("Say why"):
            self.archive.with_user(self.archivist)._override_evaluation(
                {'value': 1, 'potential': 1, 'loyalty': 1}, " ",
            )
        with self.assertImpossible():
            self._override(value=101)

    def test_nobody_writes_evaluations_or_reads_those_of_others(self):
        self._evaluate()
        evaluation = self.archive.evaluation_id
        for user in (self.user, self.archivist, self.office_manager):
            with self.assertRaises(AccessError):
                evaluation.with_user(user).value = 100
            with self.assertRaises(AccessError):
                evaluation.with_user(user).create({'archive_id': self.archive.id})
        for user, reads in ((self.user, True), (self.other_user, False), (self.auditor, True)):
            found = self._as(user, MODEL).search([('archive_id', '=', self.archive.id)])
            self.assertEqual(bool(found), reads, user.login)

    # === CRITERIA === #

    def test_a_company_begins_with_the_usual_criteria(self):
        company = self.env['res.company'].create({'name': "Third Archive Company"})
        criteria = self.env[f'{MODEL}.criterion'].search([('company_id', '=', company.id)])
        self.assertEqual(sorted(criteria.mapped('figure')), sorted(self.criteria.mapped('figure')))
        criteria._add_missing()
        self.assertEqual(criteria.search_count([('company_id', '=', company.id)]), len(criteria))

    def test_bands_follow_each_other_and_each_score_has_a_weight(self):
        amount = self._criterion('amount').with_user(self.office_manager)
        recency = self._criterion('recency').with_user(self.office_manager)
        for criterion, band in ((amount, 5_000_000), (recency, 400)):
            with self.assertRefused("from the worst to the best", exception=ValidationError):
                criterion.band_50 = band
        with self.assertImpossible():
            amount.weight_value = -1
        with self.assertRefused("Loyalty", "at least one", exception=ValidationError):
            self.criteria.weight_loyalty = 0
        for user in (self.user, self.archivist, self.auditor):
            with self.assertRaises(AccessError):
                amount.with_user(user).weight_value = 5
        with self.assertRaises(AccessError):
            amount.unlink()

    # === WHAT FOLLOWS === #

    def test_the_importance_follows_the_value_where_the_classes_say_so(self):
        """CA-39: and the review with it."""
        self._weigh(amount=(1, 1, 1))
        self._invoice('2026-05-20', 2_000_000)
        self._evaluate()

        def update():
            with self._counting_commits():
                self.env['customer.archive']._update_scored_classes()
            self.env.invalidate_all()
            return len(self._entries(self.archive, 'change'))

        before = update()
        self._class('importance_a').score_from = 75
        self._class('importance_b').score_from = 25
        self.assertEqual(update(), before + 1)
        self.assertEqual(self.archive.importance_id, self._class('importance_a'))
        self.assertEqual(str(self.archive.next_review), '2026-12-01')
        self.assertIn('IMP:A', str(self._entries(self.archive, 'change')[-1:].facts))
        self.assertEqual(update(), before + 1)

    def test_the_spend_level_follows_the_value_where_the_classes_say_so(self):
        """CA-38: else the amounts, and one of the two alone."""
        archives = self.env['customer.archive']
        self._weigh(amount=(1, 1, 1))
        self._invoice('2026-05-20', 2_000_000)
        self._evaluate()
        with self._counting_commits():
            archives._cron_update_spend_levels()
        self.assertEqual(self.archive.spend_level_id, self._class('spend_level_a'))
        self._class('spend_level_b').score_from = 75
        for work in (archives._update_scored_classes, archives._cron_update_spend_levels):
            with self._counting_commits():
                work()
            self.assertEqual(self.archive.spend_level_id, self._class('spend_level_b'), work)

    # === BUYING === #

    def test_how_a_customer_buys(self):
        """CA-52: products, interval, last purchase, trend."""
        for on, price in (('2025-02-01', 100), ('2025-08-01', 100), ('2026-02-01', 200)):
            self._invoice(on, price)
        archive = self.archive.with_user(self.user)
        self.assertEqual(str(archive.last_purchase_on), '2026-02-01')
        self.assertEqual(archive.purchase_interval, 183)
        self.assertEqual((archive.purchased_amount, archive.purchase_trend), (300, 2))
        self.assertFalse(archive.is_overdue_to_buy)
        for text in ("Sprinkler", "3.00", "400.00"):
            self.assertIn(text, archive.top_products)
        with self.assertRaises(AccessError):
            self.archive.with_user(self.other_user).top_products  # noqa: B018

    def test_who_is_overdue_to_buy_is_found(self):
        """CA-52"""
        for on in ('2025-12-01', '2026-01-01', '2026-02-01'):
            self._invoice(on)
        quiet = self._open_archive()
        found = self._as(self.user, 'customer.archive').search([('is_overdue_to_buy', '=', True)])
        self.assertEqual(found, self.archive)
        self.assertTrue(self.archive.is_overdue_to_buy)
        self.assertIn(quiet, found.search([('is_overdue_to_buy', '=', False)]))
        self._invoice('2026-05-31')
        self.env.invalidate_all()
        self.assertFalse(self.archive.is_overdue_to_buy)

    def test_valuable_customers_are_found(self):
        self._weigh(amount=(1, 1, 1))
        self._invoice('2026-05-20', 2_000_000)
        self._evaluate()
        archives = self._as(self.user, 'customer.archive')
        self.assertEqual(archives.search([('evaluation_id', 'any', [('value', '>=', 75)])]),
                         self.archive)
        self.assertEqual(self.customer.with_user(self.user).with_company(
            self.company).archive_value, 100)
