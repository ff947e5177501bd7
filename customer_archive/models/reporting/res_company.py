# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResCompany(models.Model):
    """What a company expects of those who keep its archives, and enter in them."""

    _inherit = 'res.company'

    archive_assessment_low = fields.Integer(
        string="Assessments Are Low Below", default=60, required=True,
        help="Points below which the assessment of an archivist is low (CA-74).",
        prefetch='archive',
    )
    archive_late_days = fields.Integer(
        string="Entries Are Late After", default=3, required=True,
        help="Days that there are to enter what happened, before it counts as late (CA-28).",
        prefetch='archive',
    )

    _archive_assessment_low_bounded = models.Constraint(
        'CHECK (archive_assessment_low >= 0 AND archive_assessment_low <= 100)',
        "A score lies between 0 and 100.",
    )
    _archive_late_days_positive = models.Constraint(
        'CHECK (archive_late_days >= 0)', "Nothing can be entered before it happened.",
    )
