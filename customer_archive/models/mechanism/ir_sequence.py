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
        current = self._get_current_sequence(day)
        name = f'ir_sequence_{self.id:03d}'
        if current != self:
            name += f'_{current.id:03d}'
        return [serial for [serial] in self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", name, count,
        ))]

    @api.model
    def _draw_codes(self, code, count):
        """Draw the next numbers of the sequence that numbers a model.

        :param str code: the code of the sequence, usually the name of the model
        :param int count: how many
        :rtype: list[str]
        :raise UserError: when somebody deleted the sequence
        """
        # Whoever may make a record may draw its number.
        sequence_sudo = self.sudo().search([('code', '=', code)], order='company_id, id', limit=1)
        if not sequence_sudo:
            raise UserError(self.env._("There is no sequence “%(code)s”.", code=code))
        return [
            sequence_sudo.get_next_char(serial) for serial in sequence_sudo._draw_serials(count)
        ]
