# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .communication_common import CommunicationCommon

BY = ('importance_id', 'spend_level_id', 'business_type_id', 'region_id', 'industry_id')


class TestAnalysis(CommunicationCommon):
    """What is entered about customers is counted by the kind of customer (CA-65)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.industry = cls.env['res.partner.industry'].create({'name': "Cranes"})
        cls.customer.industry_id = cls.industry
        cls.customer.state_id = cls.env.ref('base.state_us_5')
        cls.late = cls._open_archive(cls._create_customer(name="Late"), opened_on='2026-02-01')
        cls.archive.opened_on = '2025-11-01'
        for archive, times in ((cls.archive, 2), (cls.late, 1)):
            for _time in range(times):
                cls._log(cls.archivist, archive)
                cls.env['customer.archive.complaint'].with_user(cls.archivist).create({
                    'archive_id': archive.id, 'title': "The gate jams",
                })
        cls.env.flush_all()

    def _count(self, model, by):
        return dict(self.env[model].with_user(self.user)._read_group([
            ('archive_id', 'in', (self.archive | self.late).ids),
        ], [by], ['__count']))

    def test_talks_and_complaints_are_counted_by_the_kind_of_customer(self):
        for model in ('customer.archive.communication', 'customer.archive.complaint'):
            with self.subTest(model=model):
                self.assertEqual(self._count(model, 'industry_id'), {
                    self.industry: 2, self.industry.browse(): 1,
                })
                self.assertEqual(self._count(model, 'region_id')[self.customer.state_id], 2)
                self.assertEqual(list(self._count(model, 'opened_on:quarter').values()), [2, 1])

    def test_every_analysis_knows_every_kind(self):
        for model in (
            'customer.archive.communication', 'customer.archive.complaint',
            'customer.archive.service', 'customer.archive.evaluation',
        ):
            for by in BY:
                with self.subTest(model=model, by=by):
                    self._count(model, by)
                    self.assertTrue(self.env[model].fields_get([by])[by]['groupable'])

    def test_who_is_responsible_only_learns_nothing_of_the_archive(self):
        outsider = self._create_user('analysis_outsider', 'user')
        complaint = self.env['customer.archive.complaint'].search([
            ('archive_id', '=', self.archive.id),
        ], limit=1)
        complaint.responsible_id = outsider
        self.env.flush_all()
        own = self.env['customer.archive.complaint'].with_user(outsider)
        self.assertEqual(own.search([]), complaint)
        for by in (*BY, 'opened_on:quarter'):
            [group] = own.formatted_read_group([], [by], ['__count'])
            self.assertEqual((group[by], group['__count']), (False, 1), by)
        self.env.invalidate_all()
        self.assertTrue(complaint.sudo().archive_id.industry_id, "It stands in the cache")
        [told] = own.browse(complaint.id).read([*BY, 'opened_on'])
        self.assertFalse(any(told[name] for name in (*BY, 'opened_on')), told)
        told = complaint.with_user(self.user).read(['industry_id'])[0]['industry_id']
        self.assertEqual(told[0], self.industry.id)

    def test_a_group_opens_what_it_counts(self):
        complaints = self.env['customer.archive.complaint'].with_user(self.user)
        for by in (*BY, 'opened_on:quarter'):
            for group in complaints.formatted_read_group([], [by], ['__count']):
                found = complaints.search_count(group['__extra_domain'])
                self.assertEqual(found, group['__count'], (by, group))

    def test_whoever_may_not_read_the_archive_counts_nothing_of_it(self):
        self.archive.confidentiality = '2'
        self.env.flush_all()
        for model in ('customer.archive.communication', 'customer.archive.complaint'):
            with self.subTest(model=model):
                self.assertNotIn(self.industry, self._count(model, 'industry_id'))
