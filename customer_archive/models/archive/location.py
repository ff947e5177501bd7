# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerArchiveLocation(models.Model):
    """A place for paper: a room, a cabinet in it, a shelf, a box (CA-53)."""

    _name = 'customer.archive.location'
    _inherit = ['customer.archive.blockable']
    _description = "Archive Location"
    _rec_name = 'complete_name'
    _rec_names_search = ['complete_name', 'barcode']
    _order = 'complete_name, id'
    _parent_store = True
    _check_company_auto = True

    name = fields.Char(required=True)
    complete_name = fields.Char(
        string="Full Path", compute='_compute_complete_name', store=True, recursive=True,
        index='trigram',
    )
    kind = fields.Selection(
        [('room', "Room"), ('cabinet', "Cabinet"), ('shelf', "Shelf"), ('box', "Box")],
        required=True, default='shelf',
    )
    parent_id = fields.Many2one(
        'customer.archive.location', string="Lies In", index='btree_not_null',
        ondelete='restrict', check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many('customer.archive.location', 'parent_id', string="Contains")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    barcode = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self._default_barcode(),
    )
    capacity = fields.Integer(
        help="How many folders have their home here; 0 when nobody counts.",
    )
    holding_ids = fields.One2many('customer.archive.holding', 'home_location_id')
    occupancy = fields.Integer(string="Folders", compute='_compute_occupancy')
    free = fields.Integer(string="Free Places", compute='_compute_occupancy')
    active = fields.Boolean(default=True)
    note = fields.Text()

    _barcode_unique = models.UniqueIndex('(barcode)', "Another location has this barcode already.")
    _name_unique = models.UniqueIndex(
        '(company_id, COALESCE(parent_id, 0), name)', "There is a location of this name already.",
    )
    _capacity_positive = models.Constraint(
        'CHECK (capacity >= 0)', "A location cannot hold less than nothing.",
    )

    _name_bigram_idx = models.Index('USING gin (customer_archive_bigrams(complete_name))')

    # === DEFAULT METHODS === #

    def _default_barcode(self):
        return self.env['ir.sequence'].sudo().next_by_code('customer.archive.location')

    # === COMPUTE METHODS === #

    @api.depends('name', 'parent_id.complete_name')
    def _compute_complete_name(self):
        for location in self:
            parent = location.parent_id.complete_name
            location.complete_name = f'{parent} / {location.name}' if parent else location.name

    @api.depends(
        'capacity', 'holding_ids.home_location_id', 'holding_ids.folder_id', 'holding_ids.state',
    )
    def _compute_occupancy(self):
        counts = self._count_folders()
        for location in self:
            location.occupancy = counts.get(location.id, 0)
            location.free = max(location.capacity - location.occupancy, 0)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to say plainly what cannot be done to a location."""
        if (parent := vals.get('parent_id')) and self.browse(parent) in (
            self.with_context(active_test=False).search([('id', 'child_of', self.ids)])
        ):
            raise ValidationError(self.env._("A location cannot lie in itself."))
        if vals.keys() & {'company_id', 'active'}:
            self._ensure_empty()
        res = super().write(vals)
        if vals.get('capacity'):
            self._ensure_room()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_occupied(self):
        self._ensure_empty()

    # === ACTION METHODS === #

    def action_view_holdings(self):
        """Show what has its home in the location or below it."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_holding_action',
        )
        return {**action, 'domain': [
            ('home_location_id', 'child_of', self.id), ('folder_id', '=', False),
        ]}

    # === BUSINESS METHODS === #

    def _count_folders(self):
        """Return how many folders and loose holdings have their home directly in each location.

        :return: the number by location id
        :rtype: dict[int, int]
        """
        # A full shelf is full for everybody, also for who may not see what stands on it.
        groups = self.env['customer.archive.holding'].sudo()._read_group(
            [('home_location_id', 'in', self.ids), ('folder_id', '=', False),
             ('state', '!=', 'withdrawn')],
            ['home_location_id'], ['__count'],
        )
        return {location.id: count for location, count in groups}

    def _ensure_room(self):
        """Check that no location holds more than it has room for.

        Whoever shelves something first takes the location's row (`_touch`), so that two people
        cannot both fill its last place.

        :raise UserError: when a location is over-full
        """
        counts = self._count_folders()
        for location in self:
            if 0 < location.capacity < counts.get(location.id, 0):
                raise UserError(self.env._(
                    "%(location)s is full: it has room for %(capacity)s folders.",
                    location=location.complete_name, capacity=location.capacity,
                ))

    def _ensure_in_use(self):
        """Check that the locations are still in use.

        :raise UserError: naming one that was archived
        """
        for location in self.filtered(lambda location: not location.active):
            raise UserError(self.env._(
                "%(location)s is no longer in use.", location=location.complete_name,
            ))

    def _ensure_empty(self):
        """Check that nothing has its home in the locations or below them.

        :raise UserError: naming a location that is in use
        """
        holding = self.env['customer.archive.holding'].sudo().search([  # As for a full shelf.
            '|', ('home_location_id', 'child_of', self.ids), ('location_id', 'child_of', self.ids),
        ], limit=1)
        if holding:
            raise UserError(self.env._(
                "%(location)s is in use: move what stands there first.",
                location=(holding.home_location_id or holding.location_id).complete_name,
            ))
