# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class ResCompany(models.Model):
    """A company evaluates its customers by criteria of its own."""

    _inherit = 'res.company'

    archive_evaluated_on = fields.Date(
        string="Customers Evaluated On", readonly=True, copy=False,
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to give new companies the usual criteria."""
        companies = super().create(vals_list)
        # Who sets up a company need not keep archives.
        self.env['customer.archive.evaluation.criterion'].sudo()._add_missing()
        return companies
