# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from .canonical import to_digest
from .inner_pass import has_pass, with_pass


class CustomerArchiveEvidenceNote(models.Model):
    """The words of people beside the evidence: the only part of it that can be erased.

    Who writes a reason may name a customer, and a customer may ask to be forgotten. The row of the
    evidence keeps a commitment, SHA-256 over a salt and the text; text and salt lie here. While
    they do, verification shows that the text is the one that was written; once they are gone, the
    commitment tells nothing about it, and the chain still holds.
    """

    _name = 'customer.archive.evidence.note'
    _inherit = ['customer.archive.append.only']
    _description = "Archive: Note of an Evidence Row"
    _log_access = False  # Each class says it for itself; see the abstract model.

    _refused_events = (('UPDATE', 'ROW'), ('TRUNCATE', 'STATEMENT'))

    chain = fields.Char(required=True, readonly=True)
    # The id only: a foreign key would let this table reach the evidence.
    row = fields.Integer(required=True, readonly=True)
    salt = fields.Char(required=True, readonly=True)
    text = fields.Text(required=True, readonly=True)

    _row_idx = models.UniqueIndex("(chain, row)")

    # === BUSINESS METHODS === #

    def _is_removable(self):
        """Override to let :meth:`_erase` through."""
        return has_pass(self)

    @api.model
    def _prepare_note(self, text):
        """Return a text with a fresh salt, and the commitment to both.

        :param str text: the words
        :return: `salt`, `text` and the commitment (hexadecimal)
        :rtype: tuple[dict, str]
        """
        salt = secrets.token_hex(16)
        return {'salt': salt, 'text': text}, to_digest(salt + text)

    @api.model
    def _erase(self, rows, reason):
        """Erase what people wrote beside rows of the evidence; the register says how many.

        :param recordset rows: rows of one kind of evidence
        :param str reason: why, in the words of the user; it must not repeat what is erased
        :return: how many notes were erased
        :rtype: int
        :raise UserError: without a reason
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Say why the notes are erased."))
        # Nobody has a right to the notes by themselves: our own code erases them.
        notes = self.sudo().search([('chain', '=', rows._name), ('row', 'in', rows.ids)])
        if not notes:
            return 0
        named = rows.browse(notes.mapped('row')).sudo()
        subjects = sorted({name for name in named.mapped(named._rec_name or 'actor') if name})
        count = len(notes)
        with_pass(notes).unlink()
        rows.invalidate_recordset(['note'])
        self.env['customer.archive.register']._enter([{
            'event': 'erase_note', 'model': rows._name, 'subject': rows._name,
            'company': self.env.company.id, 'note': reason,
            'facts': {'chain': rows._name, 'count': count, 'subjects': subjects},
        }])
        return count
