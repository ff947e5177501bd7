# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass
from odoo.addons.customer_archive.models.mechanism.scope import CONFIDENTIALITY

# What goes with a unit: the models, and the column that tells which unit a record lies in.
_PARTS = {
    'archive': {
        'customer.archive': 'id', 'customer.archive.volume': 'archive_id',
        'customer.archive.document': 'archive_id', 'customer.archive.holding': 'archive_id',
    },
    'volume': {
        'customer.archive.volume': 'id', 'customer.archive.document': 'volume_id',
        'customer.archive.holding': 'volume_id',
    },
    'document': {
        'customer.archive.document': 'id', 'customer.archive.holding': 'document_id',
    },
}
KINDS = {
    'archive': 'customer.archive', 'volume': 'customer.archive.volume',
    'document': 'customer.archive.document',
}
# Where a unit may stand on a list already: itself, or what it lies in.
_LIES_IN = {
    'archive': {'archive': 'id'},
    'volume': {'volume': 'id', 'archive': 'archive_id'},
    'document': {'document': 'id', 'volume': 'volume_id', 'archive': 'archive_id'},
}
# What a rule says is to be done when its period is over; a review is left to the reviewer.
_DECISIONS = {'destroy': 'destroy', 'keep': 'keep', 'transfer': 'transfer'}


