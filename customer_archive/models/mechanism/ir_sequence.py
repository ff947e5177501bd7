# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class IrSequence(models.Model):
    """Sequences hand out many numbers in one statement."""

    _inherit = 'ir.sequence'

    def _draw_serials(self, count, day=None):
        """Draw running numbers from the database sequence; none is ever drawn twice.

        :param int count: how many
        :param date day: the day that decides about the subsequence, where there are some
        :rtype: list[int]
        """
        self.ensure_one()
        return [serial for [serial] in self.env.execute_query(SQL(
            "SELECT %s FROM generate_series(1, %s)", self._get_serial_sql(day), count,
        ))]

    def _get_serial_sql(self, day=None):
        """Return the next running number as SQL, anew for each row.

        :param date day: the day that decides about the subsequence, where there are some
        :rtype: SQL
        """
        current = self._get_current_sequence(day)
        name = f'ir_sequence_{self.id:03d}'
        if current != self:
            name += f'_{current.id:03d}'
        return SQL("nextval(%s)", name)

    @api.model
    def _draw_codes(self, code, count):
        """Draw the next numbers of the sequence that numbers a model.

        :param str code: the code of the sequence, usually the name of the model
        :param int count: how many
        :rtype: list[str]
        :raise UserError: when somebody deleted the sequence
        """
        sequence_sudo = self._get_of_code_sudo(code)
        return [
            sequence_sudo.get_next_char(serial) for serial in sequence_sudo._draw_serials(count)
        ]

    @api.model
    def _get_code_sql(self, code, serial):
        """Return the next numbers as SQL, for statements that make many records.

        :param str code: the code of the sequence, usually the name of the model
        :param SQL serial: the column in which the statement keeps the running number of a row
        :return: the running number of a row, drawn once; the number that it makes
        :rtype: tuple[SQL, SQL]
        :raise UserError: when somebody deleted the sequence
        """
        sequence_sudo = self._get_of_code_sudo(code)
        prefix, suffix = sequence_sudo._get_prefix_suffix()
        return sequence_sudo._get_serial_sql(), SQL(
            "%(prefix)s || lpad(%(serial)s::text, greatest(%(padding)s, length(%(serial)s::text)),"
            " '0') || %(suffix)s",
            prefix=prefix, suffix=suffix, padding=sequence_sudo.padding, serial=serial,
        )

    @api.model
    def _get_of_code_sudo(self, code):
        """Return the sequence that numbers a model.

        :param str code: the code of the sequence
        :rtype: recordset
        :raise UserError: when somebody deleted the sequence
        """
        # Whoever may make a record may draw its number.
        sequence_sudo = self.sudo().search([('code', '=', code)], order='company_id, id', limit=1)
        if not sequence_sudo:
            raise UserError(self.env._("There is no sequence “%(code)s”.", code=code))
        return sequence_sudo
