# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.triggers import freeze


class CustomerArchiveMeasure(models.Model):
    """What was done about something that a customer brought: who, when, what (CA-47).

    Measures are never deleted. Once it is closed, they stay as they are; what is done later is
    added.
    """

    _name = 'customer.archive.measure'
    _inherit = ['customer.archive.kept', 'customer.archive.member']
    _description = "Archive Measure"
    _order = 'done_at, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({'state', 'name', 'archive_id', 'user_id'})
    _index_fields = frozenset({'complaint_id', 'service_id', 'user_id', 'done_at'})

    complaint_id = fields.Many2one(
        'customer.archive.complaint', index='btree_not_null', ondelete='restrict',
    )
    service_id = fields.Many2one(
        'customer.archive.service', index='btree_not_null', ondelete='restrict',
    )
    name = fields.Char(string="About", compute='_compute_case', store=True, precompute=True)
    archive_id = fields.Many2one(
        compute='_compute_case', store=True, precompute=True,
    )
    state = fields.Selection(
        [('open', "Open"), ('kept', "Kept")], string="Status", default='open', required=True,
        readonly=True, copy=False,
    )
    done_at = fields.Datetime(
        string="Done On", required=True, default=lambda self: fields.Datetime.now(),
    )
    user_id = fields.Many2one(
        'res.users', string="Done By", required=True, readonly=True, copy=False,
        ondelete='restrict', default=lambda self: self.env.uid,
    )
    text = fields.Text(string="Measure", required=True)

    _about_one = models.Constraint(
        'CHECK (num_nonnulls(complaint_id, service_id) = 1)',
        "A measure is about one complaint or one service.",
    )
    _says_something = models.Constraint(
        "CHECK (text ~ '[^[:space:]]')", "Say what was done.",
    )

    # === SETUP === #

    def init(self):
        """Keep measures of what was closed; texts can be erased."""
        super().init()
        freeze(self, 'no_update', (
            'state', 'name', 'complaint_id', 'service_id', 'archive_id', 'done_at', 'user_id',
        ), once=SQL("old.state = 'kept'"))

    # === COMPUTE METHODS === #

    @api.depends('complaint_id', 'service_id')
    def _compute_case(self):
        for measure in self:
            case = measure._get_case()
            measure.name, measure.archive_id = case.name, case.archive_id

    # === CONSTRAINT METHODS === #

    @api.constrains('done_at')
    def _check_done_at(self):
        for measure in self:
            if measure.done_at > fields.Datetime.now():
                raise ValidationError(self.env._(
                    "A measure for %(case)s cannot have been taken in the future.",
                    case=measure.name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take them into what the user may read."""
        for name in ('complaint_id', 'service_id'):
            cases = self[name].browse({vals[name] for vals in vals_list if vals.get(name)})
            cases.check_access('read')
            cases.sudo()._touch()  # Whoever closes it waits, and keeps them.
        return super()._prepare_create_vals_list(vals_list)

    def _after_create(self):
        """Override to keep at once what is added after the end."""
        super()._after_create()
        late = self.filtered(lambda measure: measure._get_case().state == 'closed')
        with_pass(late).write({'state': 'kept'})

    def write(self, vals):
        """Override to keep what was done about something that is closed, and what it is about."""
        self._ensure_not_gated(vals)
        if not has_pass(self):
            for measure in self:
                moved = any(
                    name in vals and vals[name] != measure[name].id
                    for name in ('complaint_id', 'service_id')
                )
                if measure.state == 'kept' or moved:
                    raise UserError(self.env._(
                        "What was done about %(case)s stays as it was entered: add another"
                        " measure.", case=measure.name,
                    ))
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _get_own_project_domain(self):
        """Override to find measures about what belongs to the user's projects."""
        volume_ids, _archive_ids = self.env.user._get_archive_projects()
        return Domain('complaint_id.volume_id', 'in', volume_ids) | Domain(
            'service_id.volume_id', 'in', volume_ids,
        )

    def _get_case(self):
        """Return what the measure is about.

        :rtype: recordset
        """
        self.ensure_one()
        return self.complaint_id or self.service_id
