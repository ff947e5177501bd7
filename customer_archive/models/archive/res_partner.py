# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..mechanism.ruled_one2many import RuledOne2many
from .states import ACTIVE_STATES


class ResPartner(models.Model):
    """The customer shows his archive, and cannot be lost from under it.

    Whoever has no archive is not touched: the guards ask one indexed question, and only when
    something changes that an archive hangs on (X-08).
    """

    _inherit = 'res.partner'

    archive_ids = RuledOne2many(
        'customer.archive', 'partner_id', string="Archives",
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )
    archive_id = fields.Many2one(
        'customer.archive', compute='_compute_archive_id', compute_sudo=False,
        search='_search_archive_id',
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )
    archive_state = fields.Selection(
        related='archive_id.state', string="Archive Status", related_sudo=False,
        tracking=False,  # Tracked, it would be computed at each write of each contact.
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )

    # Those that are kept, in all companies, whoever asks: for our own code alone. They are read
    # once for all that ask in a transaction, so that writing a contact costs one question.
    kept_archive_ids = fields.One2many(
        'customer.archive', 'partner_id', domain=[('state', 'in', ACTIVE_STATES)],
        groups=fields.NO_ACCESS,
    )

    archive_missing = fields.Boolean(
        string="Customer Without Archive", store=False, search='_search_archive_missing',
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
    )

    _archive_trigram_idx = models.Index(
        "USING gin (customer_archive_partner_text(complete_name, ref, vat, phone, email)"
        " gin_trgm_ops)",
    )
    _archive_bigram_idx = models.Index(
        "USING gin (customer_archive_bigrams("
        "customer_archive_partner_text(complete_name, ref, vat, phone, email)))",
    )

    # === COMPUTE METHODS === #

    @api.depends('commercial_partner_id', 'archive_ids.merged_into_id.state', 'archive_ids.state')
    @api.depends_context('company', 'uid')
    def _compute_archive_id(self):
        company = self.env.company
        kept = self.env['customer.archive']._find_kept(self.commercial_partner_id, company)
        for partner in self:
            partner.archive_id = kept.get((partner.commercial_partner_id, company))

    def _search_archive_id(self, operator, value):
        active = Domain('state', 'in', ACTIVE_STATES) & Domain(
            'company_id', '=', self.env.company.id,
        )
        archives = self.env['customer.archive']
        if operator in ('any', 'any!'):
            return self._having(archives._search(active & Domain(value)))
        if operator != 'in':
            return NotImplemented
        found = self._having(archives._search(active & Domain('id', 'in', set(value) - {False})))
        if False in value:
            found |= ~self._having(archives._search(active))
        return found

    def _having(self, archives):
        """Return the domain of the customers, and their contacts, who have some archives.

        :param Query archives: the archives
        :rtype: Domain
        """
        # Whose archive was merged has the one that stays.
        merged = self.env['customer.archive']._search([
            ('merged_into_id', 'in', archives.subselect()),
        ])
        return Domain('commercial_partner_id', 'in', archives.subselect('partner_id')) | Domain(
            'commercial_partner_id', 'in', merged.subselect('partner_id'),
        )

    def _search_archive_missing(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # Whether there is business with a customer is told to who keeps archives, not what it is.
        orders = self.env['sale.order'].sudo()._search([
            ('state', '!=', 'cancel'), ('company_id', '=', self.env.company.id),
        ])
        invoices = self.env['account.move'].sudo()._search([
            ('move_type', 'in', ('out_invoice', 'out_refund')), ('state', '=', 'posted'),
            ('company_id', '=', self.env.company.id),
        ])
        business = Domain('child_ids', 'any!', [('id', 'in', orders.subselect('partner_id'))])
        return Domain('parent_id', '=', False) & Domain('archive_id', '=', False) & (
            business | Domain('id', 'in', orders.subselect('partner_id'))
            | Domain('id', 'in', invoices.subselect('commercial_partner_id'))
        )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to keep customers where their archives need them."""
        if vals.get('company_id') and (archive := self._get_archives_sudo().filtered(
            lambda archive: archive.company_id.id != vals['company_id'],
        )[:1]):
            raise UserError(self.env._(
                "%(customer)s has an archive in another company (%(archive)s).",
                customer=archive.partner_id.display_name, archive=archive.name,
            ))
        turned = self.filtered(
            lambda partner: partner.active != vals['active'],
        ) if 'active' in vals else self.browse()
        res = super().write(vals)
        if vals.keys() & {'parent_id', 'is_company'}:
            self._ensure_archives_in_place()
        if archives := turned and turned._get_archives_sudo():
            archives._enter_register(
                'customer_unarchived' if vals['active'] else 'customer_archived',
            )
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archived(self):
        if archive := self._get_archives_sudo()[:1]:
            raise UserError(self.env._(
                "%(customer)s has an archive (%(archive)s) and cannot be deleted: its number is"
                " never given again. Archive the contact instead.",
                customer=archive.partner_id.display_name, archive=archive.name,
            ))

    # === ACTION METHODS === #

    def action_open_customer_archive(self):
        """Show the archive of the customer; open one at first contact (CA-02)."""
        self.check_access('read')
        archives = self.env['customer.archive']._open_for(self)
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_action',
        )
        if len(archives) == 1:
            return {**action, 'views': [(False, 'form')], 'res_id': archives.id}
        return {**action, 'domain': [('id', 'in', archives.ids)]}

    # === BUSINESS METHODS === #

    def _get_archives_sudo(self):
        """Return all archives of the contacts, of all companies and departments.

        :rtype: recordset
        """
        # An archive must not be lost because whoever changes the contact cannot see it.
        return self.env['customer.archive'].sudo().search([('partner_id', 'in', self.ids)])

    def _ensure_archives_in_place(self):
        """Check that every active archive still belongs to the customer as a whole.

        :raise UserError: naming a customer who became a contact of another one
        """
        for archive in self._get_archives_sudo():
            customer = archive.partner_id
            if archive.state in ACTIVE_STATES and customer.commercial_partner_id != customer:
                raise UserError(self.env._(
                    "%(customer)s has an archive of his own (%(archive)s): close it before making"
                    " him a contact of another company.",
                    customer=customer.display_name, archive=archive.name,
                ))
