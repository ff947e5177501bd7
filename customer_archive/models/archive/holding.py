# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition
from .member import FOLLOWING_FIELDS

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'miss': Transition(
        _lt("report a holding as missing"), _lt("Reported missing"), ('available',), 'missing',
        ARCHIVIST, True,
    ),
    'find': Transition(
        _lt("report a holding as found"), _lt("Found"), ('missing',), 'available', ARCHIVIST,
    ),
    'withdraw': Transition(
        _lt("withdraw a copy"), _lt("Withdrawn"), ('available', 'missing'), 'withdrawn',
        ARCHIVIST, True,
    ),
}


class CustomerArchiveHolding(models.Model):
    """One physical thing with a barcode (实体): the folder of a volume, the original of a document
    or a numbered copy. It has a home, and a place where it is now (ND-25).
    """

    _name = 'customer.archive.holding'
    _inherit = ['customer.archive.member']
    _description = "Archive Holding"
    _order = 'archive_id, kind, serial, id'
    _rec_name = 'barcode'
    _rec_names_search = ['barcode', 'document_id.title', 'volume_id.name']
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'barcode', 'folder_id', 'home_location_id', 'location_id',
    })
    _own_project_paths = ('volume_id.manager_id', 'volume_id.member_ids')
    _index_fields = frozenset({
        'barcode', 'kind', 'serial', 'volume_id', 'document_id', 'original_id', 'folder_id',
        'content_ids', 'condition', 'pages', 'home_location_id', 'location_id', 'is_home',
    })
    _register_key = 'barcode'

    barcode = fields.Char(readonly=True, copy=False)
    kind = fields.Selection(
        [('folder', "Folder"), ('original', "Original"), ('copy', "Copy")], required=True,
        default='copy',
    )
    serial = fields.Integer(
        string="Copy Number", default=1, required=True,
        help="Tells the copies of one document apart.",
    )
    volume_id = fields.Many2one(
        'customer.archive.volume', index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id)]",
    )
    document_id = fields.Many2one(
        'customer.archive.document', index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id)]",
    )
    original_id = fields.Many2one(
        'customer.archive.holding', string="Copied From", index='btree_not_null',
        ondelete='restrict',
        domain="[('document_id', '=', document_id), ('kind', '=', 'original')]",
    )
    folder_id = fields.Many2one(
        'customer.archive.holding', string="Lies in Folder", index='btree_not_null',
        ondelete='restrict', domain="[('archive_id', '=', archive_id), ('kind', '=', 'folder')]",
    )
    content_ids = fields.One2many('customer.archive.holding', 'folder_id', string="In This Folder")
    title = fields.Char(compute='_compute_title')
    state = fields.Selection(
        [('available', "Available"), ('missing', "Missing"), ('withdrawn', "Withdrawn")],
        string="Status", default='available', required=True, readonly=True, copy=False,
    )
    condition = fields.Selection(
        [('good', "Good"), ('worn', "Worn"), ('damaged', "Damaged")], default='good', required=True,
    )
    pages = fields.Integer()
    home_location_id = fields.Many2one(
        'customer.archive.location', string="Home", index='btree_not_null', readonly=True,
        ondelete='restrict', check_company=True, copy=False,
    )
    location_id = fields.Many2one(
        'customer.archive.location', string="Current Location", index='btree_not_null',
        readonly=True, ondelete='restrict', check_company=True, copy=False,
        help="Where it is now; empty while it is with somebody or nobody knows.",
    )
    is_home = fields.Boolean(
        string="At Home", compute='_compute_is_home', search='_search_is_home',
    )

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _barcode_given = models.Constraint('CHECK (barcode IS NOT NULL)', "A barcode is missing.")
    _barcode_unique = models.UniqueIndex('(barcode)', "Another holding has this barcode already.")
    _serial_unique = models.UniqueIndex(
        "(document_id, kind, serial) WHERE document_id IS NOT NULL",
        "This document has a holding with this number already.",
    )
    _folder_unique = models.UniqueIndex(
        "(volume_id) WHERE kind = 'folder'", "This volume has a folder already.",
    )
    _kind_consistent = models.Constraint(
        """CHECK (
            kind = 'folder' AND volume_id IS NOT NULL AND document_id IS NULL AND folder_id IS NULL
            OR kind != 'folder' AND document_id IS NOT NULL
        )""",
        "A folder belongs to a volume; an original or a copy belongs to a document.",
    )

    # === COMPUTE METHODS === #

    @api.depends('kind', 'document_id.title', 'volume_id.title')
    def _compute_title(self):
        for holding in self:
            holding.title = holding.document_id.title or holding.volume_id.title

    @api.depends('home_location_id', 'location_id')
    def _compute_is_home(self):
        for holding in self:
            holding.is_home = holding.home_location_id == holding.location_id

    @api.model
    def _search_is_home(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self.flush_model(['home_location_id', 'location_id'])
        return Domain.custom(to_sql=lambda model, alias, query: SQL(
            "%s IS NOT DISTINCT FROM %s", SQL.identifier(alias, 'location_id'),
            SQL.identifier(alias, 'home_location_id'),
        ))

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'volume_id', 'document_id', 'folder_id', 'original_id')
    def _check_one_archive(self):
        for holding in self:
            parts = (holding.volume_id, holding.document_id, holding.folder_id, holding.original_id)
            if any(part and part.archive_id != holding.archive_id for part in parts):
                raise ValidationError(self.env._(
                    "A holding and all it belongs to lie in one archive.",
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to give each holding its barcode, and the place of its volume's folder."""
        vals_list = self._fill_defaults(super()._prepare_create_vals_list(vals_list), [
            'archive_id', 'volume_id', 'document_id', 'kind',
        ])
        self._get_given_archives(vals_list)
        self._number_copies([vals for vals in vals_list if vals['kind'] == 'copy'])
        for vals, barcode in zip(vals_list, self._draw_barcodes(len(vals_list)), strict=True):
            vals['barcode'] = barcode
            if vals['kind'] != 'folder':
                # Where its folder lies is where it goes, whoever enters it.
                folder_sudo = self.volume_id.sudo().browse(vals.get('volume_id')).folder_id
                vals['folder_id'] = folder_sudo.id
                vals['home_location_id'] = folder_sudo.home_location_id.id
                vals['location_id'] = folder_sudo.location_id.id
        return vals_list

    def _after_create(self):
        """Override to enter the holdings into the register."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to keep what a holding is."""
        fixed = vals.keys() & {'archive_id', 'document_id', 'volume_id', 'kind', 'original_id'}
        if fixed and not has_pass(self):
            raise UserError(self.env._("A holding stays what it is: withdraw it instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if not has_pass(self):
            raise UserError(self.env._("A holding is never deleted: withdraw it, and say why."))

    # === ACTION METHODS === #

    def action_miss(self):
        """Ask for the circumstances, then report the holdings as missing."""
        return self._ask_reason('miss')

    def action_find(self):
        """Report missing holdings as found."""
        self._transition('find')

    def action_withdraw(self):
        """Ask why, then withdraw copies."""
        return self._ask_reason('withdraw')

    def action_move(self):
        """Let the archivist say where the holdings go, and why."""
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Move"),
            'res_model': 'customer.archive.holding.move', 'view_mode': 'form', 'target': 'new',
            'context': {'default_holding_ids': self.ids},
        }

    def action_view_register(self):
        """Show what happened to the holding."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_register_action',
        )
        return {**action, 'domain': [('subject', '=', self.barcode), ('model', '=', self._name)]}

    # === BUSINESS METHODS === #

    @api.model
    def _draw_barcodes(self, count):
        """Draw barcodes for new holdings.

        :param int count: how many
        :rtype: list[str]
        :raise UserError: when somebody deleted their sequence
        """
        sequence_sudo = self.env['ir.sequence'].sudo().search([  # Who enters one draws its code.
            ('code', '=', 'customer.archive.holding'),
        ], limit=1)
        if not sequence_sudo:
            raise UserError(self.env._("There is no sequence for the barcodes of holdings."))
        return [
            sequence_sudo.get_next_char(serial) for serial in sequence_sudo._draw_serials(count)
        ]

    @api.model
    def _number_copies(self, vals_list):
        """Number new copies within their documents.

        :param list[dict] vals_list: the values of new copies, changed in place
        """
        documents_sudo = self.document_id.sudo().browse(  # Their copies' numbers only.
            {vals['document_id'] for vals in vals_list if vals.get('document_id')},
        )
        documents_sudo._touch()  # Two copies made at once get different numbers.
        last = {document.id: max(document.holding_ids.filtered(
            lambda holding: holding.kind == 'copy',
        ).mapped('serial'), default=0) for document in documents_sudo}
        for vals in vals_list:
            if document_id := vals.get('document_id'):
                vals['serial'] = last[document_id] = last[document_id] + 1

    def _relocate(self, home=None, current=None, reason=None):
        """Move the holdings, and with a folder what lies in it.

        A sheet that gets a home of its own, without its folder, leaves it. What is elsewhere now,
        on loan for instance, gets its new home with its folder and stays where it is.

        :param recordset home: their new home, `None` when it stays
        :param recordset current: where they are now, `None` when they stay where they are
        :param str reason: why, for the register
        :raise UserError: when something stands against it, or the home has no room
        """
        self._touch()
        self._ensure_not_blocked('move')
        if home:
            home.sudo()._touch()  # The last free place is taken once.
            home._ensure_in_use()
            home._ensure_not_blocked('shelve')
        moved = self.filtered(lambda holding: holding.folder_id not in self)
        contents = moved.content_ids
        present = contents.filtered(
            lambda content: content.state == 'available'
            and content.location_id == content.folder_id.location_id,
        )
        facts = {holding: holding._move_facts(home, current) for holding in moved}
        if home:
            with_pass(moved).write({'home_location_id': home.id, 'folder_id': False})
            with_pass(contents).write({'home_location_id': home.id})
        if current:
            with_pass(moved | present).write({'location_id': current.id})
        moved.filtered(facts.get)._enter_register('move', facts.get, note=reason)
        if home:
            home._ensure_room()

    def _move_facts(self, home, current):
        """Return the register's form of a move: full paths before and after."""
        self.ensure_one()
        facts = {}
        if home and home != self.home_location_id:
            facts['home_location_id'] = [
                self.home_location_id.complete_name or None, home.complete_name,
            ]
        if current and current != self.location_id:
            facts['location_id'] = [self.location_id.complete_name or None, current.complete_name]
        return facts

    def _remove_with_document(self):
        """Delete the holdings of a document that was entered by mistake."""
        self._ensure_not_blocked('unlink')
        with_pass(self).unlink()

    # === BUSINESS METHODS - LIFE === #

    def _find_blockable(self, verb):
        """Override to name what is not there."""
        found = super()._find_blockable(verb)
        if verb == 'move':
            found |= self.filtered(lambda holding: holding.state != 'available')
        return found

    def _get_blockers(self, verb):
        """Override to let nobody move what is not there."""
        blockers = super()._get_blockers(verb)
        if verb == 'move' and self.state != 'available':
            labels = dict(self._fields['state']._description_selection(self.env))
            blockers.append(self.env._(
                "%(holding)s is “%(state)s”.", holding=self.barcode, state=labels[self.state],
            ))
        return blockers

    @api.model
    def _get_transitions(self):
        """Override to state the life of a holding."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a holding outside its table."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Entered"), 'move': self.env._("Moved"),
        }

    def _check_transition(self, verb):
        """Override to withdraw copies only: originals go through disposal."""
        super()._check_transition(verb)
        if verb == 'withdraw' and (kept := self.filtered(lambda h: h.kind != 'copy')):
            raise UserError(self.env._(
                "%(holding)s is no copy: only copies are withdrawn.", holding=kept[0].barcode,
            ))

    def _prepare_transition_vals(self, verb):
        """Override to say where a missing or found holding is."""
        return {**super()._prepare_transition_vals(verb), **{
            'miss': {'location_id': False},
            'find': {'location_id': self.home_location_id.id},
        }.get(verb, {})}
