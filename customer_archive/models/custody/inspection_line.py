# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mechanism.inner_pass import with_pass
from ..mechanism.roles import ARCHIVIST

RESULTS = [
    ('pending', "Not Scanned Yet"), ('found', "Found"), ('misplaced', "Misplaced"),
    ('unknown', "Unknown Barcode"), ('missing', "Missing"), ('away', "Away, As Known"),
    ('void', "Scanned by Mistake"),
]
# What does not belong where it was found: somebody says what became of it.
TO_SETTLE = ('misplaced', 'unknown')


class CustomerArchiveInspectionLine(models.Model):
    """One thing that an inspection expects, or that was found there (CA-58).

    Our own code alone writes it: what is expected by one statement when the count starts, the rest
    by scans. Nobody else has a right to.
    """

    _name = 'customer.archive.inspection.line'
    _inherit = ['customer.archive.kept']
    _description = "Line of an Archive Inspection"
    _order = 'inspection_id, result desc, barcode, id'
    _rec_name = 'barcode'
    _allow_sudo_commands = False

    inspection_id = fields.Many2one(
        'customer.archive.inspection', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    barcode = fields.Char(required=True, readonly=True)
    holding_id = fields.Many2one(
        'customer.archive.holding', readonly=True, index='btree_not_null', ondelete='restrict',
    )
    is_listed = fields.Boolean(
        string="On the List", readonly=True, help="It was known when the count started.",
    )
    is_expected = fields.Boolean(string="Expected Here", readonly=True)
    expected_location_id = fields.Many2one(
        'customer.archive.location', string="Expected In", readonly=True, ondelete='restrict',
        help="Where it should lie, as it was known when the count started.",
    )
    result = fields.Selection(RESULTS, required=True, readonly=True)
    found_location_id = fields.Many2one(
        'customer.archive.location', string="Found In", readonly=True, ondelete='restrict',
    )
    is_damaged = fields.Boolean(string="Damaged", readonly=True)
    damage = fields.Char(readonly=True, help="What was seen.")
    scanned_by_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')
    scanned_at = fields.Datetime(string="Scanned On", readonly=True)

    # What became of a difference.
    repair_id = fields.Many2one('customer.archive.repair', readonly=True, ondelete='restrict')
    search_id = fields.Many2one('customer.archive.search', readonly=True, ondelete='restrict')
    settlement = fields.Selection(
        [('put_back', "Put Back"), ('rehomed', "Belongs Here Now"), ('explained', "Explained")],
        readonly=True,
    )
    settlement_note = fields.Char(readonly=True)
    settled_by_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')
    settled_at = fields.Datetime(string="Settled On", readonly=True)
    is_unsettled = fields.Boolean(
        string="To Be Settled", compute='_compute_is_unsettled', search='_search_is_unsettled',
    )

    # Two scanners that meet the same code meet here.
    _once = models.UniqueIndex(
        '(inspection_id, barcode)', "This was scanned on the inspection already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('result', 'settlement')
    def _compute_is_unsettled(self):
        for line in self:
            line.is_unsettled = line.result in TO_SETTLE and not line.settlement

    def _search_is_unsettled(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('result', 'in', TO_SETTLE), ('settlement', '=', False)]

    # === ACTION METHODS === #

    def action_put_back(self):
        """Say that misplaced things were put back where they belong."""
        for line_sudo in self._get_settled_sudo():
            line_sudo._ensure_known()
            line_sudo._relocate(line_sudo.holding_id.home_location_id, is_home=False)
            line_sudo._settle('put_back')

    def action_rehome(self):
        """Say that misplaced things belong where they were found from now on."""
        for line_sudo in self._get_settled_sudo():
            line_sudo._ensure_known()
            place = line_sudo.found_location_id or line_sudo.inspection_id.location_id
            line_sudo._relocate(place, is_home=True)
            line_sudo._settle('rehomed')

    def action_explain(self):
        """Let the archivist say what else became of it."""
        self.ensure_one()
        self._get_settled_sudo()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Explain"),
            'res_model': 'customer.archive.inspection.explain', 'view_mode': 'form',
            'target': 'new', 'context': {'default_line_id': self.id},
        }

    # === BUSINESS METHODS === #

    def _explain(self, note):
        """Keep what somebody says about the lines.

        :param str note: what became of them
        :raise UserError: without words
        """
        if not (note or '').strip():
            raise UserError(self.env._("Say what became of it."))
        for line_sudo in self._get_settled_sudo():
            line_sudo._settle('explained', note.strip())

    def _get_settled_sudo(self):
        """Return the lines with the rights of the superuser, for an archivist who settles them.

        :rtype: recordset
        :raise AccessError: when he may not
        :raise UserError: when there is nothing to settle
        """
        self.check_access('read')
        self.inspection_id._ensure_role(ARCHIVIST)
        lines_sudo = self.sudo()  # Nobody has a right of his own to write lines.
        lines_sudo.inspection_id._touch()  # It is not signed meanwhile.
        for line in lines_sudo:
            if line.inspection_id.state != 'counted' or not line.is_unsettled:
                raise UserError(self.env._(
                    "There is nothing to settle about %(code)s.", code=line.barcode,
                ))
        return lines_sudo

    def _ensure_known(self):
        """Check that the line is about a holding of the archive.

        :raise UserError: when nobody knows its barcode
        """
        if not self.holding_id:
            raise UserError(self.env._(
                "Nobody knows %(code)s: explain what it is.", code=self.barcode,
            ))

    def _relocate(self, place, is_home):
        """Note in the archive where the thing lies.

        :param recordset place: where
        :param bool is_home: whether it belongs there from now on
        :raise UserError: when it belongs nowhere
        """
        self.ensure_one()
        if not place:
            raise UserError(self.env._(
                "%(holding)s has no home to be put back to: say where it belongs.",
                holding=self.barcode,
            ))
        holding = self.holding_id
        if holding.state == 'missing':
            holding._transition('find')
        holding._relocate(
            home=place if is_home else None, current=place, reason=self.inspection_id.name,
        )

    def _settle(self, settlement, note=None):
        """Note what became of the line. Called with the rights of the superuser."""
        self.write({
            'settlement': settlement, 'settlement_note': note or False,
            'settled_by_id': self.env.uid, 'settled_at': fields.Datetime.now(),
        })

    # The following are called by the step that ends the count, with the rights of the superuser.

    def _report_missing(self):
        """Begin to search for what nobody found; what may not be reported now is told as it is."""
        for inspection, lines in self.grouped('inspection_id').items():
            holdings = lines.holding_id.filtered(lambda each: not each._get_blockers('miss'))
            if holdings:
                holdings._transition('miss', reason=self.env._(
                    "Not found on %(inspection)s.", inspection=inspection.name,
                ))
            searches = self.env['customer.archive.search']._get_unfound(lines.holding_id)
            by_holding = dict(zip(searches.holding_id, searches, strict=True))
            with_pass(searches.filtered(lambda each: not each.origin)).origin = inspection.name
            for line in lines:
                line.search_id = by_holding.get(line.holding_id)

    def _report_damage(self):
        """Report the damage that was seen; what is in repair already stays with that repair."""
        repairs = self.env['customer.archive.repair']
        for line in self.filtered('holding_id'):
            line.repair_id = line.holding_id.repair_ids.filtered(
                lambda repair: repair.state == 'open',
            )[:1] or repairs.create({
                'holding_id': line.holding_id.id, 'cause': line.damage,
                'origin': line.inspection_id.name,
            })
