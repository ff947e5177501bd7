# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import tempfile

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CustomerArchivePackageTakeIn(models.TransientModel):
    """Takes a package of another database in, as far as a browser can send it (X-02).

    What is larger is taken in on the server, by the command `archive_package`.
    """

    _name = 'customer.archive.package.take.in'
    _description = "Archive: Take a Package In"

    file = fields.Binary(string="Package", attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        'res.company', string="Into the Company", required=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection([('draft', "To Take In"), ('done', "Done")], default='draft')
    taken_count = fields.Integer(string="Taken In", readonly=True)
    refused_count = fields.Integer(string="Not Taken In", readonly=True)
    report = fields.Text(readonly=True)

    # === ACTION METHODS === #

    def action_take_in(self):
        """Verify the package, and take in what is not here yet.

        :rtype: dict
        :raise AccessError: when the user does not administer the database
        :raise UserError: when it is no package, is damaged, or is from a newer version
        """
        self.ensure_one()
        self._ensure_administrator()
        if not self.file:
            raise UserError(self.env._("Choose the file of the package first."))
        with tempfile.NamedTemporaryFile() as file:
            file.write(base64.b64decode(self.with_context(bin_size=False).file))
            file.flush()
            taken = self.env['customer.archive.taking.in']._take_in_package(
                file.name, self.company_id, self.env.user.login,
            )
        self.write({
            'state': 'done', 'file': False,
            'taken_count': sum(each.is_in for each in taken),
            'refused_count': sum(not each.is_in for each in taken),
            'report': '\n'.join(f'{each.number}: {each.sentence}' for each in taken),
        })
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Take a Package In"),
            'res_model': self._name, 'res_id': self.id, 'view_mode': 'form', 'target': 'new',
        }

    # === HELPERS === #

    def _ensure_administrator(self):
        """Check that the user may enter archives that nobody here has seen.

        :raise AccessError: when he may not
        """
        if not self.env.user.has_group('base.group_system'):
            raise AccessError(self.env._("Packages are taken in by administrators."))
        self.check_access('write')
