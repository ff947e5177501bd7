# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from itertools import product

from odoo.tests import BaseCase

from ...models.archive.number_pattern import (
    NumberPattern,
    PatternError,
    PatternFault,
)


class TestNumberPattern(BaseCase):
    """Archive numbers from a pattern that never gives one number twice (CA-03, CA-05)."""

    def _fault(self, pattern, restarts=False):
        with self.assertRaises(PatternError) as caught:
            NumberPattern(pattern, restarts)
        return caught.exception.fault

    def test_it_renders_all_its_parts(self):
        pattern = NumberPattern('KH-{year}{month}/{class}/{department}.{seq:5}')
        self.assertEqual(
            pattern.render(year='2026', month='03', seq=42, department='PR', **{'class': 'A'}),
            'KH-202603/A/PR.00042',
        )
        self.assertEqual(pattern.parts, ['year', 'month', 'class', 'department', 'seq'])

    def test_the_width_is_a_least_width(self):
        self.assertEqual(NumberPattern('K-{seq:3}').render(seq=12345), 'K-12345')
        self.assertEqual(NumberPattern('K-{seq}').render(seq=7), 'K-7')

    def test_it_knows_its_own_numbers(self):
        pattern = NumberPattern('KH-{year}-{class}-{seq:3}')
        self.assertEqual(
            pattern.match('KH-2026-客户A-0042'), {'year': '2026', 'class': '客户A', 'seq': '0042'},
        )
        for foreign in (
            '', 'KH', 'KH-26-A-042', 'KH-2026-A-42', 'KH-2026--042', 'XX-2026-A-042',
            'KH-2026-A-042 ', 'KH-2026-A-042\n', 'KH-2026-A B-042', 'kh-2026-A-042',
            'KH-2026-A-042-1',
        ):
            with self.subTest(number=foreign):
                self.assertIsNone(pattern.match(foreign))

    def test_marks_of_a_pattern_are_plain_text(self):
        pattern = NumberPattern('K.(1)+{seq:2}')
        self.assertIsNotNone(pattern.match('K.(1)+07'))
        self.assertIsNone(pattern.match('KX(1)+07'))

    def test_what_it_renders_it_knows(self):
        for text in ('{seq}', 'KH-{seq:5}', '{year}{seq:4}', '{department}/{class}/{seq:2}'):
            pattern = NumberPattern(text)
            number = pattern.render(year='2026', month='12', seq=3, department='D', **{
                'class': 'C',
            })
            with self.subTest(pattern=text):
                self.assertEqual(int(pattern.match(number)['seq']), 3)

    def test_faults(self):
        for text, fault in (
            (None, PatternFault.NO_SEQ),
            ('', PatternFault.NO_SEQ),
            ('KH-{year}', PatternFault.NO_SEQ),
            ('{seq', PatternFault.SYNTAX),
            ('seq}', PatternFault.SYNTAX),
            ('{seq:0}', PatternFault.SYNTAX),
            ('{seq:10}', PatternFault.SYNTAX),
            ('{seq:x}', PatternFault.SYNTAX),
            ('{seq:-3}', PatternFault.SYNTAX),
            ('{seq!r}', PatternFault.SYNTAX),
            ('{year:4}-{seq}', PatternFault.SYNTAX),
            ('{}-{seq}', PatternFault.UNKNOWN_PART),
            ('{0}-{seq}', PatternFault.UNKNOWN_PART),
            ('{Year}-{seq}', PatternFault.UNKNOWN_PART),
            ('{seq.__class__}', PatternFault.UNKNOWN_PART),
            ('{seq}-{seq}', PatternFault.REPEATED_PART),
            ('{year}{year}{seq}', PatternFault.REPEATED_PART),
            ('{class}{seq}', PatternFault.AMBIGUOUS),
            ('{seq}{class}', PatternFault.AMBIGUOUS),
            ('{class}A{seq}', PatternFault.AMBIGUOUS),
            ('{class}1{seq}', PatternFault.AMBIGUOUS),
            ('{class}{year}{seq}', PatternFault.AMBIGUOUS),
            ('{department}客{seq}', PatternFault.AMBIGUOUS),
            ('KH {seq}', PatternFault.CHARACTERS),
            ('KH\u3000{seq}', PatternFault.CHARACTERS),
            ('KH,{seq}', PatternFault.CHARACTERS),
            ('KH"{seq}', PatternFault.CHARACTERS),
            ("KH'{seq}", PatternFault.CHARACTERS),
        ):
            with self.subTest(pattern=text):
                self.assertEqual(self._fault(text), fault)

    def test_a_number_that_restarts_needs_the_year(self):
        self.assertEqual(self._fault('KH-{seq}', restarts=True), PatternFault.RESTART_WITHOUT_YEAR)
        self.assertEqual(
            self._fault('KH-{month}-{seq}', restarts=True), PatternFault.RESTART_WITHOUT_YEAR,
        )
        NumberPattern('KH-{year}-{seq}', restarts=True)

    def test_an_accepted_pattern_never_gives_one_number_twice(self):
        """A1 + 1 and A + 11 are the trap: every pattern of three parts is tried, or refused."""
        codes, serials, years = ('A', 'A1', '1', '11', '2026'), (1, 11, 111, 2026), ('2026', '1111')
        accepted = 0
        for parts in product(('{class}', '{seq}', '{year}', '-', 'A', '1'), repeat=4):
            try:
                pattern = NumberPattern(''.join(parts))
            except PatternError:
                continue
            accepted += 1
            values = [
                tuple(zip(pattern.parts, combination, strict=True))
                for combination in product(*(
                    {'class': codes, 'seq': serials, 'year': years}[part] for part in pattern.parts
                ))
            ]
            numbers = {pattern.render(**dict(each)) for each in values}
            with self.subTest(pattern=''.join(parts)):
                self.assertEqual(len(numbers), len(values))
        self.assertGreater(accepted, 50)
