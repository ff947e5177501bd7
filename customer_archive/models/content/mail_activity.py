# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class MailActivity(models.Model):
    """An activity knows what closes it: a line of a checklist, the renewal of a document."""

    _inherit = 'mail.activity'

    archive_checklist_line_id = fields.Many2one(
        'customer.archive.checklist.line', string="Asked For", index='btree_not_null',
        ondelete='cascade', groups=fields.NO_ACCESS,
    )
    archive_document_id = fields.Many2one(
        'customer.archive.document', string="Document to Renew", index='btree_not_null',
        ondelete='cascade', groups=fields.NO_ACCESS,
    )
