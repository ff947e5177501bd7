# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class HrDepartment(models.Model):
    """Departments have a code in archive numbers."""

    _inherit = 'hr.department'

    archive_code = fields.Char(
        help="Stands for the department in archive numbers, where their pattern has {department}.",
    )
