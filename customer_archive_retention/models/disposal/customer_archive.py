# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.fields import Domain

from .destroyable import DESTROYED, refuse_to_forget


class CustomerArchive(models.Model):
    """A closed archive ends with all its volumes and documents; its number stays for ever."""

    _name = 'customer.archive'
    _inherit = [
        'customer.archive.unsettled', 'customer.archive.destroyable', 'customer.archive',
    ]

    _destroyed_from = ('closed', 'void')
    _content_fields = ('note',)

    state = fields.Selection(
        selection_add=[(DESTROYED, "Destroyed")], ondelete={DESTROYED: refuse_to_forget},
    )

    # === BUSINESS METHODS === #

    def _get_disposal_parts(self):
        """Override to end with what lies in it."""
        volumes = self.volume_ids
        documents = self.document_ids
        holdings = self.env['customer.archive.holding'].search([('archive_id', 'in', self.ids)])
        return [*super()._get_disposal_parts(), holdings, documents, volumes]

    def _find_blockable(self, verb):
        """Override to name what stands on a list."""
        found = super()._find_blockable(verb)
        return found | self.browse(self._get_open_lists()) if verb == 'merge_into' else found

    def _get_blockers(self, verb):
        """Override to let a list be settled first: it tells of things by their archives."""
        blockers = super()._get_blockers(verb)
        lists = self._get_open_lists().get(self.id, ()) if verb == 'merge_into' else ()
        return [*blockers, *(self.env._(
            "Something of it stands on a disposal list that is not settled: %(disposal)s.",
            disposal=name,
        ) for name in sorted(lists))]

    def _get_open_lists(self):
        """Return the disposal lists that are not settled and on which something of them stands.

        :return: the numbers of the lists by the ids of the archives
        :rtype: dict[int, set[str]]
        """
        found = {}
        paths = ('archive_id', 'volume_id.archive_id', 'document_id.archive_id')
        for path in paths:
            for line in self.env['customer.archive.disposal.line'].sudo().search([  # For everybody.
                ('state', 'in', ('open', 'removed')), (path, 'in', self.ids),
            ]):
                for archive in line.mapped(path):
                    found.setdefault(archive.id, set()).add(line.disposal_id.name)
        return found

    def _ensure_open(self):
        """Override to say that nothing comes back."""
        self.sudo()._ensure_not_destroyed()  # Whether it is destroyed is no secret.
        return super()._ensure_open()

    def _get_unsettled(self):
        """Override to wait until nobody owes anything, and no contract runs."""
        found = super()._get_unsettled()
        named = {}
        for partner, company, records in [*self._get_open_moves(), *self._get_running_orders()]:
            named.setdefault((partner.commercial_partner_id, company), []).extend(
                records.mapped('display_name'),
            )
        for archive in self:
            for customer in archive._get_customers_sudo():
                found.setdefault(archive.id, []).extend(
                    named.get((customer, archive.company_id), []),
                )
        for (archive, _volume), numbers in self._get_open_cases(self).items():
            found[archive.id].extend(numbers)
        return found

    def _get_open_moves(self):
        """Return what is drafted, or posted and not paid, by customer and company.

        :rtype: list[tuple[recordset, recordset, recordset]]
        """
        return self.env['account.move']._read_group(
            Domain('commercial_partner_id', 'in', self._get_customers_sudo().ids)
            & Domain('company_id', 'in', self.company_id.ids) & Domain('move_type', '!=', 'entry')
            & (Domain('state', '=', 'draft')
               | Domain('state', '=', 'posted') & Domain('amount_residual', '!=', 0)),
            ['commercial_partner_id', 'company_id'], ['id:recordset'],
        )

    def _get_running_orders(self):
        """Return the confirmed orders that are not invoiced in full, by customer and company.

        :rtype: list[tuple[recordset, recordset, recordset]]
        """
        return self.env['sale.order']._read_group(
            Domain('partner_id.commercial_partner_id', 'in', self._get_customers_sudo().ids)
            & Domain('company_id', 'in', self.company_id.ids)
            & Domain('state', '=', 'sale') & Domain('invoice_status', '!=', 'invoiced'),
            ['partner_id', 'company_id'], ['id:recordset'],
        )
