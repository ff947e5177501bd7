# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass


class CustomerArchiveErasureFinding(models.Model):
    """A column in which the person still stands after everything was executed."""

    _name = 'customer.archive.erasure.finding'
    _description = "Archive Erasure: Still Found"
    _order = 'is_kept, table_name, column_name'
    _rec_name = 'column_name'
    _allow_sudo_commands = False

    request_id = fields.Many2one(
        'customer.archive.erasure', required=True, readonly=True, index=True, ondelete='cascade',
    )
    company_id = fields.Many2one(related='request_id.company_id', store=True)
    table_name = fields.Char(string="Table", required=True, readonly=True)
    column_name = fields.Char(string="Column", required=True, readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    row_ids = fields.Json(string="IDs", readonly=True)
    row_text = fields.Char(string="Row IDs", compute='_compute_row_text')
    is_kept = fields.Boolean(
        string="Kept With Basis", readonly=True,
        help="All these rows belong to what was kept or restricted by a decision.",
    )
    explanation = fields.Char(
        help="Why it may stay, such as another person of the same name.",
    )

    # === COMPUTE METHODS === #

    @api.depends('row_ids')
    def _compute_row_text(self):
        for finding in self:
            ids = [str(each) for each in finding.row_ids or [] if each]
            finding.row_text = ", ".join(ids[:20]) + (" …" if len(ids) > 20 else "")

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to let a finding be explained, and not be changed."""
        if vals.keys() - {'explanation'} and not has_pass(self):
            raise AccessError(self.env._("What a scan finds is written down by the scan."))
        return super().write(vals)
