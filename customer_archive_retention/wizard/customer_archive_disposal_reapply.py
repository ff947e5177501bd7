# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io
import json
import zipfile

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.disposal.disposal_line import KINDS

REGISTER = 'customer.archive.register'


class CustomerArchiveDisposalReapply(models.TransientModel):
    """Lists what was destroyed once and is back, because the database was restored (X-02).

    The register of the time between backup and restore lies outside, exported. What it says is
    destroyed, and is here, comes on a list, which people decide about and execute as any other.
    """

    _name = 'customer.archive.disposal.reapply'
    _description = "Disposal: After a Restore"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company,
    )
    file = fields.Binary(
        string="Exported Register", required=True, attachment=False,
        help="The file that the export of the register has made, as it is.",
    )
    file_name = fields.Char()

    # === ACTION METHODS === #

    def action_list(self):
        """Make the list, and show it.

        :rtype: dict
        :raise UserError: when the file is no register of this database, or tells of nothing that is
                          here
        """
        self.ensure_one()
        disposals = self.env['customer.archive.disposal']
        disposals.check_access('create')
        disposal = disposals.create({
            'title': self.env._("After a restore"), 'company_id': self.company_id.id,
        })
        lines = self.env['customer.archive.disposal.line']
        if not lines._add_destroyed_before(disposal, self._read_destroyed()):
            raise UserError(self.env._(
                "Nothing that the file tells was destroyed is here: there is nothing to do again.",
            ))
        return {
            'type': 'ir.actions.act_window', 'res_model': disposal._name, 'res_id': disposal.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === HELPERS === #

    def _read_destroyed(self):
        """Return what the file says was destroyed: when, by the kinds and numbers.

        :rtype: dict[str, dict[str, str]]
        """
        kinds = {model: kind for kind, model in KINDS.items()}
        destroyed = {kind: {} for kind in KINDS}
        columns = []
        for line in self._read_lines():
            if line['type'] == 'seal':
                columns = json.loads(line['header'])['columns']
            elif line['type'] == 'row':
                *alone, texts = json.loads(line['canonical'])
                row = {
                    **dict(zip(columns[:-1], alone, strict=True)),
                    **dict(zip(columns[-1], texts, strict=True)),
                }
                if (row['event'], row['company']) == ('destroy', self.company_id.id) and (
                    row['model'] in kinds
                ):
                    destroyed[kinds[row['model']]][row['subject']] = row['at']
        return destroyed

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
