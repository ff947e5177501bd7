# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time

from .assessment_common import AFTER, QUARTER, AssessmentCommon


class TestAssessmentCount(AssessmentCommon):
    """What counts against an archivist is his own, of the period, and shown to who may read it."""

    def _count(self, criterion, assessment=None, **vals):
        line = self._line(assessment or self._assess(**vals), criterion)
        return line.count, line.points

    def test_late_filings_of_the_period_count(self):
        self._file_late(deadline='2026-01-01', filed_on='2026-01-02')
        self._file_late(deadline='2026-03-31', filed_on='2026-04-01')
        self._file_late(deadline='2026-03-01', filed_on=None)
        # In time, before, after, and somebody else's.
        self._file_late(deadline='2026-02-10', filed_on='2026-02-10')
        self._file_late(deadline='2025-12-31', filed_on='2026-01-05')
        self._file_late(deadline='2026-04-01', filed_on='2026-04-02')
        self._file_late(self.deputy_archive)
        self.assertEqual(self._count(self.filing), (3, 15))
        self.assertEqual(self._count(self.filing, user=self.deputy), (1, 5))

    def test_incomplete_archives_count_as_they_are(self):
        self._set(self.archive, completeness=80)
        closed = self._open_archive(custodian_id=self.archivist.id)
        self._set(closed, completeness=10, state='closed')
        self.assertEqual(self._count(self.incomplete), (1, 1))

    def test_inspection_differences_count_in_the_period_of_the_count(self):
        room = self._create_location(name="Room", kind='room')
        for archive in (self.archive, self.archive, self.deputy_archive):
            folder = self._create_volume(archive).folder_id
            folder._relocate(home=room, current=room)
        with freeze_time('2026-03-02 03:00:00'):
            inspection = self.env['customer.archive.inspection'].with_user(self.archivist).create({
                'location_id': room.id,
            })
            inspection._transition('start')
            assessment = self._assess()
            self.assertEqual(self._count(self.inspecting, assessment), (0, 0))
            inspection._transition('finish')
        with freeze_time(AFTER):
            assessment.action_count()
        self.assertEqual(self._count(self.inspecting, assessment), (2, 4))
        self.assertEqual(
            self._count(self.inspecting, date_from='2026-03-03', date_to='2026-03-31'), (0, 0),
        )

    def test_all_that_is_confidential_counts_too(self):
        secret = self._open_archive(custodian_id=self.archivist.id, confidentiality='3')
        self._file_late(secret)
        assessment = self._assess()
        self.assertEqual(self._count(self.filing, assessment), (1, 5))
        action = self._line(assessment, self.filing).with_user(
            self.office_manager,
        ).action_view_counted()
        volumes = self.env[action['res_model']].with_user(self.office_manager)
        self.assertFalse(volumes.search(action['domain']), "its purpose was not stated")
        self._state_purpose(self.office_manager, secret)
        self.assertEqual(len(volumes.search(action['domain'])), 1)

    def test_a_line_shows_what_was_counted_whatever_became_of_it(self):
        self._set(self.archive, completeness=80)
        assessment = self._finalise(self._assess())
        self._set(self.archive, completeness=100)
        line = self._line(assessment, self.incomplete)
        self.incomplete.write({'description': "Something else", 'points_each': 9})
        self.assertEqual(line.explanation, action_name := line.with_user(
            self.archivist,
        ).action_view_counted()['name'])
        self.assertNotEqual(action_name, "Something else")
        self.assertEqual((line.count, line.points, line.points_each), (1, 1, 1))
        action = line.with_user(self.archivist).action_view_counted()
        self.assertEqual(
            self.env[action['res_model']].with_user(self.archivist).search(action['domain']),
            self.archive,
        )
        with self.assertRaises(AccessError):
            line.with_user(self.deputy).action_view_counted()
        with self.assertRaises(AccessError):
            line.with_user(self.office_manager).read(['counted'])

    def test_more_than_is_kept_is_found_by_its_domain(self):
        self._file_late()
        self._file_late()
        line = self._line(self._assess(), self.filing)
        self._set(line, count=10_001)
        action = line.with_user(self.office_manager).action_view_counted()
        with freeze_time(AFTER):
            found = self.env[action['res_model']].with_user(self.office_manager).with_company(
                self.company,
            ).search(action['domain'])
        self.assertEqual(found.archive_id, self.archive)
        self.assertEqual(len(found), 2)

    def test_a_criterion_takes_off_so_much_at_most(self):
        for _number in range(9):
            self._file_late()
        assessment = self._assess()
        self.assertEqual(self._count(self.filing, assessment), (9, 40))
        self.assertEqual(assessment.score, 60)
        self.incomplete.points_max = self.filing.points_max = self.inspecting.points_max = 100
        self.filing.points_each = 30
        assessment.action_count()
        self.assertEqual(assessment.score, 0)
        self.filing.points_each = 0.25
        assessment.action_count()
        self.assertEqual((self._line(assessment, self.filing).points, assessment.score), (2.25, 97))

    def test_a_criterion_that_is_archived_counts_no_more(self):
        self._file_late()
        assessment = self._assess()
        self.filing.active = False
        assessment.action_count()
        self.assertFalse(self._line(assessment, self.filing))
        self.assertEqual(assessment.score, 100)

    def test_many_are_counted_with_one_query_a_criterion(self):
        self._file_late()
        self._file_late(self.deputy_archive)
        counts = type(self.filing)._count
        with freeze_time(AFTER), patch.object(
            type(self.filing), '_count', autospec=True, side_effect=counts,
        ) as count:
            both = self.env['customer.archive.assessment'].with_user(
                self.office_manager,
            )._assess_period(self.company, *QUARTER)
        self.assertEqual(count.call_count, 3)
        self.assertEqual([self._count(self.filing, each)[0] for each in both], [1, 1])

    def test_lines_are_analysed_by_archivist_and_criterion(self):
        self._file_late()
        self._finalise(self._assess())
        groups = self.env['customer.archive.assessment.line'].with_user(
            self.general_manager,
        )._read_group(
            [('state', '=', 'final'), ('user_id', '=', self.archivist.id)],
            ['user_id', 'criterion_id', 'date_to:quarter'], ['points:sum'],
        )
        self.assertIn((self.archivist, self.filing, 5.0), [
            (user, criterion, points) for user, criterion, _quarter, points in groups
        ])


