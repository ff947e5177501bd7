# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models
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