class CustomerArchiveDisposalLine(models.Model):
    """One archive, volume or document on a disposal list, and what was decided about it.

    It holds what the certificate says of it for ever: numbers, dates, counts and the rule, no word
    about the customer. The title stays on what is left of the thing itself.
    """

    _name = 'customer.archive.disposal.line'
    _inherit = ['customer.archive.kept', 'customer.archive.blockable']
    _description = "Disposal Line"
    _order = 'disposal_id desc, number, id'
    _rec_name = 'number'
    _allow_sudo_commands = False

    # What a reviewer writes; everything else is ours.
    _review_fields = frozenset({'decision', 'justification', 'extend_until', 'transfer_to'})

    disposal_id = fields.Many2one(
        'customer.archive.disposal', string="List", required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    company_id = fields.Many2one(related='disposal_id.company_id', store=True, precompute=True)
    list_state = fields.Selection(related='disposal_id.state', string="Status of the List")
    kind = fields.Selection(
        [('archive', "Archive"), ('volume', "Volume"), ('document', "Document")],
        required=True, readonly=True,
    )
    archive_id = fields.Many2one(
        'customer.archive', readonly=True, index='btree_not_null', ondelete='restrict',
    )
    volume_id = fields.Many2one(
        'customer.archive.volume', readonly=True, index='btree_not_null', ondelete='restrict',
    )
    document_id = fields.Many2one(
        'customer.archive.document', readonly=True, index='btree_not_null', ondelete='restrict',
    )
    title = fields.Char(
        compute='_compute_title', compute_sudo=False, help="For who may read it.",
    )

    # What stays.
    number = fields.Char(required=True, readonly=True)
    archive_number = fields.Char(required=True, readonly=True)
    classes = fields.Char(readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    rule = fields.Char(readonly=True, help="Code and version of the rule that decided.")
    citation = fields.Char(readonly=True)
    trigger_on = fields.Date(string="Period Begins", readonly=True)
    due_on = fields.Date(string="Disposal From", readonly=True)
    confidentiality = fields.Selection(CONFIDENTIALITY, required=True, readonly=True)
    original_count = fields.Integer(string="Originals", readonly=True)
    copy_count = fields.Integer(string="Copies", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
    # Of each sheet: barcode, kind, serial.
    holdings = fields.Json(readonly=True)
    sheets = fields.Char(
        string="Sheets and Copies", compute='_compute_sheets',
        help="The barcodes of the folders, the originals and all their copies.",
    )
    file_count = fields.Integer(string="Scans", readonly=True)

    # What was decided.
    decision = fields.Selection(
        [('destroy', "Destroy"), ('extend', "Keep Longer"), ('keep', "Keep for Ever"),
         ('transfer', "Transfer")],
    )
    justification = fields.Char()
    extend_until = fields.Date(string="Keep Until")
    transfer_to = fields.Char(help="The archive or company that takes it over.")

    # What became of it.
    state = fields.Selection(
        [('open', "Open"), ('kept', "Kept"), ('taken_off', "Taken Off"),
         ('removed', "Files Pending"), ('verified', "Destroyed")],
        string="Status", default='open', required=True, readonly=True,
    )
    outcome = fields.Char(readonly=True, help="Why it was taken off, or what is still missing.")
    removed_at = fields.Datetime(string="Destroyed On", readonly=True)
    verified_at = fields.Datetime(string="Verified On", readonly=True)
    missing_count = fields.Integer(
        string="Not Found", readonly=True,
        help="Sheets that were missing: they were not destroyed.",
    )
    file_ids = fields.One2many('customer.archive.disposal.file', 'line_id', string="Stored Files")

    _one_unit = models.Constraint(
        """CHECK (CASE kind
            WHEN 'archive' THEN archive_id IS NOT NULL AND volume_id IS NULL
                                AND document_id IS NULL
            WHEN 'volume' THEN volume_id IS NOT NULL AND archive_id IS NULL
                               AND document_id IS NULL
            ELSE document_id IS NOT NULL AND archive_id IS NULL AND volume_id IS NULL
        END)""",
        "A line is about one archive, one volume or one document.",
    )
    _archive_once = models.UniqueIndex(
        "(archive_id) WHERE state = 'open'", "This archive stands on another list.",
    )
    _volume_once = models.UniqueIndex(
        "(volume_id) WHERE state = 'open'", "This volume stands on another list.",
    )
    _document_once = models.UniqueIndex(
        "(document_id) WHERE state = 'open'", "This document stands on another list.",
    )
    _taken_off_explained = models.Constraint(
        "CHECK (state != 'taken_off' OR outcome IS NOT NULL)",
        "What is taken off a list says why.",
    )
    _open_idx = models.Index("(disposal_id, id) WHERE state = 'open'")
    _removed_idx = models.Index("(disposal_id, id) WHERE state = 'removed'")

    # === COMPUTE METHODS === #

    @api.depends('holdings')
    @api.depends_context('lang')
    def _compute_sheets(self):
        kinds = dict(
            self.env['customer.archive.holding']._fields['kind']._description_selection(self.env),
        )
        for line in self:
            line.sheets = ", ".join(
                f"{barcode} ({kinds[kind]}{f' {serial}' if kind == 'copy' else ''})"
                for barcode, kind, serial in line.holdings or ()
            )

    @api.depends('archive_id', 'volume_id', 'document_id')
    @api.depends_context('uid')
    def _compute_title(self):
        self.title = False
        for kind in ('volume', 'document'):
            lines = self.filtered(lambda line, kind=kind: line.kind == kind)
            readable = lines[lines._get_unit_field()]._filtered_access('read') if lines else ()
            for line in lines:
                if line._get_unit() in readable:
                    line.title = line._get_unit().title

    # === CONSTRAINT METHODS === #

    @api.constrains('extend_until')
    def _check_extend_until(self):
        for line in self:
            today = line.company_id._get_archive_today()
            if line.decision == 'extend' and line.extend_until and line.extend_until < today:
                raise ValidationError(self.env._(
                    "%(number)s cannot be kept until a day that is past.", number=line.number,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let only our own code put something on a list."""
        if vals_list and not has_pass(self):
            raise UserError(self.env._("What is due is taken in by the button of the list."))
        return super().create(vals_list)

    def write(self, vals):
        """Override to let a reviewer write what he decides, while the list is under review."""
        if not has_pass(self):
            if other := vals.keys() - self._review_fields:
                raise UserError(self.env._(
                    "%(fields)s cannot be set by hand.", fields=", ".join(sorted(
                        self._fields[name]._description_string(self.env) for name in other
                    )),
                ))
            self._ensure_under_review()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_open_unit(self):
        """Show what the line is about."""
        self.ensure_one()
        unit = self._get_unit()
        unit.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': unit._name, 'res_id': unit.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_take_off(self):
        """Take lines off a list that is under review."""
        self.check_access('write')
        self._ensure_under_review()
        self._take_off(self.env._("Taken off by the review."))

    # === BUSINESS METHODS - REVIEW === #

    @api.model
    def _add_due(self, disposal, limit):
        """Put on a list what is due, the longest overdue first.

        An archive that is due comes before what lies in it.

        :param recordset disposal: the list
        :param int limit: how many lines at most
        :return: how many were added
        :rtype: int
        """
        added = 0
        for kind in KINDS:
            due_sudo = self._find_due(disposal, kind, limit - added) if added < limit else ()
            added += self._add_units(disposal, kind, due_sudo)
        return added

    @api.model
    def _add_units(self, disposal, kind, units_sudo, prepare=lambda _unit: {}):
        """Put units on a list.

        :param recordset disposal: the list
        :param str kind: the kind of the units
        :param recordset units_sudo: the units
        :param Callable prepare: returns more values of the line of a unit
        :return: how many they are
        :rtype: int
        """
        with_pass(self.sudo().browse()).create([
            {
                'disposal_id': disposal.id, 'kind': kind, f'{kind}_id': unit.id,
                **self._prepare_unit_vals(kind, unit), **prepare(unit),
            }
            for unit in units_sudo
        ])
        return len(units_sudo)

    @api.model
    def _find_due(self, disposal, kind, limit):
        """Return units that are due and stand on no list, nor does what they lie in.

        :param recordset disposal: the list that takes them
        :param str kind: the kind of the units
        :param int limit: how many at most
        :return: the units, with the rights of the superuser
        :rtype: recordset
        """
        # Whoever keeps the lists sees what is due; its titles are for who may read them.
        due_sudo = self.env[KINDS[kind]].sudo().search(
            self._get_listable_domain(disposal.company_id, kind)
            & Domain('retention_basis', '=', 'dated')
            & Domain('retention_due_on', '<=', disposal.company_id._get_archive_today()),
            order='retention_due_on, id', limit=limit,
        )
        return due_sudo.filtered(lambda unit: not unit._get_retention_reasons())

    @api.model
    def _get_listable_domain(self, company, kind):
        """Return the domain of what can come on a list.

        :param recordset company: the company
        :param str kind: the kind of the units
        :rtype: Domain
        """
        domain = Domain('company_id', '=', company.id) & Domain(
            'state', 'in', self._get_disposable_states(kind),
        )
        for outer, column in _LIES_IN[kind].items():
            # Whatever the user sees of it, it stands on a list.
            listed = self.sudo()._search([('kind', '=', outer), ('state', '=', 'open')])
            domain &= Domain(column, 'not in', listed.subselect(f'{outer}_id'))
        return domain

    @api.model
    def _get_disposable_states(self, kind):
        """Return the states in which a unit of its own goes on a list.

        :param str kind: the kind of the unit
        :rtype: tuple[str]
        """
        # A document goes with its volume, unless another one has taken its place (RE-12).
        return ('superseded',) if kind == 'document' else self.env[KINDS[kind]]._destroyed_from

    @api.model
    def _prepare_unit_vals(self, kind, unit_sudo):
        """Return what a line says of a unit: no word about the customer.

        :param str kind: the kind of the unit
        :param recordset unit_sudo: the unit
        :rtype: dict
        """
        archive = unit_sudo if kind == 'archive' else unit_sudo.archive_id
        documents = unit_sudo if kind == 'document' else unit_sudo.document_ids
        holdings = (documents.holding_ids | self._get_folders(kind, unit_sudo)).filtered(
            lambda holding: holding.state != 'destroyed',
        )
        rule = unit_sudo.retention_rule_id
        action = _DECISIONS.get(rule.action)
        return {
            'number': unit_sudo.name, 'archive_number': archive.name,
            'classes': ", ".join(archive.class_ids.mapped('code')),
            **self._prepare_dates(kind, unit_sudo),
            'rule': rule.reference, 'citation': rule.citation,
            'trigger_on': unit_sudo.retention_trigger_on, 'due_on': unit_sudo.retention_due_on,
            'confidentiality': unit_sudo.confidentiality,
            'original_count': len(holdings.filtered(lambda each: each.kind == 'original')),
            'copy_count': len(holdings.filtered(lambda each: each.kind == 'copy')),
            'page_count': sum(documents.mapped('pages')),
            'file_count': len(documents.filtered('scan_sha256')),
            'holdings': [
                [holding.barcode, holding.kind, holding.serial]
                for holding in holdings.sorted(lambda each: (
                    each.kind != 'folder', each.document_id.id, each.kind != 'original',
                    each.serial,
                ))
            ],
            'decision': action,
            'justification': action and rule.display_name,
        }

    @api.model
    def _get_folders(self, kind, unit_sudo):
        """Return the folders that go with a unit.

        :param str kind: the kind of the unit
        :param recordset unit_sudo: the unit
        :rtype: recordset
        """
        volumes = {
            'archive': lambda: unit_sudo.volume_ids, 'volume': lambda: unit_sudo,
            'document': lambda: self.env['customer.archive.volume'],
        }[kind]()
        return volumes.sudo().folder_id  # As the unit itself.

    @api.model
    def _prepare_dates(self, kind, unit_sudo):
        """Return the dates that a unit covers.

        :param str kind: the kind of the unit
        :param recordset unit_sudo: the unit
        :rtype: dict
        """
        first, last = {
            'archive': ('opened_on', 'closed_on'), 'volume': ('signed_on', 'date_end'),
            'document': ('date', 'date'),
        }[kind]
        return {'date_from': unit_sudo[first], 'date_to': unit_sudo[last]}

    def _ensure_under_review(self):
        """Check that the lines may still be decided about.

        :raise UserError: naming the list of one that may not
        """
        for line in self:
            if line.list_state != 'review' or line.state != 'open':
                raise UserError(self.env._(
                    "%(number)s on %(list)s is no longer under review: it stays as it is.",
                    number=line.number, list=line.disposal_id.name,
                ))

    def _ensure_decided(self):
        """Check that all lines are decided, with what each decision needs.

        :raise UserError: naming the first line that is not
        """
        for line in self.filtered(lambda line: line.state == 'open'):
            if not line.decision:
                raise UserError(self.env._(
                    "%(number)s is not decided: destroy it, keep it longer or for ever, or transfer"
                    " it.", number=line.number,
                ))
            if not (line.justification or '').strip():
                raise UserError(self.env._(
                    "Say why: the decision about %(number)s needs a justification.",
                    number=line.number,
                ))
            if line.decision == 'extend' and not line.extend_until:
                raise UserError(self.env._(
                    "Say until when %(number)s is kept.", number=line.number,
                ))
            if line.decision == 'transfer' and not (line.transfer_to or '').strip():
                raise UserError(self.env._(
                    "Say who takes %(number)s over.", number=line.number,
                ))

    # === BUSINESS METHODS - DECISIONS === #

    def _keep_what_stays(self):
        """Let the decisions to keep take effect: a row of the list, and a date on the unit."""
        kept = self.filtered(lambda line: line.state == 'open' and line.decision != 'destroy')
        with_pass(kept).write({'state': 'kept'})
        for line in kept:
            unit = line._get_unit()
            # What is transferred is kept until it was handed over, and that is another record.
            with_pass(unit).write(
                {'retention_extended_until': line.extend_until} if line.decision == 'extend'
                else {'retention_permanent': True},
            )
            unit._enter_register('kept', {
                'list': line.disposal_id.name, 'decision': line.decision,
                'retention_extended_until': line.extend_until and line.extend_until.isoformat(),
            }, note=line.justification)
        for lines in kept.grouped('kind').values():
            lines[lines._get_unit_field()]._refresh_retention()

    def _let_go(self):
        """Free what stands on a cancelled list for another one."""
        self.filtered(lambda line: line.state == 'open').sudo()._take_off(
            self.env._("The list was cancelled."),
        )

    def _take_off(self, reason):
        """Take lines off their list, and say why.

        :param str reason: a sentence
        """
        with_pass(self).write({'state': 'taken_off', 'outcome': reason})

    # === HELPERS === #

    def _get_unit_field(self):
        """Return the field that names the unit of lines of one kind.

        :rtype: str
        """
        return f'{self[0].kind}_id'

    def _get_part_columns(self):
        """Return what goes with lines of one kind: the models, and the columns of their units.

        :rtype: dict[str, str]
        """
        return _PARTS[self[0].kind]

    def _get_unit(self):
        """Return what the line is about.

        :rtype: recordset
        """
        self.ensure_one()
        return self[f'{self.kind}_id']

    def _prepare_item(self):
        """Return what of the line is approved, as plain values.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'kind': self.kind, 'number': self.number, 'decision': self.decision,
            'rule': self.rule or None, 'due_on': self.due_on and self.due_on.isoformat() or None,
        }
