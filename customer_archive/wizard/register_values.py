# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What the cells of an old paper register say: dates, codes, names, each in its many spellings."""

import re
import unicodedata
from datetime import date, timedelta

_DATES = (
    r'(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})',
    r'(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]',
    r'(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})',
    r'(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})',
)
_EXCEL_EPOCH = date(1899, 12, 30)
_OLDEST = date(1900, 1, 1)

KINDS = {
    'company': ('company', 'organisation', 'organization', '公司', '企业', '单位', '法人', '组织'),
    'person': ('individual', 'person', '个人', '自然人', '私人'),
}
CONFIDENTIALITY_LEVELS = {
    '1': ('internal', 'normal', '内部', '普通', '一般', '公开'),
    '2': ('confidential', '秘密', '保密'),
    '3': ('secret', 'strictly confidential', '机密', '绝密'),
}


def text_key(text):
    """Return a form of a text in which only spellings of the same text are equal.

    :param str text: a name, a path, a label
    :rtype: str
    """
    return ' '.join(unicodedata.normalize('NFKC', text or '').casefold().split())


def path_key(path):
    """Return a form of a location's path that does not depend on the blanks in it.

    :param str path: such as `Room / Cabinet / Shelf`
    :rtype: str
    """
    return '/'.join(text_key(part) for part in re.split('[/／]', path or ''))


def province_keys(name):
    """Return the forms in which a province is written: with and without what kind it is.

    :param str name: such as `广东省`
    :rtype: set[str]
    """
    key = text_key(name)
    return {key, re.sub('(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$', '', key)}


def parse_date(text):
    """Return the date that a cell states, or `None` when it states none for certain.

    :param str text: year first in any spelling, day first with dots, or Excel's count of days
    :rtype: date|None
    """
    text = re.sub(r'[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$', '', unicodedata.normalize('NFKC', text))
    text = re.sub(r'\s', '', text)
    if re.fullmatch(r'[1-7]\d{4}', text):
        return _EXCEL_EPOCH + timedelta(days=int(text))
    for pattern in _DATES:
        if found := re.fullmatch(pattern, text):
            try:
                value = date(*(int(found[part]) for part in ('year', 'month', 'day')))
            except ValueError:
                return None
            return value if value >= _OLDEST else None
    return None


def parse_label(text, labels):
    """Return the value that a label stands for, or `None`.

    :param str text: the label as it was written
    :param dict[str, Iterable[str]] labels: all labels of each value
    :rtype: str|None
    """
    key = text_key(text)
    return next((
        value for value, spellings in labels.items()
        if key == value or key in map(text_key, spellings)
    ), None)


def split_codes(text):
    """Return the codes in a cell.

    :param str text: such as `IMP:A;BUS:GC`
    :rtype: list[str]
    """
    codes = re.split(r'[;,、\s]+', unicodedata.normalize('NFKC', text).upper())
    return [code for code in codes if code]


def is_shortened(text):
    """Tell whether a spreadsheet made `9.13E+17` of a long number, losing its last digits.

    :param str text: what should be a number of a customer, a tax id, a telephone number
    :rtype: bool
    """
    return bool(re.fullmatch(r'\d([.,]\d+)?E\+?\d+', text, re.IGNORECASE))


def neutralise(text):
    """Return a text as a cell that no spreadsheet takes for a formula.

    :param str text: the text
    :rtype: str
    """
    return f"'{text}" if text[:1] in tuple('=+-@\t\r') and text else text
