# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Archive numbers from a pattern such as ``KH-{year}-{class}-{seq:5}`` (CA-03, CA-05).

A pattern is literal text and parts in braces: `{year}`, `{month}`, `{class}`, `{department}` and
`{seq}`, the running number, with its least number of digits behind a colon. DA/T 22-2015 (fonds,
category, year, retention, department, item) is one such pattern; none is forced.
"""

import re
import string
from enum import Enum

PARTS = ('year', 'month', 'class', 'department', 'seq')
_FREE_WIDTH = frozenset({'class', 'department', 'seq'})
# Codes hold letters and digits only, so that the marks of a pattern stay apart from them.
CODE_REGEX = r'[^\W_]+'
_REGEX = {'year': r'\d{4}', 'month': r'\d{2}', 'class': CODE_REGEX, 'department': CODE_REGEX}


class PatternFault(Enum):
    """Why a pattern is refused."""

    SYNTAX = 'syntax'
    UNKNOWN_PART = 'unknown_part'
    NO_SEQ = 'no_seq'
    REPEATED_PART = 'repeated_part'
    RESTART_WITHOUT_YEAR = 'restart_without_year'
    AMBIGUOUS = 'ambiguous'
    CHARACTERS = 'characters'


class PatternError(ValueError):
    """A pattern that could not number archives; carries why."""

    def __init__(self, fault, detail=''):
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


class NumberPattern:
    """A parsed pattern: renders numbers and tells whether one was made by it.

    :param str pattern: the pattern
    :param bool restarts: whether the running number starts again each year
    :raise PatternError: when the pattern is malformed or could give one number twice
    """

    def __init__(self, pattern, restarts=False):
        self._chunks = self._parse(pattern or '')
        self._check(restarts)

    @property
    def parts(self):
        """The names of the parts that the pattern uses.

        :rtype: list[str]
        """
        return [part for _literal, part, _digits in self._chunks if part]

    def render(self, **values):
        """Return the number for `values`.

        :param values: a string for each part but `seq`, which is an int
        :rtype: str
        """
        return ''.join(
            literal + (self._render_part(part, digits, values) if part else '')
            for literal, part, digits in self._chunks
        )

    def match(self, number):
        """Return the parts of a number that this pattern could have made, else `None`.

        :param str number: an archive number
        :rtype: dict[str, str]|None
        """
        regex = ''.join(
            re.escape(literal) + (self._part_regex(part, digits) if part else '')
            for literal, part, digits in self._chunks
        )
        found = re.fullmatch(regex, number)
        return found and found.groupdict()

    # === HELPERS === #

    @staticmethod
    def _parse(pattern):
        try:
            chunks = list(string.Formatter().parse(pattern))
        except ValueError as error:
            raise PatternError(PatternFault.SYNTAX) from error
        for literal, part, spec, conversion in chunks:
            if part is not None and part not in PARTS:
                raise PatternError(PatternFault.UNKNOWN_PART, part)
            if conversion or (spec and not (part == 'seq' and re.fullmatch('0?[1-9]', spec))):
                raise PatternError(PatternFault.SYNTAX)
            if re.search(r'[\s,;"\']', literal):
                raise PatternError(PatternFault.CHARACTERS)
        return [(literal, part, int(spec or 0)) for literal, part, spec, _conversion in chunks]

    def _check(self, restarts):
        for part in self.parts:
            if self.parts.count(part) > 1:
                raise PatternError(PatternFault.REPEATED_PART, part)
        if 'seq' not in self.parts:
            raise PatternError(PatternFault.NO_SEQ)
        if restarts and 'year' not in self.parts:
            raise PatternError(PatternFault.RESTART_WITHOUT_YEAR)
        # Without a mark between two parts of free width, A1 + 1 and A + 11 are the same number.
        apart = True
        for literal, part, _digits in self._chunks:
            apart = apart or not all(char.isalnum() for char in literal)
            if part in _FREE_WIDTH:
                if not apart:
                    raise PatternError(PatternFault.AMBIGUOUS, part)
                apart = False

    @staticmethod
    def _render_part(part, digits, values):
        return f"{values['seq']:0{digits}d}" if part == 'seq' else values[part]

    @staticmethod
    def _part_regex(part, digits):
        regex = rf'\d{{{max(digits, 1)},}}' if part == 'seq' else _REGEX[part]
        return f'(?P<{part}>{regex})'

