# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.fields import Domain


class RuledOne2many(fields.One2many):
    """A One2many that finds by those of its records only that the user may read.

    Plain Odoo asks no record rule where a domain names the ids of a One2many's records, or asks
    whether there are any: whoever reads the one side learns to what a record of the other belongs.
    """

    def condition_to_sql(self, field_expr, operator, value, model, *args):
        """Override to put ids through the rules; see the field of core."""
        if operator in ('in', 'not in') and not model.env.su:
            if False in value and len(value) > 1:
                return super().condition_to_sql(field_expr, operator, value, model, *args)
            wanted = Domain.TRUE if False in value else Domain('id', 'in', list(value))
            exists = (operator == 'in') != (False in value)
            model = model.with_context(active_test=False)
            operator, value = 'any' if exists else 'not any', wanted
        return super().condition_to_sql(field_expr, operator, value, model, *args)
