# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

COUNTED = ('pending', 'found', 'misplaced', 'unknown', 'missing', 'away')


class Scan(NamedTuple):
    """What a scan came to.

    :param str kind: success, warning or danger
    :param str text: one sentence
    :param int|None line_id: the line that was scanned
    """

    kind: str
    text: str
    line_id: int | None = None


class CustomerArchiveCount(models.AbstractModel):
    """The counting of an inspection: each scan is one line, found or not as expected.

    Several people count at once. They meet at the row of a line, or at its barcode: the later one
    is run again by Odoo, and is told who was first.
    """

    _name = 'customer.archive.count'
    _description = "Archive: Counting"

    expected_count = fields.Integer(string="Expected Here", compute='_compute_counts')
    pending_count = fields.Integer(string="Not Scanned Yet", compute='_compute_counts')
    found_count = fields.Integer(string="Found", compute='_compute_counts')
    missing_count = fields.Integer(string="Missing", compute='_compute_counts')
    misplaced_count = fields.Integer(string="Misplaced", compute='_compute_counts')
    unknown_count = fields.Integer(string="Unknown", compute='_compute_counts')
    damaged_count = fields.Integer(string="Damaged", compute='_compute_counts')
    away_count = fields.Integer(string="Away", compute='_compute_counts')
    progress = fields.Integer(string="Progress (%)", compute='_compute_counts')

    # === COMPUTE METHODS === #

    def _compute_counts(self):
        for inspection in self:
            counts = inspection._count_results()
            for name, count in counts.items():
                inspection[f'{name}_count'] = count
            expected = counts['expected']
            inspection.progress = 100 * (expected - counts['pending']) // expected if (
                expected
            ) else 100

    # === BUSINESS METHODS === #

    def _count_results(self):
        """Return how many lines have which result.

        :return: counts by result, and of `expected` and `damaged`
        :rtype: dict[str, int]
        """
        self.ensure_one()
        self.env['customer.archive.inspection.line'].flush_model()
        counts = dict.fromkeys([*COUNTED, 'expected', 'damaged'], 0)
        for result, count, expected, damaged in self.env.execute_query(SQL(
            "SELECT result, count(*), count(*) FILTER (WHERE is_expected),"
            " count(*) FILTER (WHERE is_damaged)"
            " FROM customer_archive_inspection_line WHERE inspection_id = %s AND result != 'void'"
            " GROUP BY result", self.id,
        )):
            counts[result] = count
            counts['expected'] += expected
            counts['damaged'] += damaged
        return counts

    def _scan(self, code, shelf):
        """Note that a code was scanned that may be on the list or not.

        :param str code: the barcode of a holding, or of something else
        :param recordset shelf: where it was scanned, as far as that is known
        :rtype: Scan
        :raise UserError: when the count does not run
        """
        return self._scan_listed(code, shelf) or self._note_unexpected(code, shelf)

    def _scan_listed(self, code, shelf):
        """Note that something was scanned, if it is on the list.

        :param str code: the barcode
        :param recordset shelf: where it was scanned, as far as that is known
        :rtype: Scan|None
        :raise UserError: when the count does not run
        """
        self.ensure_one()
        self._ensure_running()
        line = self._find_line(code)
        if not line or line.result == 'void':
            return None
        if line.scanned_at:
            return self._tell_scanned(line)
        place = line.expected_location_id
        if line.result == 'away':
            return self._note_scan(line, 'misplaced', shelf, self.env._(
                "%(code)s is here, but was known to be away. It belongs in %(place)s.", code=code,
                place=place.complete_name or self.env._("no known place"),
            ))
        if shelf and place != shelf:
            return self._note_scan(line, 'misplaced', shelf, self.env._(
                "%(code)s belongs in %(place)s.", code=code, place=place.complete_name,
            ))
        return self._note_scan(line, 'found', place, self.env._("%(code)s is found.", code=code))

    def _find_line(self, code):
        """Return the line of a code, with the rights of the superuser: who counts writes it."""
        return self.env['customer.archive.inspection.line'].sudo().search_fetch([
            ('inspection_id', '=', self.id), ('barcode', '=', code),
        ])

    def _note_unexpected(self, code, shelf):
        """Note something that is not on the list."""
        holding_sudo = self.env['customer.archive.holding'].sudo().search([
            ('barcode', '=', code), ('company_id', '=', self.company_id.id),
        ])  # Whoever counts has it in his hand.
        folder = holding_sudo.folder_id
        if folder and not self.with_contents:
            return Scan('warning', self.env._(
                "%(code)s lies in folder %(folder)s: sheets in folders are not counted here.",
                code=code, folder=folder.barcode,
            ))
        home = holding_sudo.home_location_id
        result = 'misplaced' if holding_sudo else 'unknown'
        line = self._find_line(code) or self._insert_line(code, holding_sudo, home)
        text = self.env._(
            "%(code)s belongs in %(place)s.", code=code,
            place=home.complete_name or self.env._("no known place"),
        ) if holding_sudo else self.env._(
            "%(code)s is no barcode of the archive: it is noted as unknown.", code=code,
        )
        return self._note_scan(line, result, shelf, text)

    def _insert_line(self, code, holding, home):
        """Insert the line of something unexpected; who does it at the same time is run again."""
        lines = self.env['customer.archive.inspection.line'].sudo()  # See `_scan`.
        # At REPEATABLE READ a conflict with a row that this transaction does not see yet is a
        # serialization failure, which Odoo runs again; a plain INSERT would be an error at once.
        [[line_id]] = self.env.execute_query(SQL(
            "INSERT INTO customer_archive_inspection_line (inspection_id, company_id, barcode,"
            " holding_id, is_expected, expected_location_id, result, create_uid, create_date)"
            " VALUES (%s, %s, %s, %s, false, %s, 'unknown', %s, %s)"
            " ON CONFLICT (inspection_id, barcode) DO NOTHING RETURNING id",
            self.id, self.company_id.id, code, holding.id or None, home.id or None,
            self.env.uid, fields.Datetime.now(),
        ))
        return lines.browse(line_id)

    def _note_scan(self, line, result, place, text):
        """Note where a line was found, and by whom."""
        line.write({
            'result': result, 'found_location_id': place.id or False,
            'scanned_by_id': self.env.uid, 'scanned_at': fields.Datetime.now(),
        })
        return Scan('success' if result == 'found' else 'danger', text, line.id)

    def _tell_scanned(self, line):
        """Return that a line was scanned before, by whom and when."""
        return Scan('warning', self.env._(
            "%(code)s was scanned already, by %(user)s at %(time)s.", code=line.barcode,
            user=line.scanned_by_id.name, time=format_datetime(
                self.env, line.scanned_at, tz=str(self.company_id._get_archive_tz()),
                dt_format='HH:mm:ss',
            ),
        ), line.id)

    def _mark_damaged(self, line, damage):
        """Note damage to something that was scanned.

        :param recordset line: the line
        :param str damage: what was seen; nothing to take the mark off
        :rtype: Scan
        """
        line_sudo = self._get_scanned_sudo(line)
        if not line_sudo.holding_id:
            raise UserError(self.env._("Nobody knows %(code)s.", code=line_sudo.barcode))
        line_sudo.write({'is_damaged': bool(damage), 'damage': damage or False})
        return Scan('warning' if damage else 'success', self.env._(
            "%(code)s is marked as damaged.", code=line_sudo.barcode,
        ) if damage else self.env._(
            "%(code)s is not damaged.", code=line_sudo.barcode,
        ), line_sudo.id)

    def _undo(self, line):
        """Take a scan back; what was not expected stays as scanned by mistake.

        :param recordset line: the line
        :rtype: Scan
        """
        line_sudo = self._get_scanned_sudo(line)
        line_sudo.write({
            'result': 'pending' if line_sudo.is_expected
            else 'away' if line_sudo.is_listed else 'void',
            'found_location_id': False, 'scanned_by_id': False, 'scanned_at': False,
            'is_damaged': False, 'damage': False,
        })
        return Scan('success', self.env._("%(code)s: taken back.", code=line_sudo.barcode))

    def _get_scanned_sudo(self, line):
        """Return a scanned line of the running count.

        :rtype: recordset
        :raise UserError: when it is none
        """
        self._ensure_running()
        line_sudo = line.sudo().exists()  # See `_scan`.
        if line_sudo.inspection_id != self or not line_sudo.scanned_at:
            raise UserError(self.env._("Scan it first."))
        return line_sudo

    def _ensure_running(self):
        """Check that the count runs.

        :raise UserError: when it does not
        """
        # Who ends the count waits for scans that are under way; those behind it are run again.
        self.env.cr.execute(SQL(
            "SELECT FROM customer_archive_inspection WHERE id = %s FOR SHARE", self.id,
        ))
        if self.state != 'running':
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(inspection)s is “%(state)s”: nothing is scanned.", inspection=self.name,
                state=labels[self.state],
            ))

    def _end_count(self):
        """Note what nobody scanned: missing, or away since the count started.

        Called with the rights of the superuser.
        """
        self.ensure_one()
        self.env['customer.archive.holding'].flush_model()
        self.env['customer.archive.inspection.line'].flush_model()
        # What was lent, moved or withdrawn since is known to be somewhere else.
        self.env.cr.execute(SQL(
            """
            UPDATE customer_archive_inspection_line AS line
               SET result = CASE WHEN holding.state = 'available'
                                  AND holding.location_id = line.expected_location_id
                            THEN 'missing' ELSE 'away' END
              FROM customer_archive_holding AS holding
             WHERE line.inspection_id = %s AND line.result = 'pending'
               AND holding.id = line.holding_id
            """, self.id,
        ))
        self.env['customer.archive.inspection.line'].invalidate_model(['result'], flush=False)
