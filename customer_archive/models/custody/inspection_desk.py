# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from .scan_desk import SHOWN, to_id


class CustomerArchiveInspectionDesk(models.TransientModel):
    """The counting of an inspection by scanner or camera: a shelf, then what stands on it."""

    _name = 'customer.archive.inspection.desk'
    _inherit = ['customer.archive.scan.desk']
    _description = "Counting Desk"
    _allow_sudo_commands = False

    inspection_id = fields.Many2one('customer.archive.inspection', ondelete='set null')

    # === RPC METHODS === #

    @api.model
    def choose(self, inspection_id):
        """Go to an inspection.

        :param int inspection_id: a running inspection
        :return: what the desk shows
        :rtype: dict
        """
        return self._get_desk()._attempt('_choose', inspection_id)

    @api.model
    def mark_damaged(self, line_id, damage):
        """Note damage to something that was scanned.

        :param int line_id: the line
        :param str damage: what was seen; nothing to take the mark off
        :rtype: dict
        """
        return self._get_desk()._attempt('_do', '_mark_damaged', line_id, (damage or '').strip())

    @api.model
    def undo(self, line_id):
        """Take a scan back.

        :param int line_id: the line
        :rtype: dict
        """
        return self._get_desk()._attempt('_do', '_undo', line_id)

    # === BUSINESS METHODS === #

    def _choose(self, inspection_id):
        """Go to an inspection."""
        inspection = self.env['customer.archive.inspection'].browse(
            to_id(inspection_id),
        ).exists()
        if not inspection:
            raise UserError(self.env._("Choose an inspection first."))
        inspection.check_access('read')
        inspection._ensure_running()
        if inspection != self.inspection_id:
            # Where nothing lies below, what is counted lies there.
            leaf = inspection.location_id.child_ids
            self.write({
                'inspection_id': inspection.id,
                'location_id': False if leaf else inspection.location_id.id,
            })
        return 'success', self.env._("%(inspection)s: scan.", inspection=inspection.name)

    def _do(self, name, line_id, *args):
        """Do something with a line of the count."""
        line = self.env['customer.archive.inspection.line'].browse(to_id(line_id))
        return getattr(self._get_inspection(), name)(line, *args)

    def _get_inspection(self):
        """Return the inspection that is counted.

        :raise UserError: when none was chosen
        """
        if not self.inspection_id:
            raise UserError(self.env._("Choose an inspection first."))
        return self.inspection_id

    def _scan(self, code):
        """Override to choose the inspection first."""
        self._get_inspection()
        return super()._scan(code)

    def _scan_holding(self, code):
        """Override to note what is on the list, which most scans are."""
        return self.inspection_id._scan_listed(code, self.location_id)

    def _scan_location(self, location):
        """Override to go to the shelves of the inspection only."""
        top = self._get_inspection().location_id
        if not location.parent_path.startswith(top.parent_path):
            raise UserError(self.env._(
                "%(location)s is no part of %(top)s.", location=location.complete_name,
                top=top.complete_name,
            ))
        return super()._scan_location(location)

    def _scan_unknown(self, code):
        """Override to note what nobody knows as well."""
        return self._get_inspection()._scan(code, self.location_id)

    def _show(self):
        """Override to show the counts and the last scans."""
        inspection = self.inspection_id
        if not inspection:
            return {**super()._show(), 'choices': self._show_choices()}
        counts = inspection._count_results()
        labels = {
            'found': self.env._("Found"), 'pending': self.env._("To Be Scanned"),
            'misplaced': self.env._("Misplaced"), 'unknown': self.env._("Unknown"),
            'damaged': self.env._("Damaged"),
        }
        return {
            'title': f'{inspection.name} · {inspection.location_id.complete_name}',
            'counts': [
                {'name': name, 'label': label, 'count': counts[name]}
                for name, label in labels.items()
            ],
            'expected': counts['expected'], 'pending': counts['pending'],
            'lines': self._show_lines(), 'is_running': inspection.state == 'running',
            'choices': [] if inspection.state == 'running' else self._show_choices(),
        }

    def _show_choices(self):
        """Return the inspections that run.

        :rtype: list[dict]
        """
        running = self.env['customer.archive.inspection'].search([('state', '=', 'running')])
        return [
            {'id': each.id, 'name': f'{each.name} · {each.location_id.complete_name}'}
            for each in running
        ]

    def _show_lines(self):
        """Return the last scans of the user: barcodes, and nothing of an archive's contents.

        :rtype: list[dict]
        """
        lines = self.env['customer.archive.inspection.line'].search_fetch([
            ('inspection_id', '=', self.inspection_id.id), ('scanned_by_id', '=', self.env.uid),
        ], ['barcode', 'result', 'is_damaged', 'damage', 'holding_id', 'expected_location_id'],
            order='scanned_at desc, id desc', limit=SHOWN)
        results = dict(lines._fields['result']._description_selection(self.env))
        return [
            {
                'id': line.id, 'barcode': line.barcode, 'result': line.result,
                'text': results[line.result], 'place': line.expected_location_id.name or '',
                'is_known': bool(line.holding_id), 'is_damaged': line.is_damaged,
                'damage': line.damage or '',
            }
            for line in lines
        ]
