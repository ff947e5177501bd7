# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..mechanism.inner_pass import has_pass, with_pass


class CustomerArchiveChangeRequestLine(models.Model):
    """One field that a request wants changed: what stood there, and what is to stand there.

    The values are contents of the archive: they are closed, and their reading is logged, as those.
    """

    _name = 'customer.archive.change.request.line'
    _inherit = ['customer.archive.kept', 'customer.archive.scope']
    _description = "Archive Change Request Line"
    _order = 'request_id, id'
    _rec_name = 'label'
    _allow_sudo_commands = False

    _index_fields = frozenset({'request_id', 'model', 'field_name', 'label', 'is_erased'})

    request_id = fields.Many2one(
        'customer.archive.change.request', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    name = fields.Char(related='request_id.name', string="Number", store=True, precompute=True)
    archive_id = fields.Many2one(
        related='request_id.archive_id', store=True, precompute=True, index=True,
    )
    company_id = fields.Many2one(related='request_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(
        related='request_id.department_id', store=True, precompute=True,
    )
    confidentiality = fields.Selection(
        related='request_id.confidentiality', store=True, precompute=True,
    )
    model = fields.Selection(
        [('customer.archive', "Archive"), ('res.partner', "Customer")], string="Of",
        required=True, readonly=True,
    )
    field_name = fields.Char(string="Technical Name", required=True, readonly=True)
    label = fields.Char(string="Field", compute='_compute_label')
    old_value = fields.Json(readonly=True)
    new_value = fields.Json(readonly=True)
    old_shown = fields.Char(string="Before", readonly=True)
    new_shown = fields.Char(string="After", readonly=True)
    is_erased = fields.Boolean(
        string="Erased", readonly=True, help="The values were the customer's, and erased with him.",
    )

    _field_unique = models.UniqueIndex(
        '(request_id, model, field_name)', "A request names each field once.",
    )

    # === COMPUTE METHODS === #

    @api.depends('model', 'field_name')
    @api.depends_context('lang')
    def _compute_label(self):
        for line in self:
            field = self.env[line.model]._fields.get(line.field_name)
            line.label = field._description_string(self.env) if field else line.field_name

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let a request stay as it was made."""
        if not has_pass(self):
            self._refuse_change()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _refuse_change(self):
        """Refuse to change what was asked for.

        :raise AccessError: always
        """
        raise AccessError(self.env._("What was requested stays as it was made."))

    def _is_applicable(self):
        """Tell whether the old value still stands, and the new one still can.

        :rtype: bool
        """
        self.ensure_one()
        subject = self.request_id._get_subject(self.request_id.archive_id, self.model)
        name = self.field_name
        if self.is_erased or name not in subject._archive_protected_fields:
            return False
        field = subject._fields[name]
        if field.type == 'many2one' and self.new_value and not (
            self.env[field.comodel_name].browse(self.new_value).exists()
        ):
            return False
        return subject._get_plain(name) == self.old_value

    def _erase_values(self):
        """Erase the values of the customer, and leave that and which fields were changed.

        For a module that erases a customer: everything else of a request stays for ever.
        """
        of_customer = self.filtered(lambda line: line.model == 'res.partner')
        with_pass(of_customer).write({
            'old_value': False, 'new_value': False, 'old_shown': False, 'new_shown': False,
            'is_erased': True,
        })
