# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Reading an old paper register from a CSV or Excel file, without knowing what the cells mean.

Every cell becomes text. Files are refused as a whole, with a reason of their own, when they could
be read only by guessing.
"""

import csv
import io
import re
import unicodedata
import zipfile
from datetime import date, datetime, time
from enum import Enum
from itertools import chain, islice
from pathlib import PurePath
from typing import NamedTuple

from openpyxl import load_workbook

MAX_LINES = 5_000
MAX_BYTES = 64 * 2**20
# What an Excel file may unpack to: more is an archive made to exhaust the server.
_MAX_UNPACKED_BYTES = 512 * 2**20
# Blank lines do not count, but neither are millions of them read.
_MAX_ROWS = 10 * MAX_LINES
_MAX_COLUMNS = 256
# A register may begin with its title; its header is looked for this far down.
_HEADER_WITHIN = 10
_CHARACTERS = r'[\x00-\x08\x0b\x0c\x0e-\x1f]'

# The headers of each column: the English and the Chinese one, and others that registers have.
COLUMNS = {
    'number': ('Archive Number', '档案编号', 'Archive No', '客户档案编号', '档案号'),
    'name': ('Customer Name', '客户名称', 'Customer', '客户', '客户姓名', '单位名称'),
    'kind': ('Customer Type', '客户类型', 'Company/Individual', 'Type', '客户性质'),
    'ref': ('Customer Number', '客户编号', 'Customer No', '客户代码', '客户号'),
    'vat': ('Tax ID', '税号', '纳税人识别号', '统一社会信用代码', 'VAT'),
    'phone': ('Phone', '电话', 'Telephone', '联系电话', '电话号码'),
    'email': ('E-mail', '邮箱', '电子邮箱', '电子邮件'),
    'contact': ('Contact Person', '联系人', 'Contact'),
    'province': ('Province', '省', '省份'),
    'city': ('City', '市', '城市'),
    'street': ('Street', '地址', 'Address', '详细地址', '联系地址'),
    'department': ('Department', '部门', '所属部门', '责任部门'),
    'opened_on': ('Opened On', '建档日期', 'Opening Date', '立档日期'),
    'confidentiality': ('Confidentiality', '密级', '保密级别'),
    'classes': ('Classes', '分类', 'Class', '档案分类'),
    'title': ('Volume Title', '案卷题名', 'Volume', '案卷名称', '案卷标题'),
    'signed_on': ('Contract Date', '签约日期', 'Volume Contract Date', '合同日期', '签订日期'),
    'location': ('Location', '存放位置', 'Storage Location', '位置', '存放地点'),
    'pages': ('Pages', '页数', 'Number of Pages'),
    'note': ('Remark', '备注', 'Remarks', 'Note'),
}
REQUIRED = ('number', 'name')


class FileFault(Enum):
    """Why a file is refused."""

    EXTENSION = 'extension'
    EMPTY = 'empty'
    TOO_BIG = 'too_big'
    ENCODING = 'encoding'
    MALFORMED = 'malformed'
    NO_WORKBOOK = 'no_workbook'
    MISSING_COLUMN = 'missing_column'
    REPEATED_COLUMN = 'repeated_column'
    NO_LINES = 'no_lines'
    TOO_LONG = 'too_long'


class FileError(ValueError):
    """A file that is no register; carries why."""

    def __init__(self, fault, detail=''):
        super().__init__(fault.value)
        self.fault = fault
        self.detail = detail


class RegisterFile(NamedTuple):
    """What a file holds.

    :param list rows: a pair for each line that is not blank: its number in the file, counted as a
                      spreadsheet does, and its filled cells by column
    :param list[str] ignored: the headers of columns that mean nothing here
    """

    rows: list
    ignored: list


def column_label(column):
    """Return the headers by which a user knows a column, in both languages.

    :param str column: a key of `COLUMNS`
    :rtype: str
    """
    return ' / '.join(COLUMNS[column][:2])


def read_register(content, filename):
    """Return what a register file holds.

    :param bytes content: the file
    :param str filename: its name; the extension says what it is
    :rtype: RegisterFile
    :raise FileError: when it is no register
    """
    readers = {'.csv': _read_csv, '.xlsx': _read_xlsx}
    extension = PurePath(filename or '').suffix.lower()
    if extension not in readers:
        raise FileError(FileFault.EXTENSION, filename or '')
    if not content.strip():
        raise FileError(FileFault.EMPTY)
    if len(content) > MAX_BYTES:
        raise FileError(FileFault.TOO_BIG)
    return _collect(readers[extension](content))


# === HELPERS - CSV === #

def _read_csv(content):
    """Yield the rows of a CSV file as pairs of line number and cells."""
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=_find_delimiter(text), strict=True)
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            yield line, [_clean(cell) for cell in cells]
    except csv.Error as error:
        raise FileError(FileFault.MALFORMED, line + 1) from error


def _decode(content):
    """Return the text of a file in UTF-8, with or without a mark, or GB18030."""
    for encoding in ('utf-8-sig', 'gb18030'):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(_CHARACTERS, text) and (encoding != 'gb18030' or _looks_chinese(text)):
            return text
    raise FileError(FileFault.ENCODING)


def _looks_chinese(text):
    """Tell whether text decoded as GB18030 was meant so.

    Nearly every sequence of bytes can be decoded as GB18030. Real Chinese consists of characters of
    GB2312, its core, with few others; what was written in another encoding does not.
    """
    characters = re.findall(r'[^\x00-\x7f]', text)
    common = len(''.join(characters).encode('gb2312', 'ignore')) / 2
    return common >= 0.9 * len(characters)


def _find_delimiter(text):
    """Return the delimiter that parts the beginning of the text into the most cells."""
    beginning = '\n'.join(text.splitlines()[:_HEADER_WITHIN])
    return max(',;\t', key=beginning.count)


# === HELPERS - EXCEL === #

def _read_xlsx(content):
    """Yield the rows of the first sheet of a workbook as pairs of line number and cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
        if unpacked > _MAX_UNPACKED_BYTES:
            raise FileError(FileFault.TOO_BIG)
        # Read-only: row by row, so that a sheet without end is left off in time.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # Some programs state them wrongly.
        rows = sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True)
        for line, cells in enumerate(rows, start=1):
            yield line, [_cell_text(cell) for cell in cells]
    except FileError:
        raise
    except Exception as error:  # A broken workbook breaks in every way there is.
        raise FileError(FileFault.NO_WORKBOOK) from error


