# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.scope import CONFIDENTIALITY
from ..mechanism.transition import Transition
from .states import ACTIVE_STATES

_lt = LazyTranslate(__name__)

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
        'customer.archive.classified', 'customer.archive.found', 'customer.archive.sweep',
        'customer.archive.thread',
    ]
    _description = "Customer Archive"
    _order = 'name, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    _tells_history = True
    _gated_fields = frozenset({
        'state', 'name', 'formal_on', 'closed_on', 'next_volume', 'next_document',
    })
    _archive_column = _package_path = 'id'
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

    # Contents.
    volume_ids = fields.One2many('customer.archive.volume', 'archive_id', string="Volumes")
    volume_count = fields.Integer(compute='_compute_volume_count')
    document_ids = fields.One2many('customer.archive.document', 'archive_id', string="Documents")
    # Counters of what was ever numbered in it; the database alone advances them.
    next_volume = fields.Integer(default=1, readonly=True, copy=False)
    next_document = fields.Integer(default=1, readonly=True, copy=False)

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

    # === COMPUTE METHODS === #

    @api.depends('partner_id.is_company')
    def _compute_customer_type(self):
        for archive in self:
            archive.customer_type = 'company' if archive.partner_id.is_company else 'person'

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

    @api.depends('name')
    def _compute_display_name(self):
        # Never the customer's name: a many2one shows it to who may not open the archive.
        for archive in self:
            archive.display_name = archive.name

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

    def _count_by_archive(self, name, model, domain):
        """Count records of another model into a field, as far as the user may see them.

        :param str name: the field
        :param str model: a model with `archive_id`
        :param list domain: which of its records
        """
        records = self.env[model]
        counts = dict(records._read_group(
            [('archive_id', 'in', self.ids), *domain], ['archive_id'], ['__count'],
        )) if records.has_access('read') else {}
        for archive in self:
            archive[name] = counts.get(archive._origin, 0)

    # === BUSINESS METHODS - OPENING === #

    @api.model
    def _open_for(self, partners, company=None):
        """Open archives for customers who have none, in one batch.

        :param recordset partners: contacts; the archive belongs to their commercial entity
        :param recordset company: the company, by default the current one
        :return: all archives that are kept of the customers, old and new
        :rtype: recordset
        """
        company = company or self.env.company
        customers = partners.commercial_partner_id
        kept = self._find_kept(customers, company)
        opened = self.create([
            {'partner_id': partner.id, 'company_id': company.id}
            for partner in customers if (partner, company) not in kept
        ])
        return self.union(*kept.values()) | opened

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
    def _ensure_openable(self, vals_list):
        """Check what the database would refuse with less to say.

        :raise UserError: when a customer has an archive, or the company is not one of the user's
        """
        companies = self.env['res.company'].browse({vals['company_id'] for vals in vals_list})
        companies._ensure_archives_allowed()
        # A customer has one archive, also where the user may not see it.
        partners_sudo = self.env['res.partner'].sudo().browse(
            {vals['partner_id'] for vals in vals_list},
        )
        asked = {(vals['partner_id'], vals['company_id']) for vals in vals_list}
        for (partner, company), archive in self.sudo()._find_kept(
            partners_sudo, companies,
        ).items():
            if (partner.id, company.id) in asked:
                raise UserError(self.env._(
                    "%(customer)s has an archive already: %(archive)s.",
                    customer=partner.display_name, archive=archive.name,
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

    def _change_customer(self, values, reason):
        """Write data of the customer that somebody has vouched for.

        For a module to protect some of them, it must override this method and keep them back.

        :param dict values: values of the customer's contact
        :param str reason: where they come from
        """
        self.ensure_one()
        partner_sudo = self.partner_id.sudo()  # Who vouches need not have the right on contacts.
        partner_sudo.write(values)

    # === BUSINESS METHODS - PACKAGES === #

    @api.model
    def _prepare_restored_vals(self, vals):
        """Override to bring the customer's number, which the database asks of formal archives."""
        partner = self.env['res.partner'].browse(vals['partner_id'])
        return {**super()._prepare_restored_vals(vals), 'customer_number': partner.ref}

    @api.model
    def _open_by_reason(self, domain, reason):
        """Open archives to the user that he may see once he has said what for.

        For a module to ask for purposes, it must override this method. The caller has the reason in
        the user's own words, and keeps it.

        :param list domain: which archives
        :param str reason: what for
        """

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

    def _after_transition(self, verb):
        """Override to let customers know whether their archives are still kept."""
        super()._after_transition(verb)
        self.partner_id.invalidate_recordset(['kept_archive_ids'], flush=False)

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
