# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism import text_search
from ..mechanism.inner_pass import has_pass
from ..mechanism.scope import CONFIDENTIALITY
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ARCHIVIST = 'customer_archive.customer_archive_group_archivist'
ACTIVE_STATES = ('temporary', 'formal')

# The dimensions that have a field of their own.
OWN_DIMENSIONS = ('importance', 'business_type', 'spend_level')
_CLASS_FIELDS = frozenset({'class_ids', *(f'{name}_id' for name in OWN_DIMENSIONS)})

TRANSITIONS = {
    'formalise': Transition(
        _lt("make an archive formal"), _lt("Made formal"), ('temporary',), 'formal', ARCHIVIST,
    ),
    'close': Transition(
        _lt("close an archive"), _lt("Closed"), ('formal',), 'closed', ARCHIVIST, True,
    ),
    'reopen': Transition(
        _lt("reopen an archive"), _lt("Reopened"), ('closed',), 'formal', ARCHIVIST, True,
    ),
    'void': Transition(
        _lt("void an archive"), _lt("Voided"), ('temporary',), 'void', ARCHIVIST, True,
    ),
}


class CustomerArchive(models.Model):
    """The archive of one customer in one company (客户档案), opened at first contact under a number
    that is never used twice (CA-01 to CA-03). The customer's data stay on the contact and are read
    live; the archive adds what the contact cannot know.
    """

    _name = 'customer.archive'
    _inherit = [
        'customer.archive.scope', 'customer.archive.container', 'customer.archive.transition',
        'customer.archive.sweep', 'customer.archive.thread',
    ]
    _description = "Customer Archive"
    _order = 'name, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'name', 'formal_on', 'closed_on', 'next_volume', 'next_document',
    })
    _archive_column = 'id'
    _asked_for = 'archive'
    _own_project_paths = ('volume_ids.manager_id', 'volume_ids.member_ids')
    # Changes of these are entered in the register, with the values before and after.
    _registered_fields = ('department_id', 'custodian_id', 'confidentiality', 'class_ids')
    _index_fields = frozenset({
        'custodian_id', 'deputy_id', 'opened_on', 'formal_on', 'closed_on', 'reviewed_on',
        'next_review', 'next_volume', 'next_document', 'volume_ids', 'volume_count', 'document_ids',
        'document_count',
    })

    name = fields.Char(
        string="Archive Number", readonly=True, copy=False, index='trigram',
    )
    state = fields.Selection(
        [('temporary', "Temporary"), ('formal', "Formal"), ('closed', "Closed"), ('void', "Void")],
        string="Status", default='temporary', required=True, readonly=True, copy=False,
        tracking=True,
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain="[('parent_id', '=', False)]", check_company=True,
    )
    company_id = fields.Many2one(default=lambda self: self.env.company)
    confidentiality = fields.Selection(CONFIDENTIALITY, required=True, default='1')
    custodian_id = fields.Many2one(
        'res.users', string="Archivist", index='btree_not_null', tracking=True,
        ondelete='restrict', domain="[('share', '=', False)]",
        help="Answers for the archive and is reminded of its deadlines.",
    )
    deputy_id = fields.Many2one(
        'res.users', ondelete='restrict', domain="[('share', '=', False)]",
    )
    # What archivists tell each other about a customer is not for everybody who may see his archive.
    note = fields.Html(
        string="Notes",
        groups=f'{ARCHIVIST},customer_archive.customer_archive_group_general_manager,'
               'customer_archive.customer_archive_group_auditor',
    )

    # Dates.
    opened_on = fields.Date(
        default=lambda self: self.env.company._get_archive_today(), copy=False, required=True,
    )
    formal_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    reviewed_on = fields.Date(string="Last Review", copy=False)
    next_review = fields.Date(compute='_compute_next_review', store=True)

    # Keys that the customer states, kept here for the indexes.
    customer_type = fields.Selection(
        [('company', "Company"), ('person', "Individual")],
        compute='_compute_customer_type', store=True,
    )
    industry_id = fields.Many2one(
        related='partner_id.industry_id', store=True, index='btree_not_null',
    )
    region_id = fields.Many2one(
        related='partner_id.state_id', string="Province", store=True, index='btree_not_null',
    )

    customer_number = fields.Char(related='partner_id.ref', store=True, index='btree_not_null')

    # The customer, live.
    vat = fields.Char(related='partner_id.vat', related_sudo=False)
    phone = fields.Char(related='partner_id.phone', related_sudo=False)
    email = fields.Char(related='partner_id.email', related_sudo=False)
    city = fields.Char(related='partner_id.city', related_sudo=False)

    # Classification.
    class_ids = fields.Many2many(
        'customer.archive.class', string="Classes", relation='customer_archive_class_rel',
        ondelete='restrict', default=lambda self: self._default_class_ids(),
    )
    importance_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_importance_id', domain=lambda self: self._class_domain('importance'),
    )
    business_type_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_business_type_id',
        domain=lambda self: self._class_domain('business_type'),
    )
    spend_level_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_spend_level_id', domain=lambda self: self._class_domain('spend_level'),
    )

    # Contents.
    volume_ids = fields.One2many('customer.archive.volume', 'archive_id', string="Volumes")
    volume_count = fields.Integer(compute='_compute_volume_count')
    document_ids = fields.One2many('customer.archive.document', 'archive_id', string="Documents")
    # Counters of what was ever numbered in it; the database alone advances them.
    next_volume = fields.Integer(default=1, readonly=True, copy=False)
    next_document = fields.Integer(default=1, readonly=True, copy=False)
    lookup = fields.Char(
        string="Find", compute='_compute_lookup', search='_search_lookup',
        help="Finds an archive by its number, by the name, telephone, tax number or e-mail of the"
             " customer or of his contacts, by the title of a document or by a location.",
    )

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")
    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is an archive with this number already.",
    )
    _active_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE state IN ('temporary', 'formal')",
        "This customer has an archive already.",
    )
    _customer_number_unique = models.UniqueIndex(
        "(company_id, customer_number) WHERE state = 'formal'",
        "Another customer with a formal archive has this customer number.",
    )
    _customer_number_required = models.Constraint(
        "CHECK (state != 'formal' OR customer_number IS NOT NULL)",
        "A customer with a formal archive needs a customer number (reference).",
    )
    _department_idx = models.Index('(department_id, name)')
    _name_idx = models.Index('(name, id)')
    _name_bigram_idx = models.Index('USING gin (customer_archive_bigrams(name))')

    # === DEFAULT METHODS === #

    @api.model
    def _default_class_ids(self):
        return self.env['customer.archive.class.dimension'].search([
            ('default_class_id', '!=', False),
        ]).default_class_id

    # === COMPUTE METHODS === #

    @api.depends('partner_id.is_company')
    def _compute_customer_type(self):
        for archive in self:
            archive.customer_type = 'company' if archive.partner_id.is_company else 'person'

    @api.depends('class_ids.dimension_id')
    def _compute_dimension_classes(self):
        for name in OWN_DIMENSIONS:
            dimension = self.env['customer.archive.class']._get_dimension(name)
            for archive in self:
                archive[f'{name}_id'] = archive.class_ids.filtered(
                    lambda record, dimension=dimension: record.dimension_id == dimension,
                )[:1]

    def _inverse_importance_id(self):
        self._reclassify('importance')

    def _inverse_business_type_id(self):
        self._reclassify('business_type')

    def _inverse_spend_level_id(self):
        self._reclassify('spend_level')

    @api.depends('opened_on', 'reviewed_on', 'class_ids.review_months')
    def _compute_next_review(self):
        for archive in self:
            # The strictest of its classes decides (CA-39).
            months = [months for months in archive.class_ids.mapped('review_months') if months > 0]
            start = archive.reviewed_on or archive.opened_on
            archive.next_review = months and start and start + relativedelta(months=min(months))

    @api.depends('volume_ids')
    def _compute_volume_count(self):
        self._count_into('volume_count', 'volume_ids')

    def _compute_lookup(self):
        self.lookup = False

    def _search_lookup(self, operator, value):
        if operator != 'ilike' or not isinstance(value, str):
            return NotImplemented
        return Domain('id', 'in', self._get_lookup_query(value.strip()))

    @api.depends('name')
    def _compute_display_name(self):
        # Never the customer's name: a many2one shows it to who may not open the archive.
        for archive in self:
            archive.display_name = archive.name

    def _search_display_name(self, operator, value):
        if operator == 'ilike' and isinstance(value, str):
            return Domain('lookup', operator, value)
        return super()._search_display_name(operator, value)

    # === CONSTRAINT METHODS === #

    @api.constrains('class_ids')
    def _check_class_ids(self):
        for archive in self:
            dimensions = [record.dimension_id for record in archive.class_ids]
            if len(dimensions) != len(set(dimensions)):
                raise ValidationError(self.env._(
                    "%(archive)s has two classes of one dimension: choose one.",
                    archive=archive.display_name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to number the archives."""
        vals_list = self._fill_defaults(
            super()._prepare_create_vals_list(vals_list), ['partner_id', 'company_id'],
        )
        self._ensure_may_classify(vals_list)
        vals_list = [self._prepare_opening_vals(vals) for vals in vals_list]
        self._ensure_openable(vals_list)
        self._assign_numbers(vals_list)
        return vals_list

    def _after_create(self):
        """Override to enter the opening into the register."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to keep customer and company, and to register what matters."""
        if vals.keys() & {'partner_id', 'company_id'} and not has_pass(self):
            raise UserError(self.env._("An archive stays with its customer and its company."))
        watched = [name for name in self._registered_fields if name in vals]
        before = {archive: archive._snapshot(watched) for archive in self} if watched else {}
        res = super().write(vals)
        if 'department_id' in vals:
            # A rule looks at the values before a change: nobody moves an archive out of sight.
            self.check_access('write')
        for archive, old in before.items():
            archive._register_change(old)
        return res

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        """Refuse: a number once given stays, with what became of it (CA-32)."""
        raise UserError(self.env._(
            "An archive is never deleted. Void one that was opened by mistake, close one that is no"
            " longer used.",
        ))

    def copy_data(self, default=None):
        """Override to refuse: a customer has one archive."""
        if self:
            raise UserError(self.env._("A customer has one archive: it cannot be duplicated."))
        return super().copy_data(default)

    # === ACTION METHODS === #

    def action_formalise(self):
        """Make temporary archives formal (CA-07)."""
        self._transition('formalise')

    def action_close(self):
        """Ask why, then close the archives."""
        return self._ask_reason('close')

    def action_reopen(self):
        """Ask why, then reopen the archives."""
        return self._ask_reason('reopen')

    def action_void(self):
        """Ask why, then void archives that were opened by mistake."""
        return self._ask_reason('void')

    def action_view_volumes(self):
        """Show the volumes of the archive."""
        return self._action_view_contents('customer_archive.customer_archive_volume_action')

    def action_view_documents(self):
        """Show the documents of the archive."""
        return self._action_view_contents('customer_archive.customer_archive_document_action')

    def action_view_register(self):
        """Show what happened to the archive."""
        return self._action_view_evidence('customer_archive.customer_archive_register_action')

    def action_view_access_log(self):
        """Show who saw the archive, and what lies in it."""
        return self._action_view_evidence('customer_archive.customer_archive_access_log_action')

    def _action_view_evidence(self, xml_id):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(xml_id)
        return {**action, 'domain': [
            ('archive', '=', self.name), ('company', '=', self.company_id.id),
        ]}

    def _action_view_contents(self, xml_id):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(xml_id)
        return {
            **action, 'domain': [('archive_id', '=', self.id)],
            'context': {'default_archive_id': self.id},
        }

    # === CRON METHODS === #

    @api.model
    def _cron_update_spend_levels(self):
        """Classify customers by what they were invoiced in twelve months (CA-38)."""
        changes = dict(self.env.execute_query(self._get_spend_level_query()))

        def classify(archives):
            for class_id, group in archives.grouped(lambda record: changes[record.id]).items():
                group.spend_level_id = class_id

        return self._sweep("Spend levels", changes, classify)

    def _get_spend_level_query(self):
        """Return the query for the archives whose spend level is no longer right.

        :rtype: SQL
        """
        self.env.flush_all()
        dimension = self.env['customer.archive.class']._get_dimension('spend_level')
        since = fields.Date.subtract(fields.Date.today(), months=12)
        return SQL("""
            SELECT archive.id, level.id
            FROM customer_archive archive
            LEFT JOIN (
                SELECT commercial_partner_id, company_id, SUM(amount_total_signed) AS amount
                FROM account_move
                WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
                  AND invoice_date >= %(since)s
                GROUP BY commercial_partner_id, company_id
            ) spend ON spend.commercial_partner_id = archive.partner_id
                   AND spend.company_id = archive.company_id
            CROSS JOIN LATERAL (
                SELECT id FROM customer_archive_class
                WHERE dimension_id = %(dimension)s AND active
                  AND amount_from <= COALESCE(spend.amount, 0)
                ORDER BY amount_from DESC, id LIMIT 1
            ) level
            WHERE archive.state IN %(states)s
              AND archive.spend_level_id IS DISTINCT FROM level.id
            ORDER BY archive.id
        """, since=since, dimension=dimension.id or 0, states=ACTIVE_STATES)

    # === BUSINESS METHODS - OPENING === #

    @api.model
    def _open_for(self, partners, company=None):
        """Open archives for customers who have none, in one batch.

        :param recordset partners: contacts; the archive belongs to their commercial entity
        :param recordset company: the company, by default the current one
        :return: all active archives of the customers, old and new
        :rtype: recordset
        """
        company = company or self.env.company
        customers = partners.commercial_partner_id
        existing = self.search([
            ('partner_id', 'in', customers.ids), ('company_id', '=', company.id),
            ('state', 'in', ACTIVE_STATES),
        ])
        opened = self.create([
            {'partner_id': partner.id, 'company_id': company.id}
            for partner in customers - existing.partner_id
        ])
        return existing | opened

    @api.model
    def _prepare_opening_vals(self, vals):
        """Return `vals` with what an archive needs from its beginning.

        :param dict vals: the values given by the user or by our own code
        :rtype: dict
        """
        if not vals.get('partner_id'):
            raise UserError(self.env._("Say whose archive it is: choose the customer."))
        company = self.env['res.company'].browse(vals.get('company_id') or self.env.company.id)
        partner = self.env['res.partner'].browse(vals['partner_id']).commercial_partner_id
        company_sudo = company.sudo()  # Its settings are for everybody who opens an archive.
        defaults = {
            'company_id': company.id,
            'department_id': company_sudo.archive_department_id.id,
            'custodian_id': company_sudo.archive_custodian_id.id,
            'deputy_id': company_sudo.archive_deputy_id.id,
            'opened_on': company._get_archive_today(),
        }
        return {**defaults, **vals, 'partner_id': partner.id, 'company_id': company.id}

    @api.model
    def _ensure_may_classify(self, vals_list):
        """Check that only the back office classifies (CA-21).

        :raise AccessError: when somebody else gives classes to a new archive
        """
        classifies = any(vals.keys() & _CLASS_FIELDS for vals in vals_list)
        if classifies and not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            raise AccessError(self.env._("Only an archivist classifies archives."))

    @api.model
    def _ensure_openable(self, vals_list):
        """Check what the database would refuse with less to say.

        :raise UserError: when a customer has an archive, or the company is not one of the user's
        """
        companies = self.env['res.company'].browse({vals['company_id'] for vals in vals_list})
        companies._ensure_archives_allowed()
        # A customer has one archive, also where the user may not see it.
        existing = self.sudo().search([
            ('partner_id', 'in', [vals['partner_id'] for vals in vals_list]),
            ('company_id', 'in', companies.ids), ('state', 'in', ACTIVE_STATES),
        ])
        taken = {(archive.partner_id.id, archive.company_id.id): archive for archive in existing}
        for vals in vals_list:
            if archive := taken.get((vals['partner_id'], vals['company_id'])):
                raise UserError(self.env._(
                    "%(customer)s has an archive already: %(archive)s.",
                    customer=archive.partner_id.display_name, archive=archive.name,
                ))

    @api.model
    def _assign_numbers(self, vals_list):
        """Give the archives their numbers, a company at a time; an imported number stays."""
        by_company = {}
        for vals in vals_list:
            if not vals.get('name'):
                by_company.setdefault(vals['company_id'], []).append(vals)
        for company_id, company_vals in by_company.items():
            company = self.env['res.company'].browse(company_id)
            numbers = company._next_archive_numbers(self._get_number_parts(company, company_vals))
            for vals, number in zip(company_vals, numbers, strict=True):
                vals['name'] = number

    @api.model
    def _get_number_parts(self, company, vals_list):
        """Return the codes of class and department that the archives' numbers may show.

        :param recordset company: the company
        :param list[dict] vals_list: the values of the archives
        :rtype: list[dict]
        """
        company_sudo = company.sudo()  # As in `_prepare_opening_vals`.
        dimension = company_sudo.archive_number_dimension_id
        departments = self.env['hr.department'].sudo()
        parts_list = []
        for vals in vals_list:
            chosen = self._get_given_classes(vals).filtered(
                lambda record: record.dimension_id == dimension,
            ) if dimension else dimension.class_ids
            department = departments.browse(vals.get('department_id'))
            parts_list.append({
                'class': (chosen[:1] or dimension.default_class_id).code or '',
                'department': department.archive_code
                or company_sudo.archive_department_id.archive_code or '',
            })
        return parts_list

    def _draw_serials(self, counter):
        """Draw serials for what is opened within archives; none is ever drawn twice.

        The update takes the archives' rows, so that two draws at once differ. An archive stands
        in the recordset once for each serial wanted.

        :param str counter: the counter's column
        :return: an iterator over the serials by archive id
        :rtype: dict[int, Iterator[int]]
        """
        if not self:
            return {}
        wanted = Counter(self._ids)
        self.flush_model([counter])
        rows = self.env.execute_query(SQL(
            """
            UPDATE customer_archive archive SET %(counter)s = %(counter)s + wanted.count
            FROM (SELECT unnest(%(ids)s::int[]) AS id, unnest(%(counts)s::int[]) AS count) AS wanted
            WHERE archive.id = wanted.id
            RETURNING archive.id, %(counter)s - wanted.count, %(counter)s
            """,
            counter=SQL.identifier(counter), ids=list(wanted), counts=list(wanted.values()),
        ))
        self.invalidate_model([counter])
        return {archive_id: iter(range(start, end)) for archive_id, start, end in rows}

    def _ensure_open(self):
        """Check that the archives still take something in.

        :raise UserError: naming an archive that does not
        """
        for archive in self.sudo():  # Whether it is closed is no secret.
            if archive.state not in ACTIVE_STATES:
                raise UserError(self.env._(
                    "%(archive)s is no longer kept: reopen it first.", archive=archive.name,
                ))

    @api.model
    def _get_given_classes(self, vals):
        """Return the classes that the values of a new archive name.

        :param dict vals: the values
        :rtype: recordset
        """
        classes = self.env['customer.archive.class']
        if 'class_ids' in vals:
            classes = self.new({'class_ids': vals['class_ids']}).class_ids._origin
        return classes | classes.browse([
            vals[f'{name}_id'] for name in OWN_DIMENSIONS if vals.get(f'{name}_id')
        ])

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an archive."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to an archive outside its table."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Opened"),
            'change': self.env._("Changed"),
            'import': self.env._("Taken over from the paper register"),
            'customer_merged': self.env._("Customer merged"),
            'customer_archived': self.env._("Customer archived"),
            'customer_unarchived': self.env._("Customer restored"),
        }

    def _check_transition(self, verb):
        """Override to ask for what an archive must have."""
        super()._check_transition(verb)
        if verb == 'formalise':
            self._assign_customer_numbers()
            for archive in self:
                if gaps := archive._get_formal_gaps():
                    raise UserError('\n'.join([
                        self.env._("%(archive)s cannot become formal yet:", archive=archive.name),
                        *gaps,
                    ]))
        elif verb in ('close', 'void'):
            unfinished = ('temporary', 'handed_in') if verb == 'close' else (
                'temporary', 'handed_in', 'filed', 'closed',
            )
            for archive in self:
                if volumes := archive.volume_ids.filtered(lambda v: v.state in unfinished):
                    raise UserError(self.env._(
                        "%(archive)s still has volumes: %(volumes)s.",
                        archive=archive.name, volumes=", ".join(volumes.mapped('name')),
                    ))

    def _prepare_transition_vals(self, verb):
        """Override to note the dates of an archive's life."""
        today = self.company_id._get_archive_today()
        return {**super()._prepare_transition_vals(verb), **{
            'formalise': {'formal_on': today},
            'close': {'closed_on': today},
            'reopen': {'closed_on': False},
        }.get(verb, {})}

    def _get_formal_gaps(self):
        """Return what is missing before the archive can become formal.

        For a module to ask for more, it must override this method and add to the list.

        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        gaps = []
        reference = self.partner_id.ref
        if not reference:
            gaps.append(self.env._("The customer has no customer number (reference)."))
        elif other := self.search([
            ('company_id', '=', self.company_id.id), ('state', 'in', ('formal', 'closed')),
            ('partner_id.ref', '=', reference), ('partner_id', '!=', self.partner_id.id),
        ], limit=1):
            gaps.append(self.env._(
                "The customer number %(reference)s belongs to the customer of %(archive)s.",
                reference=reference, archive=other.name,
            ))
        gaps.extend(
            self.env._("A document is missing: %(type)s.", type=document_type.name)
            for document_type in self.missing_type_ids
        )
        return gaps

    def _assign_customer_numbers(self):
        """Give customers without a reference one, where the company wants it (CA-04)."""
        for archive in self:
            if archive.company_id.archive_assign_reference and not archive.partner_id.ref:
                archive.partner_id.ref = archive.name
        # The database asks for the number as soon as the archive is formal.
        self.flush_recordset(['customer_number'])

    # === BUSINESS METHODS - CLASSIFICATION === #

    def _reclassify(self, name):
        """Put the value of a dimension's own field into the classes.

        :param str name: a dimension that the addon ships
        """
        dimension = self.env['customer.archive.class']._get_dimension(name)
        for chosen, archives in self.grouped(f'{name}_id').items():
            for archive in archives:
                old = archive.class_ids.filtered(lambda record: record.dimension_id == dimension)
                if old != chosen:
                    archive.class_ids = [
                        *(Command.unlink(record.id) for record in old),
                        *(Command.link(record.id) for record in chosen),
                    ]

    def _after_reclassification(self, old_classes):
        """Do what follows from another class.

        For a module to recompute what hangs on the class, it must override this method.

        :param recordset old_classes: the classes before
        """

    @api.model
    def _class_domain(self, name):
        return [('dimension_id', '=', self.env['customer.archive.class']._get_dimension(name).id)]

    # === BUSINESS METHODS - REGISTER === #

    def _prepare_register_vals(self):
        """Override to say which archive it is."""
        self.ensure_one()
        return {
            **super()._prepare_register_vals(), 'archive': self.name,
            'company': self.company_id.id,
        }

    def _get_own_archive_number_path(self):
        """Override to name its number."""
        return 'name'

    def _snapshot(self, names):
        """Return the register's form of some values: codes and logins, no personal data.

        :param list[str] names: fields
        :rtype: dict
        """
        self.ensure_one()
        shown = {
            # Names and codes only, which the register tells its readers whoever made the change.
            'department_id': lambda value: value.sudo().complete_name or None,
            'custodian_id': lambda value: value.sudo().login or None,
            'class_ids': lambda value: sorted(
                f'{record.dimension_id.code}:{record.code}' for record in value.sudo()
            ),
        }
        return {name: shown.get(name, lambda value: value)(self[name]) for name in names}

    def _register_change(self, old):
        """Register what changed since `old`, and let what hangs on it follow.

        :param dict old: a snapshot
        """
        self.ensure_one()
        new = self._snapshot(old)
        facts = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
        if facts:
            self._enter_register('change', facts)
        if 'class_ids' in facts:
            self._after_reclassification(old['class_ids'])

    # === BUSINESS METHODS - FINDING === #

    @api.model
    def _get_lookup_query(self, value):
        """Return the ids of the archives that `value` finds, as a subquery.

        Each way to find an archive is a query of its own that one index serves, under the rights
        of the user; a union of them stays quick where a condition over all would read every row.

        :param str value: what the user typed
        :rtype: SQL
        """
        return SQL("(%s)", SQL(" UNION ").join(self._get_lookup_queries(value)))

    @api.model
    def _get_lookup_queries(self, value):
        """Return the queries of :meth:`_get_lookup_query`.

        For a module to find archives in another way, it must override this method and add a query
        for archive ids.

        :param str value: what the user typed
        :rtype: list[SQL]
        """
        # What is searched by SQL of our own has to stand in the database.
        self.flush_model(['name', 'partner_id'])
        self.env['customer.archive.document'].flush_model(['title', 'archive_id'])
        self.env['customer.archive.location'].flush_model(['complete_name'])
        partners = self._get_lookup_partners(value)
        documents = self.env['customer.archive.document']._search(Domain.custom(
            to_sql=lambda model, alias, query: text_search.contains(
                SQL.identifier(alias, 'title'), value,
            ),
        ))
        locations = self.env['customer.archive.location'].search(Domain.custom(
            to_sql=lambda model, alias, query: text_search.contains(
                SQL.identifier(alias, 'complete_name'), value,
            ),
        ) | Domain('barcode', '=', value.upper()))
        holdings = self.env['customer.archive.holding']._search(
            Domain('home_location_id', 'child_of', locations.ids)
            | Domain('barcode', '=', value.upper()),
        )
        return [
            SQL("SELECT id FROM customer_archive WHERE %s",
                text_search.contains(SQL("name"), value)),
            SQL("SELECT id FROM customer_archive WHERE partner_id IN %s",
                partners.subselect(SQL.identifier(partners.table, 'commercial_partner_id'))),
            documents.select(SQL.identifier(documents.table, 'archive_id')),
            holdings.select(SQL.identifier(holdings.table, 'archive_id')),
        ]

    @api.model
    def _get_lookup_partners(self, value):
        """Return the query for the customers and contacts that `value` finds.

        :param str value: what the user typed
        :rtype: Query
        """
        self.env['res.partner'].flush_model([
            *text_search.PARTNER_COLUMNS, 'commercial_partner_id',
        ])
        values = [value]
        if digits := text_search.digits_only(value):
            values.append(digits)  # 138-0013-8000 finds +86 138 0013 8000.
        return self.env['res.partner'].with_context(active_test=False)._search(Domain.custom(
            to_sql=lambda model, alias, query: SQL("(%s)", SQL(" OR ").join(
                text_search.contains(text_search.partner_text(alias), each) for each in values
            )),
        ))
