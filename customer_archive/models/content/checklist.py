# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import api, fields, models, tools


class Requirement(NamedTuple):
    """A line of a checklist that is in use, as the statement needs it that looks after it.

    :param int line_id: the line
    :param int|None company_id: whose archives it is for, of all companies where empty
    :param str|None customer_type: for which customers
    :param int|None class_id: for which class, with those below it; for all where empty
    :param str kind: what is asked for
    :param int|None type_id: the type of the documents that are asked for
    :param str condition: when it is asked for
    :param bool required: whether it counts
    """

    line_id: int
    company_id: int | None
    customer_type: str | None
    class_id: int | None
    kind: str
    type_id: int | None
    condition: str
    required: bool


class CustomerArchiveChecklist(models.Model):
    """What the archives, or the volumes, of some customers must hold (CA-22, CA-26).

    All checklists that fit an archive count together. A checklist that is archived counts nowhere.
    """

    _name = 'customer.archive.checklist'
    _inherit = ['mail.thread']
    _description = "Archive Checklist"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', help="Empty for the archives of all companies.",
    )
    applies_to = fields.Selection(
        [('archive', "Archives"), ('volume', "Volumes")], required=True, default='archive',
        tracking=True,
    )
    customer_type = fields.Selection(
        [('company', "Companies"), ('person', "Individuals")], string="Customers",
        help="Empty for all customers.", tracking=True,
    )
    class_id = fields.Many2one(
        'customer.archive.class', index='btree_not_null', ondelete='restrict', tracking=True,
        help="Archives of this class, and of those below it; empty for all.",
    )
    line_ids = fields.One2many(
        'customer.archive.checklist.line', 'checklist_id', string="Lines", copy=True,
    )
    line_count = fields.Integer(string="Number of Lines", compute='_compute_line_count')

    # === COMPUTE METHODS === #

    @api.depends('line_ids')
    def _compute_line_count(self):
        for checklist in self:
            checklist.line_count = len(checklist.line_ids)

    # === CONSTRAINT METHODS === #

    @api.constrains('applies_to')
    def _check_applies_to(self):
        self.line_ids._check_kind()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to look at the archives anew."""
        checklists = super().create(vals_list)
        self._after_change()
        return checklists

    def write(self, vals):
        """Override to look at the archives anew."""
        res = super().write(vals)
        self._after_change()
        return res

    def unlink(self):
        """Override to look at the archives anew; a line that was waived somewhere stays."""
        self.line_ids.unlink()
        res = super().unlink()
        self._after_change()
        return res

    def copy_data(self, default=None):
        """Override to tell the copy from what it was made of."""
        return [
            {**vals, 'name': self.env._("%(checklist)s (copy)", checklist=checklist.name)}
            if not (default or {}).get('name') else vals
            for checklist, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === BUSINESS METHODS === #

    @api.model
    def _after_change(self):
        """Let the next sweep look at all archives, soon."""
        self.env.registry.clear_cache()
        for model in ('customer.archive', 'customer.archive.volume'):
            self.env[model].invalidate_model(['missing_line_ids'], flush=False)
        self.env['customer.archive'].invalidate_model(['unwaived_line_ids'], flush=False)
        self.env.ref('customer_archive.ir_cron_completeness')._trigger()

    @api.model
    @tools.ormcache('subject')
    def _get_requirements(self, subject):
        """Return what checklists in use ask for.

        :param str subject: of what: `archive` or `volume`
        :rtype: tuple[Requirement]
        """
        # What archives are measured by does not depend on who measures.
        lines_sudo = self.env['customer.archive.checklist.line'].sudo().search([
            ('checklist_id.active', '=', True), ('checklist_id.applies_to', '=', subject),
        ])
        return tuple(
            Requirement(
                line.id, checklist.company_id.id or None, checklist.customer_type or None,
                checklist.class_id.id or None,
                line.kind, line.document_type_id.id or None, line.condition,
                line.requirement == 'required',
            )
            for line in lines_sudo for checklist in line.checklist_id
        )
