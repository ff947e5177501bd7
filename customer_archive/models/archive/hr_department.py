# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .number_pattern import CODE_REGEX


class HrDepartment(models.Model):
    """Departments have a code in archive numbers."""

    _inherit = 'hr.department'

    archive_code = fields.Char(
        help="Stands for the department in archive numbers, where their pattern has {department}.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_code')
    def _check_archive_code(self):
        for department in self:
            if department.archive_code and not re.fullmatch(CODE_REGEX, department.archive_code):
                raise ValidationError(self.env._(
                    "The archive code “%(code)s” may hold letters and digits only.",
                    code=department.archive_code,
                ))
