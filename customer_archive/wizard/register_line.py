# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What a paper register holds: lines, and the archives that they make."""

from dataclasses import dataclass, field

from . import register_values as values


@dataclass(eq=False)
class Line:
    """A line of the file.

    :param int line: its number in the file
    :param dict cells: the text of its filled cells by column
    :param dict values: what they say, by column
    :param list[str] errors: why it cannot be imported
    :param bool is_there: whether all it says was imported before
    :param bool breaks_archive: whether an error concerns the whole archive
    """

    line: int
    cells: dict
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)
    is_there: bool = False
    breaks_archive: bool = False

    @property
    def number(self):
        """The archive number as it was written.

        :rtype: str
        """
        return self.cells.get('number', '')

    @property
    def is_volume(self):
        """Whether the line has a volume.

        :rtype: bool
        """
        return 'title' in self.cells


@dataclass(eq=False)
class Archive:
    """The lines of one archive number, and whose it is.

    :param str number: the archive number
    :param list[Line] lines: its lines in the file
    :param dict values: what the lines say about archive and customer, by column
    :param recordset partner: the customer, empty when he is to be created
    :param recordset archive: the archive, empty when it is to be created
    :param dict|None parts: the parts of the number in the company's pattern
    :param bool is_new: whether the archive was not there before
    :param bool is_new_customer: whether the customer was not there before
    """

    number: str
    lines: list
    values: dict = field(default_factory=dict)
    partner: object = None
    archive: object = None
    parts: dict | None = None
    is_new: bool = True
    is_new_customer: bool = True

    @property
    def key(self):
        """The name of the customer in the form in which names are compared.

        :rtype: str
        """
        return values.text_key(self.values.get('name'))

    @property
    def is_faulty(self):
        """Whether the archive cannot be imported at all.

        :rtype: bool
        """
        return any(line.breaks_archive for line in self.lines)

    @property
    def imported_lines(self):
        """The lines that an import has something to do for.

        :rtype: list[Line]
        """
        return [line for line in self.lines if not line.errors and not line.is_there]

    def add_error(self, message):
        """Say of all lines that the archive cannot be imported.

        :param str message: why
        """
        for line in self.lines:
            line.breaks_archive = True
            if message not in line.errors:
                line.errors.append(message)

    def add_error_elsewhere(self, message):
        """Say of the lines without an error of their own that they are left out too.

        :param str message: why
        """
        for line in self.lines:
            if not line.errors:
                line.errors.append(message)
