# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass

from .rule_transitions import APPROVERS, TRANSITIONS


class CustomerArchiveRetentionRule(models.Model):
    """How long something is kept, and by which law or rule of the company (RE-01, X-07, ND-09).

    A rule is written as a draft, proposed by one person and put in force by another one. From then
    on it stays as it is: what was destroyed under it must show for ever under what. It changes by a
    new version, which replaces it on the day that it comes into force.
    """

    _name = 'customer.archive.retention.rule'
    _inherit = ['customer.archive.kept', 'customer.archive.transition']
    _description = "Archive Retention Rule"
    _rec_names_search = ['code', 'name', 'citation']
    _order = 'code, version desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'version', 'reference', 'predecessor_id', 'proposed_by_id', 'proposed_at',
        'approved_by_id', 'approved_at', 'withdrawal_by_id', 'withdrawal_at', 'ended_at',
        'end_reason',
    })
    _register_key = 'reference'
    _reason_field = 'end_reason'

    # What it is.
    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, help="Short and lasting, such as CN-79-30: all versions of a rule share it.",
    )
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    reference = fields.Char(
        compute='_compute_reference', store=True, precompute=True, copy=False,
        help="Code and version, as the register names the rule.",
    )
    predecessor_id = fields.Many2one(
        'customer.archive.retention.rule', string="Replaces", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
    )
    state = fields.Selection(
        [('draft', "Draft"), ('proposed', "Proposed"), ('in_force', "In Force"),
         ('replaced', "Replaced"), ('withdrawn', "Withdrawn")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', ondelete='restrict',
        help="Whose archives it is for; empty for all companies.",
    )
    description = fields.Text(translate=True)

    # By which authority.
    authority = fields.Selection(
        [('law', "Law"), ('standard', "Standard"), ('contract', "Contract"),
         ('company', "Company Rule")],
        required=True, default='law',
    )
    citation = fields.Char(
        help="The law or the company's decision, with its article: no rule comes into force"
             " without.",
    )
    source = fields.Text(help="Where the text can be read: an address, a file, a shelf.")
    confirmed_by = fields.Char(
        help="Who compared the period with its source, such as the company's lawyer.",
    )
    confirmed_on = fields.Date()

    # What it applies to.
    applies_to = fields.Selection(
        [('archive', "Archives"), ('volume', "Volumes"), ('document', "Documents")],
        required=True, default='volume',
        help="What is kept by the rule. What contains it is kept as long, and what lies in it"
             " follows.",
    )
    class_ids = fields.Many2many(
        'customer.archive.class', string="Classes",
        relation='customer_archive_retention_rule_class_rel', column1='rule_id',
        column2='class_id', ondelete='restrict',
        help="Only archives of one of these classes, or of a class below; empty for all.",
    )
    document_type_ids = fields.Many2many(
        'customer.archive.document.type', string="Document Types",
        relation='customer_archive_retention_rule_type_rel', column1='rule_id',
        column2='type_id', ondelete='restrict',
        help="Only documents of these types, or what contains one of them; empty for all.",
    )
    # The ids of both, in a column of the rule: it is read quickly, and frozen with the rule.
    scope = fields.Json(compute='_compute_scope', store=True, compute_sudo=True, copy=False)

    # How long.
    trigger = fields.Selection(
        [('filing', "Filed"), ('closed', "Closed"), ('contract_end', "Contract completed"),
         ('last_invoice', "Last posted invoice"), ('last_payment', "Last payment"),
         ('last_complaint', "Last complaint closed"),
         ('relation_end', "End of the relation"), ('document_date', "Date of the document")],
        string="Period Begins With", required=True, default='closed',
        help="The event that starts the period. As long as it has not happened, nothing is"
             " destroyed. The relation ends with the closing of the archive, its last invoice or"
             " its last payment, whichever is last.",
    )
    from_year_end = fields.Boolean(
        string="From the End of the Year",
        help="The period runs from the end of the fiscal year of the event.",
    )
    period_years = fields.Integer(string="Years")
    period_months = fields.Integer(string="Months")
    ceiling_years = fields.Integer(
        string="At Most Years",
        help="How long data protection allows it to be kept: 0 for no limit.",
    )
    ceiling_months = fields.Integer(string="At Most Months")
    action = fields.Selection(
        [('review', "Review"), ('destroy', "Destroy"), ('keep', "Keep for Ever"),
         ('transfer', "Transfer")],
        required=True, default='review',
        help="What is proposed when the period is over. People decide.",
    )
    period_text = fields.Char(string="Period", compute='_compute_period_text')

    # Who.
    proposed_by_id = fields.Many2one('res.users', readonly=True, copy=False, ondelete='restrict')
    proposed_at = fields.Datetime(string="Proposed On", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        'res.users', string="Put in Force By", readonly=True, copy=False, ondelete='restrict',
    )
    approved_at = fields.Datetime(string="In Force Since", readonly=True, copy=False)
    withdrawal_by_id = fields.Many2one(
        'res.users', string="Withdrawal Requested By", readonly=True, copy=False,
        ondelete='restrict',
    )
    withdrawal_at = fields.Datetime(string="Withdrawal Requested On", readonly=True, copy=False)
    ended_at = fields.Datetime(string="In Force Until", readonly=True, copy=False)
    end_reason = fields.Text(string="Reason", readonly=True, copy=False)
    can_decide = fields.Boolean(
        compute='_compute_can_decide',
        help="Whether you may decide about it: not what you, or your other login, asked for.",
    )

    _version_unique = models.UniqueIndex(
        '(code, COALESCE(company_id, 0), version)',
        "There is a rule with this code and version already.",
    )
    _in_force_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE state = 'in_force'",
        "Another version of this rule is in force.",
    )
    _one_successor = models.UniqueIndex(
        "(predecessor_id) WHERE state IN ('draft', 'proposed')",
        "A new version of this rule is being prepared already.",
    )
    _citation_given = models.Constraint(
        "CHECK (state NOT IN ('in_force', 'replaced') OR"
        " (citation ~ '[^[:space:]]') IS TRUE)",
        "A rule without citation does not come into force: say which law or decision it rests on.",
    )
    _period_positive = models.Constraint(
        "CHECK (action = 'keep' OR COALESCE(period_years, 0) * 12 + COALESCE(period_months, 0)"
        " > 0)",
        "A period of zero keeps nothing: give years or months, or keep for ever.",
    )
    _period_bounded = models.Constraint(
        'CHECK (COALESCE(period_years, 0) BETWEEN 0 AND 1000'
        ' AND COALESCE(period_months, 0) BETWEEN 0 AND 1200'
        ' AND COALESCE(ceiling_years, 0) BETWEEN 0 AND 1000'
        ' AND COALESCE(ceiling_months, 0) BETWEEN 0 AND 1200)',
        "Periods are 0 to 1000 years and 0 to 1200 months; what is kept longer is kept for ever.",
    )
    _ceiling_not_shorter = models.Constraint(
        "CHECK (COALESCE(ceiling_years, 0) * 12 + COALESCE(ceiling_months, 0) = 0"
        " OR action != 'keep' AND"
        " COALESCE(ceiling_years, 0) * 12 + COALESCE(ceiling_months, 0)"
        " >= COALESCE(period_years, 0) * 12 + COALESCE(period_months, 0))",
        "A rule cannot ask to keep something longer than it allows.",
    )
    _four_eyes = models.Constraint(
        'CHECK (approved_by_id != proposed_by_id)', "Another person puts a rule in force.",
    )
    _approval_known = models.Constraint(
        "CHECK (state NOT IN ('in_force', 'replaced') OR approved_by_id IS NOT NULL"
        " AND proposed_by_id IS NOT NULL)",
        "A rule in force says who proposed and who approved it.",
    )

    # === COMPUTE METHODS === #

    @api.depends('class_ids', 'document_type_ids')
    def _compute_scope(self):
        for rule in self:
            rule.scope = {
                'classes': sorted(rule.class_ids.ids), 'types': sorted(rule.document_type_ids.ids),
            }

    @api.depends('code', 'version')
    def _compute_reference(self):
        for rule in self:
            rule.reference = f"{rule.code}/{rule.version or 1}"

    @api.depends('reference', 'name')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.reference} {rule.name or ''}"

    @api.depends('period_years', 'period_months', 'from_year_end', 'trigger', 'action')
    @api.depends_context('lang')
    def _compute_period_text(self):
        triggers = dict(self._fields['trigger']._description_selection(self.env))
        for rule in self:
            if rule.action == 'keep':
                rule.period_text = self.env._("for ever")
                continue
            facts = {
                'period': rule._format_period(rule.period_years, rule.period_months),
                'trigger': triggers.get(rule.trigger),
            }
            rule.period_text = self.env._(
                "%(period)s from the end of the year: %(trigger)s", **facts,
            ) if rule.from_year_end else self.env._("%(period)s from: %(trigger)s", **facts)

    @api.depends('state', 'proposed_by_id', 'withdrawal_by_id')
    @api.depends_context('uid')
    def _compute_can_decide(self):
        may = self.env.user.has_groups(APPROVERS)
        for rule in self:
            asker = rule._get_asker()
            rule.can_decide = bool(may and asker) and not (
                asker._is_same_archive_person(self.env.user)
            )

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter the draft into the register."""
        super()._after_create()
        self._enter_register('open')

    def write(self, vals):
        """Override to let drafts be written only."""
        self._ensure_not_gated(vals)
        self._ensure_writable(vals)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_propose(self):
        """Propose the rules to a second person."""
        self._transition('propose')

    def action_send_back(self):
        """Ask why, then send the rules back to be written anew."""
        return self._ask_reason('send_back')

    def action_approve(self):
        """Put the rules in force."""
        self._transition('approve')

    def action_request_withdrawal(self):
        """Ask why, then ask a second person to withdraw the rules."""
        return self._ask_reason('request_withdrawal')

    def action_withdraw(self):
        """Ask why, then withdraw the rules."""
        return self._ask_reason('withdraw')

    def action_discard(self):
        """Ask why, then discard rules that never came into force."""
        return self._ask_reason('discard')

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a rule."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name how it began."""
        return {**super()._get_event_labels(), 'open': self.env._("Written")}

    def _check_transition(self, verb):
        """Override to ask for a second person, and for a citation."""
        super()._check_transition(verb)
        if verb == 'propose':
            self.flush_recordset(['scope'])  # Frozen by the database from here on.
        for rule in self:
            if verb in ('propose', 'approve') and not (rule.citation or '').strip():
                raise UserError(self.env._(
                    "%(rule)s has no citation: say which law or decision of the company it rests"
                    " on.", rule=rule.reference,
                ))
            if verb == 'withdraw' and not rule.withdrawal_by_id:
                raise UserError(self.env._(
                    "Somebody asks for the withdrawal of %(rule)s first; another person withdraws"
                    " it.", rule=rule.reference,
                ))
            if verb in ('approve', 'withdraw'):
                rule._ensure_second_person()

    def _write_transition(self, verb, vals, moves):
        """Override to let a new version take the place of the one before it."""
        # What a proposal applies to is frozen with it: it must stand in the database by then.
        self.flush_recordset(['scope', 'reference'])
        if verb == 'approve' and (
            replaced := self.predecessor_id.filtered(lambda rule: rule.state == 'in_force')
        ):
            replaced._transition('replace')
            # The index that allows one version in force looks at each statement.
            replaced.flush_recordset(['state'])
        return super()._write_transition(verb, vals, moves)

    def _prepare_transition_vals(self, verb):
        """Override to note who did it, and when."""
        now, uid = fields.Datetime.now(), self.env.uid
        return {**super()._prepare_transition_vals(verb), **{
            'propose': {'proposed_by_id': uid, 'proposed_at': now, 'end_reason': False},
            'send_back': {'proposed_by_id': False, 'proposed_at': False},
            'approve': {'approved_by_id': uid, 'approved_at': now, 'end_reason': False},
            'request_withdrawal': {'withdrawal_by_id': uid, 'withdrawal_at': now},
            'replace': {'ended_at': now},
            'withdraw': {'ended_at': now},
        }.get(verb, {})}

    def _prepare_transition_facts(self, verb):
        """Override to tell what the rule says."""
        facts = super()._prepare_transition_facts(verb)
        if verb not in ('propose', 'approve'):
            return facts
        return {
            **facts, **{
                name: self[name] for name in (
                    'authority', 'citation', 'applies_to', 'trigger', 'from_year_end', 'action',
                    'period_years', 'period_months', 'ceiling_years', 'ceiling_months',
                )
            },
            'class_ids': sorted(
                f'{record.dimension_id.code}:{record.code}' for record in self.class_ids
            ),
            'document_type_ids': sorted(self.document_type_ids.mapped('code')),
            'predecessor_id': self.predecessor_id.reference or None,
        }

    def _after_transition(self, verb):
        """Override to let the sweep apply what came into force, or is no longer, at once."""
        super()._after_transition(verb)
        if verb in ('approve', 'withdraw', 'replace'):
            self.env.registry.clear_cache()
            self.env.ref('customer_archive_retention.ir_cron_retention')._trigger()

    def _prepare_register_vals(self):
        """Override to say whose rule it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id or None}

    # === HELPERS === #

    def _get_asker(self):
        """Return who asked for what is to be decided about the rule now.

        :rtype: recordset
        """
        self.ensure_one()
        if self.state == 'proposed':
            return self.proposed_by_id
        return self.withdrawal_by_id if self.state == 'in_force' else self.env['res.users']

    def _ensure_second_person(self):
        """Check that a person decides, and another one than who asked.

        :raise UserError: naming the rule
        """
        self.ensure_one()
        user, asker = self.env.user, self._get_asker()
        user._ensure_archive_person(self.reference)
        if asker._is_same_archive_person(user):
            raise UserError(self.env._(
                "%(asker)s asked for it, who is the same person as you (%(user)s): another person"
                " decides about %(rule)s.",
                asker=asker.login, user=user.login, rule=self.reference,
            ))

    def _ensure_writable(self, vals):
        """Refuse to change what is no draft any more, or the code that versions share.

        :param dict vals: the values to write
        :raise UserError: naming the rule
        """
        if not vals or has_pass(self):
            return
        for rule in self:
            if rule.state != 'draft':
                raise UserError(self.env._(
                    "%(rule)s is no draft any more: it stays as it is. Make a new version of it.",
                    rule=rule.reference,
                ))
            if rule.predecessor_id and vals.keys() & {'code', 'company_id'} and any(
                vals[name] != rule._convert_to_write({name: rule[name]})[name]
                for name in ('code', 'company_id') if name in vals
            ):
                raise UserError(self.env._(
                    "All versions of %(code)s share its code and company.", code=rule.code,
                ))

    @api.model
    def _format_period(self, years, months):
        """Return a period in words.

        :param int years: its years
        :param int months: its months
        :rtype: str
        """
        parts = []
        if years:
            parts.append(self.env._("1 year") if years == 1 else (
                self.env._("%(count)s years", count=years)
            ))
        if months or not years:
            parts.append(self.env._("1 month") if months == 1 else (
                self.env._("%(count)s months", count=months or 0)
            ))
        return " ".join(parts)
