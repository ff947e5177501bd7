# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ...models.mechanism.inner_pass import with_pass
from ..common import ArchiveCommon


class TestNumbers(ArchiveCommon):
    """Numbers follow the company's pattern, and none is given twice (CA-03, CA-05)."""

    def _numbers(self, count=1, **vals):
        return self.env['customer.archive'].create([
            {'partner_id': self._create_customer().id, **vals} for _number in range(count)
        ]).mapped('name')

    def _import(self, number):
        """Open an archive under a number of an old paper register, as the import does."""
        return with_pass(self.env['customer.archive']).create({
            'partner_id': self._create_customer().id, 'name': number,
        }).with_env(self.env)

    # === THE PATTERN === #

    @freeze_time('2026-05-04 10:00:00')
    def test_the_pattern_as_shipped(self):
        self.assertEqual(
            self._numbers(3), ['KH-2026-00001', 'KH-2026-00002', 'KH-2026-00003'],
        )
        self.assertEqual(self._numbers(), ['KH-2026-00004'])

    @freeze_time('2026-05-04 10:00:00')
    def test_class_department_and_month_stand_in_it(self):
        self.company.write({
            'archive_number_dimension_id': self.env.ref(
                'customer_archive.customer_archive_class_dimension_importance').id,
            'archive_department_id': self.department.id,
            'archive_number_pattern': '{department}/{class}/{year}{month}-{seq:3}',
        })
        self.assertEqual(self._numbers(), ['PR/B/202605-001'])
        self.assertEqual(
            self._numbers(department_id=self.other_department.id), ['TR/B/202605-002'],
        )
        # Without a code of its own, a department is filed under the back office.
        self.assertEqual(self._numbers(department_id=self.sub_department.id), ['PR/B/202605-003'])
        self.assertEqual(
            self._numbers(class_ids=[self._class('importance_a').id]), ['PR/A/202605-004'],
        )
        self.assertEqual(
            self._numbers(importance_id=self._class('importance_a').id), ['PR/A/202605-005'],
        )

    def test_a_pattern_that_would_repeat_is_refused_in_a_sentence(self):
        """Bad input: every fault has its own words, and the pattern stays."""
        for pattern, text in (
            ('', "{seq}"), ('KH-{year}', "{seq}"), ('{seq', "malformed"), ('{foo}-{seq}', "{foo}"),
            ('{seq}-{seq}', "{seq} twice"), ('{class}{seq}', "A1 + 1"), ('KH {seq}', "space"),
            ('{seq:x}', "malformed"), ('{}-{seq}', "unknown part"),
        ):
            with self.subTest(pattern=pattern), \
                    self.assertRefused(text, exception=ValidationError):
                self.company.archive_number_pattern = pattern
        with self.assertRefused("{year}", exception=ValidationError):
            self.company.write({
                'archive_number_pattern': 'KH-{seq}', 'archive_number_restarts': True,
            })
        self.env.invalidate_all()
        self.assertEqual(self.company.archive_number_pattern, 'KH-{year}-{seq:5}')

    def test_a_percent_sign_is_text_like_any_other(self):
        self.company.archive_number_pattern = '100%-{seq:2}'
        self.assertEqual(self._numbers(), ['100%-01'])
        with self.assertRefused("unknown part", exception=ValidationError):
            self.company.archive_number_pattern = '%s%(part)s{%}-{seq}'

    def test_a_class_or_department_in_it_needs_one_for_every_archive(self):
        """Opening an archive never fails for want of a code."""
        with self.assertRefused("default class", exception=ValidationError):
            self.company.archive_number_pattern = '{class}-{seq}'
        business = self.env.ref('customer_archive.customer_archive_class_dimension_business_type')
        with self.assertRefused("default class", exception=ValidationError):
            self.company.write({
                'archive_number_pattern': '{class}-{seq}',
                'archive_number_dimension_id': business.id,
            })
        with self.assertRefused("back office", exception=ValidationError):
            self.company.archive_number_pattern = '{department}-{seq}'
        with self.assertRefused("back office", exception=ValidationError):
            self.company.write({
                'archive_number_pattern': '{department}-{seq}',
                'archive_department_id': self.sub_department.id,
            })

    def test_codes_hold_letters_and_digits_only(self):
        for code in ('A-1', 'A 1', 'A/1', 'A_1', ' ', '100%'):
            with self.subTest(code=code):
                with self.assertRefused(code, exception=ValidationError):
                    self.department.archive_code = code
                with self.assertRefused(code, exception=ValidationError):
                    self._class('importance_a').code = code
        self.department.archive_code = '工程1'
        self.assertEqual(self.department.archive_code, '工程1')

    # === EACH YEAR ANEW === #

    def test_the_running_number_restarts_with_the_year_where_it_is_asked_to(self):
        self.company.archive_number_restarts = True
        with freeze_time('2026-12-31 10:00:00'):
            self.assertEqual(self._numbers(2), ['KH-2026-00001', 'KH-2026-00002'])
        with freeze_time('2027-01-01 10:00:00'):
            self.assertEqual(self._numbers(), ['KH-2027-00001'])
        with freeze_time('2026-06-01 10:00:00'):
            self.assertEqual(self._numbers(), ['KH-2026-00003'])

    def test_else_it_goes_on(self):
        with freeze_time('2026-12-31 10:00:00'):
            self.assertEqual(self._numbers(2), ['KH-2026-00001', 'KH-2026-00002'])
        with freeze_time('2027-01-01 10:00:00'):
            self.assertEqual(self._numbers(), ['KH-2027-00003'])

    def test_the_year_begins_in_the_time_zone_of_the_company(self):
        """ND-31: at 23:30 UTC on the last of December it is January in Shanghai."""
        self.company.resource_calendar_id.tz = 'Asia/Shanghai'
        self.company.archive_number_restarts = True
        with freeze_time('2026-12-31 23:30:00'):
            self.assertEqual(self._numbers(), ['KH-2027-00001'])

    @freeze_time('2026-05-04 10:00:00')
    def test_a_restart_that_begins_later_gives_no_number_again(self):
        self._numbers(3)
        self.company.archive_number_restarts = True
        self.assertEqual(set(self._numbers(2)), {'KH-2026-00004', 'KH-2026-00005'})

    # === NEVER TWICE === #

    @freeze_time('2026-05-04 10:00:00')
    def test_a_voided_number_is_not_given_again(self):
        archive = self._open_archive()
        archive.with_user(self.archivist)._transition('void', reason="A mistake")
        self.assertEqual(self._numbers(), ['KH-2026-00002'])

    @freeze_time('2026-05-04 10:00:00')
    def test_numbers_of_an_old_register_are_passed_over(self):
        for number in ('KH-2026-00001', 'KH-2026-00003', 'OLD/7'):
            self.assertEqual(self._import(number).name, number)
        self.assertEqual(
            set(self._numbers(3)), {'KH-2026-00002', 'KH-2026-00004', 'KH-2026-00005'},
        )

    @freeze_time('2026-05-04 10:00:00')
    def test_numbers_of_an_earlier_pattern_are_passed_over(self):
        self._numbers(2)
        self.company.archive_number_pattern = 'A-{seq}'
        self.assertEqual(self._numbers(), ['A-3'])
        self.company.archive_sequence_id.sudo().number_next_actual = 1  # As after a restore.
        self.assertEqual(self._numbers(2), ['A-1', 'A-2'])
        self.assertEqual(self._numbers(), ['A-4'])

    def test_the_database_refuses_a_number_twice(self):
        """CA-03: unique by company and number."""
        archive = self._open_archive()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self._import(archive.name)

    def test_another_company_counts_for_itself(self):
        """ND-31"""
        first = self._open_archive(self.customer)
        second = self.env['customer.archive'].with_company(self.other_company).create({
            'partner_id': self.customer.id, 'company_id': self.other_company.id,
        })
        self.assertEqual(first.name, second.name)

    @freeze_time('2026-05-04 10:00:00')
    def test_a_lost_sequence_is_made_anew_and_gives_no_number_again(self):
        self._numbers(2)
        self.company.archive_sequence_id.sudo().unlink()
        self.assertEqual(self._numbers(), ['KH-2026-00003'])

    def test_a_hundred_numbers_are_a_hundred(self):
        numbers = self._numbers(100)
        self.assertEqual(len(set(numbers)), 100)
        self.assertEqual(numbers, sorted(numbers))

    def test_many_numbers_are_drawn_in_one_statement(self):
        """Opening thousands in one batch asks the sequence once."""
        self._numbers()
        with self.assertQueryCount(3):
            numbers = self.company._next_archive_numbers([{'class': '', 'department': ''}] * 500)
        self.assertEqual(len(set(numbers)), 500)

    # === THE NEXT NUMBER === #

    @freeze_time('2026-05-04 10:00:00')
    def test_the_next_number_is_raised_and_never_lowered(self):
        settings = self.env['res.config.settings'].with_company(self.company)
        self._numbers(3)
        self.assertEqual(settings.create({}).archive_number_next, 4)
        settings.create({'archive_number_next': 100}).execute()
        self.assertEqual(self._numbers(), ['KH-2026-00100'])
        with self.assertRefused("101", "never goes back", exception=ValidationError):
            settings.create({'archive_number_next': 100}).execute()
        settings.create({}).execute()
        self.assertEqual(self._numbers(), ['KH-2026-00101'])

    @freeze_time('2026-05-04 10:00:00')
    def test_a_serial_in_use_raises_the_next_one_only(self):
        self.company._raise_archive_serial(50, 2026)
        self.assertEqual(self._numbers(), ['KH-2026-00051'])
        self.company._raise_archive_serial(10, 2026)
        self.assertEqual(self._numbers(), ['KH-2026-00052'])

    # === WITHIN AN ARCHIVE === #

    def test_volumes_and_documents_are_numbered_within_their_archive(self):
        """CA-05: documents are named <archive>-<type code>-<serial>."""
        archive, other = self._open_archive(), self._open_archive()
        volumes = self.env['customer.archive.volume'].create([
            {'archive_id': each.id, 'title': "X"} for each in (archive, other, archive)
        ])
        self.assertEqual(volumes.mapped('name'), [
            f'{archive.name}-01', f'{other.name}-01', f'{archive.name}-02',
        ])
        documents = self.env['customer.archive.document'].create([
            {'archive_id': each.id, 'title': "X", 'type_id': self._type(kind).id}
            for each, kind in (
                (archive, 'contract'), (other, 'contract'), (archive, 'minutes'),
            )
        ])
        self.assertEqual(documents.mapped('name'), [
            f'{archive.name}-HT-001', f'{other.name}-HT-001', f'{archive.name}-HYJY-002',
        ])

    def test_a_removed_document_leaves_its_number_free_for_ever(self):
        archive = self._open_archive()
        self._create_document(archive).with_user(self.archivist).unlink()
        self.assertEqual(self._create_document(archive).name, f'{archive.name}-HT-002')

    def test_a_voided_volume_keeps_its_number(self):
        archive = self._open_archive()
        self._create_volume(archive).with_user(self.archivist)._transition('void', reason="X")
        self.assertEqual(self._create_volume(archive).name, f'{archive.name}-02')
