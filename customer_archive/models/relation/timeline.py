# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ('archive', "Archive"), ('contact', "First Contact"), ('order', "Contract or Order"),
    ('complaint', "Complaint"), ('service', "Service"), ('state', "Change of State"),
]

class CustomerArchiveTimeline(models.Model):
    """The history of a relation in the order of its dates, from the records themselves (CA-16).

    First contact, contracts and orders, complaints and services, and each step of what lies in the
    archive, which the register knows. It tells numbers and amounts; the words are found at the
    source, by who may read it.
    """

    _name = 'customer.archive.timeline'
    _inherit = ['customer.archive.dealing']
    _description = "Archive: History of the Relation"
    _auto = False
    _order = 'at desc, id desc'

    # What has to stand in the database before it is read from there.
    _depends = {
        'customer.archive': [
            'name', 'state', 'partner_id', 'company_id', 'department_id', 'confidentiality',
            'opened_on',
        ],
        'res.partner': ['commercial_partner_id'],
        'sale.order': [
            'name', 'state', 'partner_id', 'company_id', 'date_order', 'currency_id',
            'amount_total',
        ],
        'customer.archive.complaint': ['archive_id', 'name', 'received_on'],
        'customer.archive.service': ['archive_id', 'name', 'received_on'],
    }
    _index_fields = frozenset({'at', 'model', 'event', 'description'})

    at = fields.Datetime(string="Date", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    description = fields.Char(string="What Happened", compute='_compute_description')
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(readonly=True, aggregator=None)

    # What the register knows of a step.
    model = fields.Char(string="Technical Kind", readonly=True)
    event = fields.Char(string="Technical Event", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends('kind', 'line_id')
    @api.depends_context('lang')
    def _compute_description(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        # A step is told as the register tells it; it names no customer and no words of people.
        entries_sudo = self.env['customer.archive.register'].sudo().browse(
            self.filtered(lambda row: row.kind == 'state').mapped('line_id'),
        )
        steps = {entry.id: entry._show_step() for entry in entries_sudo}
        for row in self:
            row.description = (
                steps[row.line_id] if row.kind == 'state'
                else self.env._("Archive opened") if row.kind == 'archive' else kinds.get(row.kind)
            )

    # === BUSINESS METHODS === #

    def _get_document(self):
        """Override to find what a step was taken with by its number, as the register names it."""
        self.ensure_one()
        if self.kind != 'state':
            return self.env[self._get_source_models()[self.kind]].browse(self.source_id)
        documents = self.env[self.model]
        found = documents.search([
            (documents._register_key, '=', self.document), ('company_id', '=', self.company_id.id),
        ], limit=1)
        if not found:
            raise UserError(self._get_no_access_message())
        return found

    def _get_no_access_message(self):
        """Override to leave open whom to ask: the source may lie anywhere."""
        return self.env._(
            "You see here that %(document)s is part of the history. What it says is for who has"
            " rights on it.", document=self.document,
        )

    # === BUSINESS METHODS - QUERY === #

    @api.model
    def _get_source_models(self):
        """Return what the source of a row is, by its kind; that of a step stands in the row.

        For a module to show other rows, it must override this method.

        :rtype: dict[str, str]
        """
        return {
            'archive': 'customer.archive', 'order': 'sale.order',
            'complaint': 'customer.archive.complaint', 'service': 'customer.archive.service',
        }

    @api.model
    def _get_parts(self):
        """Override to show the archive, orders, complaints, services, and all steps."""
        return [
            *super()._get_parts(),
            self._get_archive_part(), self._get_step_part(), self._get_order_part(),
            self._get_case_part('complaint'), self._get_case_part('service'),
        ]

    @api.model
    def _get_archive_part(self):
        """Return when archives were opened, on paper as well."""
        return SQL(
            """
                archive.id AS source_id, archive.name AS document, 'archive'::varchar AS kind,
                archive.opened_on::timestamp AT TIME ZONE %(tz)s AT TIME ZONE 'UTC' AS at,
                NULL::int AS currency_id, NULL::numeric AS amount, NULL::varchar AS model,
                NULL::varchar AS event
            FROM customer_archive archive
            JOIN customer_archive line ON line.id = archive.id
            """,
            tz=str(self.env.company._get_archive_tz()),
        )

    @api.model
    def _get_step_part(self):
        """Return how the archive, and what lies in it, went from state to state.

        What has a row of its own does not begin by a step as well.
        """
        return SQL(
            """
                NULL::int, line.subject, 'state'::varchar, line.at, NULL::int, NULL::numeric,
                line.model, line.event
            FROM customer_archive archive
            JOIN customer_archive_register line ON line.archive = archive.name
                 AND line.company = archive.company_id AND line.model = ANY(%(models)s)
                 AND (line.facts->>'from' IS DISTINCT FROM line.facts->>'to'
                      OR line.event = 'open' AND line.model != ALL(%(own)s))
            """,
            models=self._get_telling_models(), own=list(self._get_source_models().values()),
        )

    @api.model
    def _get_order_part(self):
        """Return the orders that were confirmed, which are the contracts with the customer."""
        return SQL(
            """
                line.id, line.name::varchar, 'order'::varchar, line.date_order, line.currency_id,
                line.amount_total::numeric, NULL::varchar, NULL::varchar
            FROM %s
            JOIN res_partner partner ON partner.commercial_partner_id = archive.partner_id
            JOIN sale_order line ON line.partner_id = partner.id
                 AND line.company_id = archive.company_id AND line.state = 'sale'
            """,
            self._get_archives(),
        )

    @api.model
    def _get_case_part(self, kind):
        """Return what the customer brought.

        :param str kind: `complaint` or `service`
        """
        return SQL(
            """
                line.id, line.name, %(kind)s::varchar, line.received_on, NULL::int, NULL::numeric,
                NULL::varchar, NULL::varchar
            FROM customer_archive archive JOIN %(table)s line ON line.archive_id = archive.id
            """,
            kind=kind, table=SQL.identifier(self.env[self._get_source_models()[kind]]._table),
        )

    @api.model
    def _get_telling_models(self):
        """Return the models whose steps are told.

        :rtype: list[str]
        """
        return sorted(
            name for name in self.env.registry.descendants(
                ['customer.archive.transition'], '_inherit',
            ) if self.env[name]._tells_history and not self.env[name]._abstract
        )
