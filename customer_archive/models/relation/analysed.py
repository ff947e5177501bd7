# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

# What the archive says of the customer.
_KINDS = (
    'importance_id', 'spend_level_id', 'business_type_id', 'region_id', 'industry_id', 'opened_on',
)


def _of_archive(name):
    """Return how a field of the archive is shown by what hangs on it.

    :param str name: the field
    :return: attributes of a field
    :rtype: dict
    """
    return {
        'compute': '_compute_kinds', 'compute_sudo': False,
        'search': lambda _self, operator, value: [(f'archive_id.{name}', operator, value)],
    }


class CustomerArchiveAnalysed(models.AbstractModel):
    """What is counted by what the archive says of the customer: level, province, industry (CA-65).

    It is told to who may read the archive. Whoever sees a row without its archive, because he is
    responsible for a complaint, does not learn it; a related field would tell him what stands in
    the cache already, and makes SQL with the rights of the superuser only.
    """

    _name = 'customer.archive.analysed'
    _description = "Archive: Counted by the Kind of Customer"

    archive_id = fields.Many2one('customer.archive')
    importance_id = fields.Many2one('customer.archive.class', **_of_archive('importance_id'))
    spend_level_id = fields.Many2one('customer.archive.class', **_of_archive('spend_level_id'))
    business_type_id = fields.Many2one('customer.archive.class', **_of_archive('business_type_id'))
    region_id = fields.Many2one(
        'res.country.state', string="Province", **_of_archive('region_id'),
    )
    industry_id = fields.Many2one('res.partner.industry', **_of_archive('industry_id'))
    opened_on = fields.Date(string="Archive Opened", **_of_archive('opened_on'))

    # === COMPUTE METHODS === #

    @api.depends(*(f'archive_id.{name}' for name in _KINDS))
    @api.depends_context('uid', 'company')
    def _compute_kinds(self):
        readable = self.archive_id._filtered_access('read')
        for record in self:
            archive = record.archive_id & readable
            for name in _KINDS:
                record[name] = archive[name]

    # === ORM METHODS === #

    def _field_to_sql(self, alias, field_expr, query=None):
        """Override to group and sort by what the archives say that the user may read."""
        if field_expr not in _KINDS:
            return super()._field_to_sql(alias, field_expr, query)
        archives = self.env['customer.archive']
        readable = archives.with_context(active_test=False)._search([])
        own = query.make_alias(alias, f'archive_id__{self.env.uid}')
        query.add_join(
            'LEFT JOIN', own, readable.subselect(SQL("%s.*", SQL.identifier(archives._table))),
            SQL("%s = %s", SQL.identifier(alias, 'archive_id'), SQL.identifier(own, 'id')),
        )
        return archives._field_to_sql(own, field_expr, query)
