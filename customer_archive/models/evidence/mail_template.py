# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class MailTemplate(models.Model):
    """A template sends its files with every mail: none of an archive."""

    _name = 'mail.template'
    _inherit = ['mail.template', 'customer.archive.file.link']
