# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..archive.states import ACTIVE_STATES


class CustomerArchiveDealing(models.AbstractModel):
    """What customer and company did, drawn from the documents about it.

    Who may open the archive sees it, whatever he may see of the documents; these are opened by who
    may.
    """

    _name = 'customer.archive.dealing'
    _inherit = ['customer.archive.drawn']
    _description = "Archive: Drawn from Documents"
    _rec_name = 'document'

    _index_fields = frozenset({'document', 'source_id'})

    document = fields.Char(string="Source Document", readonly=True)
    source_id = fields.Integer(string="Technical Document", readonly=True, aggregator=None)

    # === ACTION METHODS === #

    def action_open_document(self):
        """Show where the row comes from, to who may see it."""
        self.ensure_one()
        self.check_access('read')
        document = self._get_document()
        if not document.has_access('read'):
            raise UserError(self._get_no_access_message())
        return {
            'type': 'ir.actions.act_window', 'res_model': document._name, 'res_id': document.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === BUSINESS METHODS === #

    def _get_document(self):
        """Return the record that the row is about. Each model says it for its rows.

        :rtype: recordset
        """
        raise NotImplementedError

    def _get_no_access_message(self):
        """Return why somebody cannot open the source of the row, and whom to ask.

        :rtype: str
        """
        return self.env._(
            "You see here what %(document)s is about. The document itself is for who has rights in"
            " sales or accounting: ask them for it.", document=self.document,
        )

    @api.model
    def _get_archives(self):
        """Return the archives that business belongs to, as the beginning of a `FROM`.

        A customer whose archive was closed has it in the last one, until there is a new one.
        """
        return SQL(
            """
            customer_archive archive
            JOIN res_company company ON company.id = archive.company_id AND (
                 archive.state IN %(active)s
                 OR archive.state = 'closed' AND NOT EXISTS (
                    SELECT FROM customer_archive other
                     WHERE other.partner_id = archive.partner_id
                       AND other.company_id = archive.company_id
                       AND (other.state IN %(active)s
                            OR other.state = 'closed' AND other.id > archive.id)))
            """, active=ACTIVE_STATES,
        )
