# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Begin to search for what was reported as missing before there were searches."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env['customer.archive.search']._open_for(
        env['customer.archive.holding'].search([('state', '=', 'missing')]),
    )
