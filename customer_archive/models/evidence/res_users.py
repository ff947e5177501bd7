# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResUsers(models.Model):
    """What leaves the archive on paper or in a file says who took it out, and when (CA-70)."""

    _inherit = 'res.users'

    def _get_archive_stamp(self):
        """Return who takes something out, and the time on his clock.

        :return: the login, and the time with its offset
        :rtype: tuple[str, str]
        """
        self.ensure_one()
        now = fields.Datetime.context_timestamp(
            self.with_context(tz=self.tz or 'UTC'), fields.Datetime.now(),
        )
        return self.login, f'{now:%Y-%m-%d %H:%M:%S %z}'
