# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models

# The hour in which somebody may page through lists before it is called mass access.
PAGES_AN_HOUR = 5


class CustomerArchiveAccessLog(models.Model):
    """Whoever reads a great many records is told to the archivists."""

    _inherit = 'customer.archive.access.log'

    @api.model
    def _after_mass_access(self, actor, line, total):
        """Override to alert the archivists, once where the limit of the hour is passed."""
        super()._after_mass_access(actor, line, total)
        company = self.env['res.company'].browse(line['company'])
        limit = company.archive_mass_threshold * PAGES_AN_HOUR
        if total - line['count'] <= limit < total:
            company._alert_mass_access(actor, line['model'], total)
        else:
            company._alert_mass_access(actor, line['model'], line['count'])