def _cell_text(value):
    """Return the value of an Excel cell as the text that a CSV file would have."""
    if value is None:
        return ''
    if isinstance(value, datetime):
        return f'{value:%Y-%m-%d}' if value.time() == time.min else value.isoformat(' ')
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        # Excel keeps fifteen digits: what is longer was rounded, and must not look exact.
        if abs(value) >= 1e15:
            return f'{value:.14E}'
        return f'{value:.15g}'
    return _clean(str(value))


# === HELPERS - TABLE === #

def _collect(rows):
    """Return the lines of a table, its header found among the first rows."""
    rows = _bounded(rows)
    first = list(islice(rows, _HEADER_WITHIN))
    if not first:
        raise FileError(FileFault.EMPTY)
    keys = [[_find_column(cell) for cell in cells] for _line, cells in first]
    header = max(range(len(first)), key=lambda index: len(set(keys[index]) - {None}))
    columns = keys[header]
    _check_header(columns)
    ignored = [
        cell for cell, column in zip(first[header][1], columns, strict=True) if cell and not column
    ]
    lines = []
    for line, cells in chain(first[header + 1:], rows):
        if len(lines) == MAX_LINES:
            raise FileError(FileFault.TOO_LONG)
        lines.append((line, {
            column: cell for column, cell in zip(columns, cells, strict=False) if column and cell
        }))
    if not lines:
        raise FileError(FileFault.NO_LINES)
    return RegisterFile(lines, ignored)


def _bounded(rows):
    """Yield the rows that are not blank, as long as the file has an end in sight."""
    for line, cells in rows:
        if line > _MAX_ROWS:
            raise FileError(FileFault.TOO_LONG)
        if any(cells):
            yield line, cells


def _check_header(columns):
    if missing := [column_label(column) for column in REQUIRED if column not in columns]:
        raise FileError(FileFault.MISSING_COLUMN, ', '.join(missing))
    for column in columns:
        if column and columns.count(column) > 1:
            raise FileError(FileFault.REPEATED_COLUMN, column_label(column))


def _find_column(header):
    """Return the column that a header names, in either language or in both."""
    for text in (header, *re.split(r'[/／|\n（(]', header)):
        if column := _COLUMN_BY_HEADER.get(_header_key(text)):
            return column
    return None


def _header_key(header):
    return re.sub(r'[\W_]', '', unicodedata.normalize('NFKC', header).casefold())


_COLUMN_BY_HEADER = {
    _header_key(header): column for column, headers in COLUMNS.items() for header in headers
}


def _clean(text):
    return re.sub(_CHARACTERS, '', text).strip().strip('\ufeff')
