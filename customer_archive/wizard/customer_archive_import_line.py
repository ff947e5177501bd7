# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveImportLine(models.TransientModel):
    """A finding about a line of a paper register: what becomes of it, or why nothing does."""

    _name = 'customer.archive.import.line'
    _description = "Archive: Line of an Import Report"
    _order = 'status, line, id'  # The statuses are named so that errors come first.

    import_id = fields.Many2one(
        'customer.archive.import', required=True, readonly=True, index=True, ondelete='cascade',
    )
    line = fields.Integer(readonly=True, aggregator=None)
    number = fields.Char(string="Archive Number", readonly=True)
    customer = fields.Char(readonly=True)
    status = fields.Selection(
        [('error', "Error"), ('exists', "Already There"), ('imported', "Imported"),
         ('new', "New")],
        required=True, readonly=True,
    )
    message = fields.Char(readonly=True)
    archive_id = fields.Many2one(
        'customer.archive', readonly=True, ondelete='cascade',
    )
