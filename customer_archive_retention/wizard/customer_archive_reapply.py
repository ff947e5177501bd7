# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import zipfile
import zlib

from odoo import fields, models
from odoo.exceptions import UserError

REGISTER = 'customer.archive.register'
# What a file raises that is none.
_MALFORMED = (ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile, zlib.error)


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
        entries = self._read_entries()
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

        :rtype: list[dict]
        :raise UserError: when it is no register, or that of another database
        """
        try:
            lines = [json.loads(line) for line in self._read_text().splitlines()]
            self._ensure_own(lines[0])
            return [
                entry for entry in _to_entries(lines) if entry['company'] == self.company_id.id
            ]
        except _MALFORMED as error:
            raise UserError(self.env._(
                "The file “%(file)s” is no exported register.", file=self.file_name or "",
            )) from error

    def _read_text(self):
        """Return the text of the file, which may be packed.

        :rtype: str
        """
        content = base64.b64decode(self.file)
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read('evidence.jsonl')
        return content.decode()

    def _ensure_own(self, head):
        """Check that it is the register of this database.

        :param dict head: the first line
        :raise UserError: when it is not
        """
        # The identity of the database is no secret; anchors name it too.
        own = self.env['ir.config_parameter'].sudo().get_param('database.uuid')
        if (head['chain'], head['uuid']) != (REGISTER, own):
            raise UserError(self.env._(
                "The file “%(file)s” is not the register of this database.",
                file=self.file_name or "",
            ))


def _to_entries(lines):
    """Yield the entries that the lines of a register tell of, in their order."""
    columns = []
    for line in lines:
        if line['type'] == 'seal':
            columns = json.loads(line['header'])['columns']
        elif line['type'] == 'row':
            *alone, texts = json.loads(line['canonical'])
            entry = {
                **dict(zip(columns[:-1], alone, strict=True)),
                **dict(zip(columns[-1], texts, strict=True)),
            }
            # Of a second; who entered rows by hand gave more.
            yield {**entry, 'at': fields.Datetime.to_datetime(entry['at'][:19])}
