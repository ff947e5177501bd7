# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


def _depends_on_documents(model):
    """The abstract model has no documents itself."""
    return () if model._abstract else ('document_ids.type_id', 'document_ids.state')


class CustomerArchiveContainer(models.AbstractModel):
    """Something that holds documents, some of which it must have: an archive, a volume (CA-11).

    A model of it has `document_ids` and names in :attr:`_asked_for` which types it must have.
    """

    _name = 'customer.archive.container'
    _description = "Archive: Something That Holds Documents"

    _asked_for = ''

    document_count = fields.Integer(compute='_compute_document_count')
    missing_type_ids = fields.Many2many(
        'customer.archive.document.type', string="Missing Documents",
        compute='_compute_missing_type_ids',
    )

    # === COMPUTE METHODS === #

    @api.depends(_depends_on_documents)
    def _compute_document_count(self):
        self._count_into('document_count', 'document_ids')

    @api.depends(_depends_on_documents)
    def _compute_missing_type_ids(self):
        asked_for = self.env['customer.archive.document.type'].search([
            ('asked_for', '=', self._asked_for),
        ])
        for record in self:
            record.missing_type_ids = asked_for - record.document_ids.filtered(
                lambda document: document.state != 'superseded',
            ).type_id

    # === BUSINESS METHODS === #

    def _count_into(self, count_name, name):
        """Count the records of a one2many field, without reading them.

        :param str count_name: the field for the number
        :param str name: the one2many field
        """
        field = self._fields[name]
        groups = self.env[field.comodel_name]._read_group(
            [(field.inverse_name, 'in', self.ids)], [field.inverse_name], ['__count'],
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record[count_name] = counts.get(record.id, 0)
