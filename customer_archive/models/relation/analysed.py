# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveAnalysed(models.AbstractModel):
    """What is counted by what the archive says of the customer: level, province, industry (CA-65).

    They are read from the archive whatever the rights on it are, or nobody could group by them: who
    sees a row sees its archive, by the same scope.
    """

    _name = 'customer.archive.analysed'
    _description = "Archive: Counted by the Kind of Customer"

    archive_id = fields.Many2one('customer.archive')
    importance_id = fields.Many2one(related='archive_id.importance_id')
    spend_level_id = fields.Many2one(related='archive_id.spend_level_id')
    business_type_id = fields.Many2one(related='archive_id.business_type_id')
    region_id = fields.Many2one(related='archive_id.region_id')
    industry_id = fields.Many2one(related='archive_id.industry_id')
    opened_on = fields.Date(related='archive_id.opened_on', string="Customer Since")
