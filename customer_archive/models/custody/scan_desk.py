# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..mechanism.roles import ARCHIVIST

OK, WARNING, ERROR = 'success', 'warning', 'danger'
# How many of the last scans the screen shows.
SHOWN = 12
# No barcode is longer; somebody leans on a keyboard.
_LONGEST = 128


class CustomerArchiveScanDesk(models.AbstractModel):
    """Where somebody scans: each scan is one call, answered with what the screen shows and one
    sentence.

    What was scanned lies here, not in the browser: a reload, or another tablet, goes on where the
    desk was. A plain scanner types the code and Enter; a camera fills it in as well.

    A desk says in :meth:`_scan_holding` what a scan of a thing does, and in :meth:`_show` what its
    screen shows.
    """

    _name = 'customer.archive.scan.desk'
    _description = "Archive: Scanning"
    _allow_sudo_commands = False

    location_id = fields.Many2one('customer.archive.location', ondelete='set null')

    # === RPC METHODS === #

    @api.model
    def open_desk(self):
        """Return what the desk shows, as it was left.

        :rtype: dict
        """
        return self._get_desk()._answer()

    @api.model
    def scan(self, code):
        """Do what a scan means: go to a shelf, or note a thing.

        :param str code: what was scanned or typed
        :return: what the desk shows
        :rtype: dict
        """
        return self._get_desk()._attempt('_scan', str(code or '').strip())

    @api.model
    def leave_shelf(self):
        """Forget which shelf was scanned last.

        :rtype: dict
        """
        desk = self._get_desk()
        desk.location_id = False
        return desk._answer()

    # === BUSINESS METHODS === #

    @api.model
    def _get_desk(self):
        """Return the desk of the user.

        :raise AccessError: when he is no archivist
        """
        if not self.env.user.has_group(ARCHIVIST):
            raise AccessError(self.env._("The desk is the archivist's."))
        own = self.search([('create_uid', '=', self.env.uid)], limit=1)
        return own or self.create({})

    def _attempt(self, name, *args):
        """Do something, and answer what came of it; what is refused leaves nothing behind.

        :param str name: a private method, which returns a kind and a sentence first
        :param args: its arguments
        :rtype: dict
        """
        try:
            with self.env.cr.savepoint():
                kind, text, *_more = getattr(self, name)(*args)
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all(flush=False)
            kind, text = ERROR, str(error)
        return self._answer(kind, text)

    def _scan(self, code):
        """Do what a scan means.

        :return: kind and sentence
        :raise UserError: when it means nothing
        """
        if not code or len(code) > _LONGEST or not code.isprintable():
            self._scan_nothing()
        if scanned := self._scan_holding(code):
            return scanned
        location = self.env['customer.archive.location'].search([('barcode', '=', code)])
        if location:
            return self._scan_location(location)
        return self._scan_unknown(code)

    def _scan_nothing(self):
        """Say what can be scanned, when nothing was.

        :raise UserError: always
        """
        raise UserError(self.env._("Nothing was scanned: scan a shelf or a holding."))

    def _scan_holding(self, code):
        """Do what a scan of a thing means.

        For a desk to know things, it must override this method.

        :param str code: what was scanned
        :return: kind and sentence; nothing when it is no thing that the desk knows
        :rtype: tuple|None
        """

    def _scan_location(self, location):
        """Go to a shelf.

        :param recordset location: the location that was scanned
        :return: kind and sentence
        """
        location._ensure_in_use()
        self.location_id = location
        return OK, self.env._("At %(location)s.", location=location.complete_name)

    def _scan_unknown(self, code):
        """Do what a scan of anything else means.

        :raise UserError: when nothing
        """
        raise UserError(self.env._(
            "%(code)s is neither a shelf nor a holding: scan it again.", code=code,
        ))

    def _answer(self, kind=None, text=None):
        """Return what the desk shows.

        :param str kind: how it went: success, warning or danger
        :param str text: one sentence about it
        :rtype: dict
        """
        return {
            'message': {'kind': kind, 'text': text} if text else False,
            'shelf': self.location_id.complete_name or '',
            **self._show(),
        }

    def _show(self):
        """Return what the screen shows besides shelf and message.

        For a desk to show more, it must override this method.

        :return: `title`, `counts` and `lines`, and what the desk has of its own
        :rtype: dict
        """
        return {'title': '', 'counts': [], 'lines': []}


def to_id(value):
    """Return an id as a client sends it, or 0 for anything else.

    :param value: what a client sent
    :rtype: int
    """
    return value if isinstance(value, int) and 0 < value < 2 ** 31 else 0
