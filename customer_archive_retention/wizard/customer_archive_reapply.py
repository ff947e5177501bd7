# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError

REGISTER = 'customer.archive.register'


class CustomerArchiveReapply(models.TransientModel):
    """Lists what was destroyed or erased and is back, because the database was restored (X-02).

    The register of the time between backup and restore lies outside, exported. What it says is
    destroyed, and is here, comes on a list; what it says was erased, in requests. People decide
    about both and execute them as any other.
    """

    _name = 'customer.archive.reapply'
    _description = "Archive: After a Restore"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company,
    )
    file = fields.Binary(
        string="Exported Register", required=True, attachment=False,
        help="The file that the export of the register has made, as it is.",
    )
    file_name = fields.Char()

    # What was listed.
    disposal_id = fields.Many2one('customer.archive.disposal', string="To Destroy", readonly=True)
    erasure_ids = fields.Many2many('customer.archive.erasure', string="To Erase", readonly=True)

    # === ACTION METHODS === #

    def action_list(self):
        """List what is back, and show the list and the requests.

        :rtype: dict
        :raise UserError: when the file is no register of this database, or tells of nothing that is
                          here
        """
        self.ensure_one()
        entries = list(self._read_entries())
        disposal = self.env['customer.archive.disposal']._list_again(self.company_id, entries)
        erasures = self.env['customer.archive.erasure']._list_again(self.company_id, entries)
        if not disposal and not erasures:
            raise UserError(self.env._(
                "Nothing that the file tells was destroyed or erased is here: there is nothing to"
                " do again.",
            ))
        self.write({'disposal_id': disposal.id, 'erasure_ids': erasures.ids})
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("After a Restore"),
            'res_model': self._name, 'res_id': self.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    # === HELPERS === #

    def _read_entries(self):
        """Return the entries of the company that the file holds, in their order.

        :rtype: Iterable[dict]
        """
        columns = []
        for line in self._read_lines():
            if line['type'] == 'seal':
                columns = json.loads(line['header'])['columns']
            elif line['type'] == 'row':
                *alone, texts = json.loads(line['canonical'])
                entry = {
                    **dict(zip(columns[:-1], alone, strict=True)),
                    **dict(zip(columns[-1], texts, strict=True)),
                }
                if entry['company'] == self.company_id.id:
                    # Of a second; who entered rows by hand gave more.
                    yield {**entry, 'at': fields.Datetime.to_datetime(entry['at'][:19])}

    def _read_lines(self):
        """Return the lines of the file.

        :rtype: list[dict]
        :raise UserError: when it is no register, or that of another database
        """
        content = base64.b64decode(self.file)
        try:
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    content = archive.read('evidence.jsonl')
            lines = [json.loads(line) for line in content.decode().splitlines()]
            is_register = lines[0]['chain'] == REGISTER
            database = lines[0]['uuid']
        except (ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as error:
            raise UserError(self.env._(
                "The file “%(file)s” is no exported register.", file=self.file_name or "",
            )) from error
        # The identity of the database is no secret; anchors name it too.
        own = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        if not is_register or database != own:
            raise UserError(self.env._(
                "The file “%(file)s” is not the register of this database.",
                file=self.file_name or "",
            ))
        return lines
