# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass
from odoo.addons.customer_archive.models.mechanism.triggers import freeze, refuse

# What an item names, by its kind; a customer stands for archives that are opened later as well.
_LINKS = ('partner_id', 'archive_id', 'volume_id', 'document_id')


class CustomerArchiveHoldItem(models.Model):
    """One thing that a hold covers: what is held is looked up here, by an index.

    The rows are written by one statement for many, are never deleted, and change once only, when
    their hold is released.
    """

    _name = 'customer.archive.hold.item'
    _inherit = ['customer.archive.kept']
    _description = "Archive Hold: Item"
    _order = 'hold_id desc, archive_id, kind, id'
    _rec_name = 'hold_id'
    _allow_sudo_commands = False

    hold_id = fields.Many2one(
        'customer.archive.hold', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='restrict')
    kind = fields.Selection(
        [('customer', "Customer"), ('archive', "Archive"), ('volume', "Volume"),
         ('document', "Document")],
        required=True, readonly=True,
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", readonly=True, ondelete='restrict',
    )
    archive_id = fields.Many2one('customer.archive', readonly=True, ondelete='restrict')
    volume_id = fields.Many2one('customer.archive.volume', readonly=True, ondelete='restrict')
    document_id = fields.Many2one('customer.archive.document', readonly=True, ondelete='restrict')
    held = fields.Boolean(readonly=True, help="Whether its hold is active.")
    since = fields.Datetime(readonly=True, help="When the hold took it in.")

    _names_its_kind = models.Constraint(
        "CHECK ((kind = 'customer' OR archive_id IS NOT NULL)"
        " AND (kind = 'volume') = (volume_id IS NOT NULL)"
        " AND (kind = 'document') = (document_id IS NOT NULL))",
        "An item names what it holds.",
    )
    _once = models.UniqueIndex(
        "(hold_id, coalesce(partner_id, 0), coalesce(archive_id, 0), coalesce(volume_id, 0),"
        " coalesce(document_id, 0)) WHERE held",
        "This hold has that item already.",
    )
    # What is held is asked at each step: few rows are, and these indexes hold no others.
    _held_archive_idx = models.Index('(archive_id) WHERE held')
    _held_partner_idx = models.Index('(partner_id) WHERE held')
    _held_volume_idx = models.Index('(volume_id) WHERE held')
    _held_document_idx = models.Index('(document_id) WHERE held')

    # === SETUP === #

    def init(self):
        """Override to let an item change when it is freed only; a merge may rename a customer."""
        super().init()
        kept = ('hold_id', 'company_id', 'kind', 'archive_id', 'volume_id', 'document_id', 'since')
        freeze(self, 'no_update', kept)
        refuse(self, 'no_return', 'UPDATE', when=SQL("new.held AND NOT old.held"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let holds alone write what they cover."""
        if vals_list:
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        """Override to let holds alone write what they cover."""
        if not has_pass(self):
            self._refuse()
        return super().write(vals)

    def _refuse(self):
        """Refuse to write items.

        :raise AccessError: always
        """
        raise AccessError(self.env._("What a hold covers is written down by the hold itself."))

    # === BUSINESS METHODS === #

    @api.model
    def _insert(self, hold):
        """Write down what a hold covers and did not yet, by one statement.

        :param recordset hold: an active hold
        :return: the new items
        :rtype: recordset
        """
        hold.flush_recordset()
        self.env['customer.archive'].flush_model(['partner_id', 'company_id'])
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO customer_archive_hold_item
                (hold_id, company_id, kind, partner_id, archive_id, volume_id, document_id, held,
                 since, create_uid, create_date, write_uid, write_date)
            SELECT %(hold)s, %(company)s, scope.kind, scope.partner_id, scope.archive_id,
                   scope.volume_id, scope.document_id, TRUE, %(now)s, %(uid)s, %(now)s, %(uid)s,
                   %(now)s
            FROM (%(scope)s) AS scope ORDER BY scope.archive_id
            ON CONFLICT DO NOTHING RETURNING id
            """,
            hold=hold.id, company=hold.company_id.id, now=fields.Datetime.now(), uid=self.env.uid,
            scope=self._get_scope_query(hold),
        ))
        self._forget()
        return self.browse(row_id for [row_id] in rows)

    @api.model
    def _get_new_archives(self, hold):
        """Return the archives of what a hold covers now and did not yet.

        :param recordset hold: an active hold
        :rtype: recordset
        """
        hold.flush_recordset()
        self.env['customer.archive'].flush_model(['partner_id', 'company_id'])
        return self.env['customer.archive'].sudo().browse(archive_id for [archive_id] in (
            self.env.execute_query(SQL(
                """
                SELECT DISTINCT scope.archive_id FROM (%(scope)s) AS scope
                WHERE scope.archive_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM customer_archive_hold_item item
                    WHERE item.hold_id = %(hold)s AND item.held
                        AND item.archive_id = scope.archive_id AND item.kind = scope.kind
                        AND item.volume_id IS NOT DISTINCT FROM scope.volume_id
                        AND item.document_id IS NOT DISTINCT FROM scope.document_id
                ) ORDER BY scope.archive_id
                """, scope=self._get_scope_query(hold), hold=hold.id,
            ))
        ))

    @api.model
    def _get_scope_query(self, hold):
        """Return what a hold covers now, a row each.

        :param recordset hold: a hold
        :rtype: SQL
        """
        archives = self.env['customer.archive'].sudo()  # Also what its owner may not see.
        parts = [
            SQL(
                "SELECT 'customer' AS kind, partner.id AS partner_id, NULL::int AS archive_id,"
                " NULL::int AS volume_id, NULL::int AS document_id"
                " FROM res_partner partner WHERE partner.id = ANY(%s)", hold.partner_ids.ids,
            ),
            SQL(
                "SELECT 'archive', NULL, archive.id, NULL, NULL FROM customer_archive archive"
                " WHERE archive.id = ANY(%(archives)s)"
                " OR archive.partner_id = ANY(%(partners)s) AND archive.company_id = %(company)s"
                # What lay in a merged one lies in another one now.
                " OR archive.id IN (SELECT gone.merged_into_id FROM customer_archive gone"
                " WHERE gone.merged_into_id IS NOT NULL AND (gone.id = ANY(%(archives)s)"
                " OR gone.partner_id = ANY(%(partners)s) AND gone.company_id = %(company)s))",
                archives=hold.archive_ids.ids, partners=hold.partner_ids.ids,
                company=hold.company_id.id,
            ),
            SQL(
                "SELECT 'volume', NULL, archive_id, id, NULL FROM customer_archive_volume"
                " WHERE id = ANY(%s)", hold.volume_ids.ids,
            ),
            SQL(
                "SELECT 'document', NULL, archive_id, NULL, id FROM customer_archive_document"
                " WHERE id = ANY(%s)", hold.document_ids.ids,
            ),
        ]
        if domain := hold._get_query_domain():
            query = archives._search(domain)
            parts.append(query.select(
                SQL("'archive'"), SQL("NULL"), SQL.identifier(query.table, 'id'),
                SQL("NULL"), SQL("NULL"),
            ))
        return SQL(" UNION ").join(SQL("(%s)", part) for part in parts)

    @api.model
    def _count_scope(self, hold):
        """Return how much a hold concerns now: archives, and the volumes and documents it covers.

        :param recordset hold: a hold
        :rtype: dict[str, int]
        """
        hold.flush_recordset()
        [[archives, volumes, documents]] = self.env.execute_query(SQL(
            """
            WITH scope AS MATERIALIZED (%(scope)s), whole AS (
                SELECT archive_id FROM scope WHERE kind = 'archive'
            ), volume AS (
                SELECT id FROM customer_archive_volume WHERE archive_id IN (TABLE whole)
                UNION SELECT volume_id FROM scope WHERE kind = 'volume'
            ), document AS (
                SELECT id FROM customer_archive_document
                WHERE archive_id IN (TABLE whole) OR volume_id IN (TABLE volume)
                UNION SELECT document_id FROM scope WHERE kind = 'document'
            )
            SELECT (SELECT count(DISTINCT archive_id) FROM scope),
                   (SELECT count(*) FROM volume), (SELECT count(*) FROM document)
            """, scope=self._get_scope_query(hold),
        ))
        return {
            'held_archives': archives, 'held_volumes': volumes, 'held_documents': documents,
        }

    @api.model
    def _free(self, holds):
        """Free what holds covered, by one statement.

        :param recordset holds: holds that are released
        :return: their items
        :rtype: recordset
        """
        rows = self.env.execute_query(SQL(
            "UPDATE customer_archive_hold_item SET held = FALSE, write_uid = %s, write_date = %s"
            " WHERE hold_id IN %s AND held RETURNING id",
            self.env.uid, fields.Datetime.now(), tuple(holds.ids),
        ))
        self._forget()
        return self.browse(row_id for [row_id] in rows)

    def _enter_archives(self, event):
        """Tell each archive of the items that it is held, or no longer.

        :param str event: the event in the register
        """
        for hold, items in self.grouped('hold_id').items():
            items.archive_id._enter_register(event, {'hold': hold.name})

    @api.model
    def _forget(self):
        """Let everything that may be held be asked anew in this transaction."""
        self.invalidate_model()
        for name in self.env.registry.descendants(['customer.archive.held'], '_inherit'):
            if not self.env[name]._abstract:
                self.env[name].invalidate_model(['hold_ids', 'hold_count', 'is_held'], flush=False)
        self.env['res.partner'].invalidate_model(['archive_is_held'], flush=False)
