# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveAccessLog(models.Model):
    """The access log says for what purpose something was read."""

    _inherit = 'customer.archive.access.log'

    purpose_label = fields.Char(string="Stated Purpose", compute='_compute_purpose_label')

    # === COMPUTE METHODS === #

    @api.depends('purpose')
    @api.depends_context('lang')
    def _compute_purpose_label(self):
        statements = self.search([
            ('kind', '=', 'purpose'), ('purpose', 'in', self.filtered('purpose').mapped('purpose')),
        ])
        labels = dict(self.env['customer.archive.purpose']._fields['kind']._description_selection(
            self.env,
        ))
        stated = {
            statement.purpose: ": ".join(filter(None, [
                labels.get((statement.contents or [''])[0]), statement.note,
            ]))
            for statement in statements
        }
        for line in self:
            line.purpose_label = stated.get(line.purpose)

    def _show_content(self, name):
        """Override to leave the kind of a purpose to the purpose's own column."""
        return self.purpose_label if self.kind == 'purpose' else super()._show_content(name)

    # === BUSINESS METHODS === #

    @api.model
    def _get_purposes(self, archives):
        """Override to name the user's current statements."""
        return self.env['customer.archive.purpose']._get_current() if archives else {}
