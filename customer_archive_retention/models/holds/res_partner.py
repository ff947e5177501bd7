# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass

# What says who a customer is. None of it is blanked while he is held.
_PERSONAL = ('name', 'email', 'phone', 'function', 'comment', 'website', 'image_1920')
_OF_CUSTOMER = (
    'vat', 'ref', 'company_registry', 'company_name', 'street', 'street2', 'city', 'zip',
    'state_id', 'country_id',
)
# What is not replaced either, but by a change request, which keeps what it was.
_IDENTITY = ('name', 'vat', 'ref')


class ResPartner(models.Model):
    """A customer stays who he is while something of his is held, and so do his contacts (ND-02).

    Whoever is not held is not touched: the guards ask one indexed question, and only when
    something goes.
    """

    _inherit = 'res.partner'

    archive_is_held = fields.Boolean(
        string="Held", compute='_compute_archive_is_held', compute_sudo=True,
        search='_search_archive_is_held',
        groups='customer_archive.customer_archive_group_user,'
               'customer_archive.customer_archive_group_auditor',
        help="Something of this customer stays as it is until every hold on it is released.",
    )

    # === COMPUTE METHODS === #

    @api.depends('commercial_partner_id')
    def _compute_archive_is_held(self):
        held = self._get_holds_by_partner()
        for partner in self:
            partner.archive_is_held = partner._origin.id in held

    def _search_archive_is_held(self, operator, value):
        if operator != 'in':
            return NotImplemented
        customers = Domain('id', 'in', SQL(
            "(SELECT partner_id FROM customer_archive_hold_item"
            " WHERE held AND partner_id IS NOT NULL)",
        )) | Domain('id', 'in', self.env['customer.archive'].sudo()._search(  # Held for everybody.
            [('is_held', '=', True)],
        ).subselect('partner_id'))
        return customers | Domain('commercial_partner_id', 'any!', customers)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to keep what says who a held customer is."""
        self._ensure_identity_stays(vals)
        return super().write(vals)

    def unlink(self):
        """Override to refuse before anything goes that hangs on the contacts."""
        self._unlink_except_held()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._take_guarded_rows(written=True)
        self._ensure_not_held(self.env._("Its contacts are not deleted."))
        # Released holds stay as well; only their numbers are told.
        if item := self.env['customer.archive.hold.item'].sudo().search([
            ('partner_id', 'in', self.ids),
        ], limit=1):
            raise UserError(self.env._(
                "%(customer)s stands in %(hold)s, which is kept for ever: archive the contact"
                " instead of deleting it.",
                customer=item.partner_id.display_name, hold=item.hold_id.name,
            ))

    # === BUSINESS METHODS === #

    def _get_customer_archives_sudo(self):
        """Return the archives of the customers that the contacts are, or belong to.

        :rtype: recordset
        """
        partners = self | self.sudo().commercial_partner_id  # Whose contacts they are, no more.
        return partners._get_archives_sudo().sorted('id')

    def _take_guarded_rows(self, written=False):
        """Take the rows that guard the customers against a hold at the same moment.

        Whoever holds one takes the same rows: those of his archives, and his own where he has none.

        :param bool written: whether the caller writes or deletes the contacts themselves: a lock on
                             them is enough then, as in `_lock` of what may be blocked
        """
        self._get_customer_archives_sudo()._touch()
        touched = self | self.sudo().commercial_partner_id  # As above.
        if written and self.ids:
            self.env.cr.execute(SQL(
                "SELECT FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", self._ids,
            ))
            touched -= self
        if touched.ids:
            self.env.cr.execute(SQL(
                "UPDATE res_partner SET id = id WHERE id IN %s", tuple(sorted(touched.ids)),
            ))

    def _get_holds_by_partner(self):
        """Return the holds on the customers that the contacts are or belong to.

        :return: of those who are held, by id
        :rtype: dict[int, recordset]
        """
        partners = self._origin.sudo()  # Whose contacts they are, no more.
        customers = partners | partners.commercial_partner_id
        if not customers.ids:
            return {}
        self.env['customer.archive'].flush_model(['partner_id', 'company_id'])
        holds_by_customer, found = {}, {}
        for customer_id, hold_id in self.env.execute_query(SQL(
            """
            SELECT partner_id, hold_id FROM customer_archive_hold_item
             WHERE held AND partner_id = ANY(%(ids)s)
            UNION
            SELECT archive.partner_id, item.hold_id FROM customer_archive archive
              JOIN customer_archive_hold_item item ON item.archive_id = archive.id AND item.held
             WHERE archive.partner_id = ANY(%(ids)s)
            """, ids=customers.ids,
        )):
            holds_by_customer.setdefault(customer_id, set()).add(hold_id)
        for partner in partners if holds_by_customer else ():
            for customer in partner | partner.commercial_partner_id:
                if customer.id in holds_by_customer:
                    found.setdefault(partner.id, set()).update(holds_by_customer[customer.id])
        holds = self.env['customer.archive.hold'].sudo()  # Numbers only are told of them.
        if living := holds._search_living():
            archives = partners._get_customer_archives_sudo()
            for hold in living:
                met = archives.search(
                    hold._get_query_domain() & Domain('id', 'in', archives.ids),
                ).partner_id
                for partner in partners:
                    if met & (partner | partner.commercial_partner_id):
                        found.setdefault(partner.id, set()).add(hold.id)
        return {
            partner_id: holds.browse(sorted(hold_ids)) for partner_id, hold_ids in found.items()
        }

    def _ensure_not_held(self, consequence):
        """Check that nothing of the contacts' customers is held.

        :param str consequence: a sentence that says what stays
        :raise UserError: naming the customer and his holds
        """
        for partner_id, holds in self._get_holds_by_partner().items():
            raise UserError('\n'.join([
                self.env._(
                    "%(customer)s has to stay as it is. %(consequence)s",
                    customer=self.browse(partner_id).sudo().display_name, consequence=consequence,
                ),
                *(hold._describe() for hold in holds),
            ]))

    def _ensure_identity_stays(self, vals):
        """Check that `vals` take nothing away that says who a held customer is.

        :param dict vals: values to write
        :raise UserError: naming the customer and his holds
        """
        # What is filled in takes nothing away: most writes end here.
        names = {
            name for name in vals.keys() & {*_PERSONAL, *_OF_CUSTOMER, 'active', 'parent_id'}
            if not vals[name] or name in (*_IDENTITY, 'parent_id')
        }
        if not names:
            return
        losing = self._origin.filtered(lambda partner: partner._loses_identity(vals, names))
        if losing:
            losing._take_guarded_rows(written=True)
            losing._ensure_not_held(self.env._(
                "What says who it is may be completed and corrected, not blanked or hidden; name"
                " and numbers change by a change request, which keeps what they were.",
            ))

    def _loses_identity(self, vals, names):
        """Tell whether `vals` would take something of the contact away.

        :param dict vals: values to write
        :param set[str] names: those of them that count
        :rtype: bool
        """
        self.ensure_one()
        partner = self.sudo()  # What it has, whoever may see it.
        if 'active' in names and partner.active and not vals['active']:
            return True
        if 'parent_id' in names and partner.parent_id and vals['parent_id'] != partner.parent_id.id:
            return True
        is_customer = partner.commercial_partner_id == partner
        # What a contact has from his customer follows him.
        own = names & {*_PERSONAL, *(_OF_CUSTOMER if is_customer else ())}
        if any(not vals[name] and partner[name] for name in own):
            return True
        return not has_pass(self) and any(
            partner[name] and vals[name] != partner[name] for name in own & set(_IDENTITY)
        )
