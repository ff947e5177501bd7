# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..mechanism.triggers import freeze, refuse


class CustomerArchiveChange(models.Model):
    """What of a customer's data changed: the field, the value before and after, who and when
    (CA-31).

    The lines are made by the system alone and stay as they are. Their values are personal data:
    they are blanked when the customer is erased or his archive destroyed; that something was
    changed, by whom and when, is not.
    """

    _name = 'customer.archive.change'
    _inherit = ['customer.archive.companion', 'customer.archive.kept', 'customer.archive.scope']
    _description = "Archive Change"
    _order = 'id desc'
    _rec_name = 'label'
    _log_access = False
    _allow_sudo_commands = False

    _companion_field = 'archive_id'
    _word_fields = ('old_value', 'new_value')
    _index_fields = frozenset({'model', 'field_name', 'label', 'kind', 'user_id', 'at'})

    archive_id = fields.Many2one(
        'customer.archive', required=True, readonly=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    partner_id = fields.Many2one(
        related='archive_id.partner_id', string="Customer", related_sudo=False,
    )
    # Not frozen: contacts are merged and deleted, what was changed of them stays.
    contact_id = fields.Many2one(
        'res.partner', readonly=True, ondelete='set null', index='btree_not_null',
        help="The customer or the contact person whose data it is.",
    )
    model = fields.Selection(
        [('customer.archive', "Archive"), ('res.partner', "Customer or Contact")], string="Of",
        required=True, readonly=True,
    )
    kind = fields.Selection(
        [('added', "Added"), ('changed', "Changed"), ('removed', "Removed")],
        required=True, readonly=True,
    )
    field_name = fields.Char(string="Technical Name", required=True, readonly=True)
    label = fields.Char(string="Field", compute='_compute_label')
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Changed By", required=True, readonly=True, ondelete='restrict',
    )
    at = fields.Datetime(string="Changed On", required=True, readonly=True)

    _archive_idx = models.Index("(archive_id, id DESC)")

    # === SETUP === #

    def init(self):
        """Override to let nothing change below the ORM either, but that values are blanked."""
        super().init()
        freeze(self, 'entered', ('archive_id', 'model', 'kind', 'field_name', 'user_id', 'at'))
        refuse(self, 'no_rewriting', 'UPDATE', SQL(
            "old.old_value IS DISTINCT FROM new.old_value AND new.old_value IS NOT NULL"
            " OR old.new_value IS DISTINCT FROM new.new_value AND new.new_value IS NOT NULL",
        ))

    # === COMPUTE METHODS === #

    @api.depends('model', 'field_name')
    @api.depends_context('lang')
    def _compute_label(self):
        for change in self:
            field = self.env[change.model]._fields.get(change.field_name) if change.model else None
            change.label = field._description_string(self.env) if field else change.field_name