class TestAssessmentCriterion(AssessmentCommon):
    """What counts is a record: a model, a domain, a way to the person, perhaps one to a date."""

    def _add(self, **vals):
        return self.env['customer.archive.assessment.criterion'].create({
            'name': "Mine", 'description': "Documents that nobody verified",
            'model_id': self.env['ir.model']._get('customer.archive.document').id,
            'domain': "[('state', '=', 'unverified')]", 'person_path': 'archive_id.custodian_id',
            **vals,
        })

    def test_another_one_is_added(self):
        criterion = self._add(points_each=3)
        self._create_document(self.archive)
        self._create_document(self.deputy_archive)
        assessment = self._assess()
        self.assertEqual(self._line(assessment, criterion).points, 3)
        self.assertEqual(assessment.score, 97)

    def test_its_ways_lead_over_stored_fields_to_a_person_and_a_date(self):
        for vals in (
            {'person_path': 'archive_id'}, {'person_path': 'archive_id.nothing'},
            {'person_path': 'archive_id.volume_ids'}, {'person_path': 'archive_id.name.id'},
            {'person_path': 'volume_id.member_ids'},
            {'date_path': 'title'}, {'date_path': 'archive_id.name'},
            {'date_path': 'volume_id.is_late'},
            {'domain': "[('nothing', '=', 1)]"}, {'domain': "__import__('os')"},
            {'model_id': self.env['ir.model']._get('res.country').id},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._add(**vals)

    def test_it_takes_something_off_and_not_more_than_there_is(self):
        for vals in ({'points_each': 0}, {'points_max': 0}, {'points_max': 101}):
            with self.subTest(vals=vals), self.assertImpossible(), self.env.cr.savepoint():
                self._add(**vals)

    def test_managers_say_how_much_and_administrators_what(self):
        own = self.filing.with_user(self.office_manager)
        own.write({'points_each': 4, 'points_max': 20, 'name': "Late"})
        for values in ({'domain': '[]'}, {'person_path': 'manager_id'}, {'date_path': False}):
            with self.subTest(values=values), self.assertRefused(
                "an administrator", exception=AccessError,
            ):
                own.write(values)
        for user in (self.archivist, self.general_manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.filing.with_user(user).points_each = 1
        with self.assertRaises(AccessError):
            own.create({'name': "Mine"})
