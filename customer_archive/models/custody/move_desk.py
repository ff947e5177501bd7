# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from .scan_desk import OK, SHOWN, WARNING


class CustomerArchiveMoveDesk(models.TransientModel):
    """Moving by scanner or camera: a shelf, then what is put on it (CA-53)."""

    _name = 'customer.archive.move.desk'
    _inherit = ['customer.archive.scan.desk']
    _description = "Moving Desk"
    _allow_sudo_commands = False

    is_home = fields.Boolean(default=True)
    reason = fields.Char()
    recent = fields.Json(string="Last Scans")

    # === RPC METHODS === #

    @api.model
    def describe(self, vals):
        """Say why things are moved, and whether they belong there from now on.

        :param dict vals: `reason` and `is_home`, each optional
        :return: what the desk shows
        :rtype: dict
        """
        desk = self._get_desk()
        if 'reason' in vals:
            desk.reason = str(vals['reason'] or '').strip()
        if 'is_home' in vals:
            desk.is_home = bool(vals['is_home'])
        return desk._answer()

    # === BUSINESS METHODS === #

    def _scan_holding(self, code):
        """Override to put the holding on the shelf that was scanned before."""
        holding = self.env['customer.archive.holding'].sudo().search([  # He has it in his hand.
            ('barcode', '=', code), ('company_id', 'in', self.env.companies.ids),
        ])
        if not holding:
            return None
        place = self.location_id
        if not place:
            raise UserError(self.env._("Scan the shelf first that it is put on."))
        if not self.reason:
            raise UserError(self.env._("Say first why it is moved."))
        if holding.location_id == place and (
            not self.is_home or holding.home_location_id == place
        ):
            return WARNING, self.env._("%(code)s is there already.", code=code)
        holding._relocate(
            home=place if self.is_home else None, current=place, reason=self.reason,
        )
        self.recent = [
            {'id': holding.id, 'barcode': code, 'result': 'found', 'place': place.name,
             'text': self.env._("Moved")},
            *(self.recent or []),
        ][:SHOWN]
        return OK, self.env._(
            "%(code)s is on %(location)s.", code=code, location=place.complete_name,
        )

    def _show(self):
        """Override to show what was moved."""
        return {
            **super()._show(), 'title': self.env._("Move by Scanning"),
            'lines': self.recent or [], 'reason': self.reason or '', 'is_home': self.is_home,
            'is_moving': True,
        }
