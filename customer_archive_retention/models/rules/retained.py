# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from . import calculation
from .kinds import KINDS

_STORED_FIELDS = frozenset({
    'retention_basis', 'retention_rule_id', 'retention_trigger_on', 'retention_due_on',
    'retention_extended_until', 'retention_permanent', 'retention_listed_on',
    'retention_warned_on',
})
# What is computed from them, and shown.
_FOLLOWING_FIELDS = ('retention_until', 'retention_days_over', 'retention_explanation')
_KIND_OF = {name: kind for kind, name in KINDS.items()}


class CustomerArchiveRetained(models.AbstractModel):
    """Something that is kept for a period by rule: an archive, a volume, a document (RE-01).

    The dates are columns, so that what is due is found by an index. They are written by one
    statement for many (`_recompute_retention`), never by hand: rule and event decide, and what a
    review has decided since.
    """

    _name = 'customer.archive.retained'
    _description = "Archive: Kept by Rule"

    _gated_fields = _STORED_FIELDS
    _index_fields = _STORED_FIELDS | {'retention_until', 'retention_days_over'}

    retention_basis = fields.Selection(
        [('none', "No Rule"), ('indeterminate', "Event Missing"), ('dated', "Dated"),
         ('permanent', "For Ever")],
        string="Retention", readonly=True, copy=False, default='none',
        help="How long it is kept: until a date, for ever, or not known, because no rule applies"
             " or what starts the period has not happened. What is not known is never destroyed.",
    )
    retention_rule_id = fields.Many2one(
        'customer.archive.retention.rule', string="Deciding Rule", readonly=True, copy=False,
        index='btree_not_null', ondelete='restrict',
        help="The rule that keeps it longest, of those that apply to it and to what lies in it.",
    )
    retention_trigger_on = fields.Date(
        string="Period Begins", readonly=True, copy=False,
        help="The day of the event from which the period runs.",
    )
    retention_due_on = fields.Date(
        string="Disposal From", readonly=True, copy=False,
        help="The first day on which it may be destroyed: the day after the period ends.",
    )
    retention_until = fields.Date(
        string="Kept Until", compute='_compute_retention_until',
        help="The last day of the period.",
    )
    retention_days_over = fields.Integer(
        string="Days Since Expiry", compute='_compute_retention_until',
        help="Days since the first day on which it might have been destroyed.",
    )
    # What a review decided.
    retention_extended_until = fields.Date(
        string="Kept Longer Until", readonly=True, copy=False,
        help="The last day of an extension that a review decided.",
    )
    retention_permanent = fields.Boolean(
        string="Kept for Ever", readonly=True, copy=False, help="A review decided so.",
    )
    # What the sweep has said.
    retention_listed_on = fields.Date(
        string="Listed as Due On", readonly=True, copy=False,
    )
    retention_warned_on = fields.Date(
        string="Warned On", readonly=True, copy=False,
    )

    # What is due, or will be soon, is found without reading the others.
    _retention_due_idx = models.Index(
        "(company_id, retention_due_on) WHERE retention_basis = 'dated'",
    )
    _retention_decided_idx = models.Index(
        "(id) WHERE retention_permanent OR retention_extended_until IS NOT NULL",
    )
    _retention_listed_idx = models.Index(
        "(company_id, retention_listed_on) WHERE retention_listed_on IS NOT NULL",
    )

    # === COMPUTE METHODS === #

    @api.depends('retention_due_on', 'company_id')
    def _compute_retention_until(self):
        today = {company: company._get_archive_today() for company in self.company_id}
        for record in self:
            due_on = record.retention_due_on
            record.retention_until = due_on and fields.Date.subtract(due_on, days=1)
            # A date of today is no day over yet.
            record.retention_days_over = due_on and max(
                (today[record.company_id] - due_on).days, 0,
            )

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to say from the beginning how long it is kept."""
        super()._after_create()
        self._follow_retention()

    # === BUSINESS METHODS - CALCULATION === #

    @api.model
    def _get_retention_kind(self):
        """Return which kind the model is.

        :rtype: str
        """
        return _KIND_OF[self._name]

    @api.model
    def _get_retention_triggers(self):
        """Return the day of each event that can start a period, as SQL.

        The expressions are about the rows `source`, of this model, and `archive`, in which it lies.
        A day that is not known is NULL: then nothing is destroyed. For a module to add an event, it
        must override this method and add it to the selection of the rules.

        :rtype: dict[str, SQL]
        """
        invoice, payment = SQL(
            "(SELECT max(move.date) FROM account_move move"
            " WHERE move.commercial_partner_id = customer.partner_id"
            " AND move.company_id = archive.company_id AND move.state = 'posted'"
            " AND move.move_type IN ('out_invoice', 'out_refund'))",
        ), SQL(
            "(SELECT max(payment.date) FROM res_partner payer"
            " JOIN account_payment payment ON payment.partner_id = payer.id"
            " WHERE payer.commercial_partner_id = customer.partner_id"
            " AND payment.company_id = archive.company_id AND payment.partner_type = 'customer'"
            " AND payment.state IN ('in_process', 'paid'))",
        )
        invoice, payment = map(self._get_last_of_customers, (invoice, payment))
        return {
            'last_invoice': invoice,
            'last_payment': payment,
            'last_complaint': self._get_last_complaint(SQL("true")),
            # As long as the archive is open, the relation goes on.
            'relation_end': SQL(
                "CASE WHEN archive.closed_on IS NOT NULL"
                " THEN GREATEST(archive.closed_on, %s, %s) END", invoice, payment,
            ),
        }

    @api.model
    def _get_last_of_customers(self, day):
        """Return the last of some days of the customers of the row `archive`, as SQL.

        An archive that took another one in has two of them, until their contacts are merged.

        :param SQL day: the day of the row `customer`, by its `partner_id`
        :rtype: SQL
        """
        return SQL(
            "GREATEST((SELECT %(day)s FROM (VALUES (archive.partner_id)) customer(partner_id)),"
            " (SELECT max(%(day)s) FROM customer_archive customer"
            " WHERE customer.merged_into_id = archive.id))", day=day,
        )

    @api.model
    def _get_last_complaint(self, condition):
        """Return the day on which the last complaint was closed, none while one is open, as SQL.

        :param SQL condition: which complaints of the row `archive`, about the table `complaint`
        :rtype: SQL
        """
        return SQL(
            "(SELECT CASE WHEN bool_and(complaint.state = 'closed') THEN max(complaint.closed_on)"
            " END FROM customer_archive_complaint complaint"
            " WHERE complaint.archive_id = archive.id AND (%s))", condition,
        )

    def _recompute_retention(self, first=False):
        """Compute the dates of the records anew, by one statement; a change leaves a trace.

        What lies in them, and what they lie in, has dates of its own: `_refresh_retention`.

        :param bool first: whether also the first date that becomes known leaves a trace
        """
        if self.ids:
            self.env.flush_all()
            self._write_retention(calculation.of_ids(self.ids), first)

    def _refresh_retention(self, first=False):
        """Compute the dates of whole archives anew: of those that the records are or lie in.

        :param bool first: whether also the first date that becomes known leaves a trace
        """
        archive_ids = {record._get_archive_key() for record in self.sudo()}
        if not archive_ids:
            return
        self.env.flush_all()
        for name in KINDS.values():
            self.env[name]._write_retention(calculation.of_ids(archive_ids, 'archive_id'), first)

    def _follow_retention(self, first=False):
        """Let the dates follow something that happened; without rules nothing has dates.

        :param bool first: whether also the first date that becomes known leaves a trace
        """
        if self.env['customer.archive.retention.rule']._get_in_force():
            self._refresh_retention(first)

    def _follow_step(self, verb):
        """Let the dates follow a step of the records' lives.

        For a module to add a step after which nothing is left to keep, it must override this
        method.

        :param str verb: the step
        """
        self._follow_retention()

    @api.model
    def _write_retention(self, units, first=False):
        """Write what is right for some units, by one statement.

        Rows that are right already are not written, and rows that somebody changes now are left to
        the next sweep.

        :param Units units: which of them
        :param bool first: whether also the first date that becomes known leaves a trace
        :return: how many were written
        :rtype: int
        """
        rules = self.env['customer.archive.retention.rule']._get_in_force()
        rows = calculation.execute(self.env, self._get_retention_statement(units, rules))
        if rows:
            self.invalidate_model([*_STORED_FIELDS, *_FOLLOWING_FIELDS], flush=False)
            self._trace_retention(rows, first)
        return len(rows)

    @api.model
    def _get_retention_statement(self, units, rules):
        """Return the statement that writes what differs, and what is due by it.

        :param Units units: which of them
        :param Iterable[tuple] rules: id, kind and trigger of the rules that count
        :rtype: SQL
        """
        return SQL(
            """
            WITH %(calculation)s,
            today(company_id, day) AS (%(today)s),
            wanted AS (
                SELECT result.*,
                       CASE WHEN result.due_on <= today.day
                            THEN COALESCE(retention_listed_on, today.day) END AS listed_on,
                       -- Another date is told of again.
                       CASE WHEN result.due_on = retention_due_on
                            THEN retention_warned_on END AS warned_on
                  FROM result JOIN today ON today.company_id = result.company_id
            ),
            free AS (
                SELECT wanted.* FROM wanted JOIN %(table)s target ON target.id = wanted.id
                 WHERE (%(right)s) IS DISTINCT FROM (%(known)s)
                   FOR NO KEY UPDATE OF target SKIP LOCKED
            )
            UPDATE %(table)s target SET %(assignments)s FROM free WHERE target.id = free.id
            RETURNING target.id, free.retention_basis, free.retention_due_on,
                      free.retention_rule_id, free.basis, free.due_on, free.rule_id
            """,
            calculation=calculation.get_calculation(
                self.env, self._get_retention_kind(), units, rules,
            ),
            today=self._get_today_values(), table=SQL.identifier(self._table),
            right=SQL(", ").join(SQL.identifier('wanted', name) for name in _WRITTEN.values()),
            known=SQL(", ").join(SQL.identifier('wanted', name) for name in _WRITTEN),
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), SQL.identifier('free', name))
                for column, name in _WRITTEN.items()
            ),
        )

    @api.model
    def _get_today_values(self):
        """Return the query for the day that it is now at each company.

        :rtype: SQL
        """
        ids = [row[0] for row in self.env.execute_query(SQL("SELECT id FROM res_company"))]
        companies_sudo = self.env['res.company'].sudo().browse(ids)  # Their clocks only.
        return SQL("VALUES %s", SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._get_archive_today())
            for company in companies_sudo
        ))

    @api.model
    def _trace_retention(self, rows, first=False):
        """Enter into the register what was known and has changed.

        :param list[tuple] rows: what the statement of :meth:`_get_retention_statement` returned
        :param bool first: whether also the first date that becomes known leaves a trace
        """
        changes = {
            row[0]: (row[1:4], row[4:7]) for row in rows
            # Which of two rules says the same is no change of what was known.
            if row[1:3] != row[4:6] and (first or row[1] not in (None, 'none'))
        }
        if not changes:
            return
        rules = self.env['customer.archive.retention.rule'].sudo().browse({
            rule_id for pair in changes.values() for [*_dates, rule_id] in pair if rule_id
        })
        references = {rule.id: rule.reference for rule in rules}
        # Whoever's step it was: the register tells it of all units that it moved.
        self.sudo().browse(sorted(changes))._enter_register(
            'retention', lambda record: _describe(*changes[record.id], references),
        )

    @api.model
    def _get_event_labels(self):
        """Override to name the change of a period."""
        return {**super()._get_event_labels(), 'retention': self.env._("Retention computed anew")}

    # === BUSINESS METHODS - ANSWERS === #

    def _get_retention_reasons(self):
        """Return why the record may not be destroyed today, as far as time decides it.

        The columns are asked: who destroys computes them anew first (`_refresh_retention`).

        :return: translated sentences; empty when its period is over
        :rtype: list[str]
        """
        self.ensure_one()
        record = self.sudo()  # What time says is the same for everybody.
        if record.retention_basis == 'permanent':
            return [self.env._("It is kept for ever.")]
        if record.retention_basis == 'indeterminate':
            return [self.env._(
                "What starts its period has not happened (%(rule)s).",
                rule=record.retention_rule_id.reference,
            )]
        if record.retention_basis != 'dated':
            return [self.env._("No retention rule applies to it.")]
        today = record.company_id._get_archive_today()
        if record.retention_extended_until and record.retention_extended_until >= today:
            return [self.env._(
                "A review keeps it until %(date)s.",
                date=format_date(self.env, record.retention_extended_until),
            )]
        if not record.retention_due_on or record.retention_due_on > today:
            return [self.env._(
                "It is kept until %(date)s (%(rule)s).",
                date=format_date(self.env, record.retention_until),
                rule=record.retention_rule_id.reference,
            )]
        return []


# What the statement writes, and from which of its columns: the result, and what follows from it.
_WRITTEN = {
    f'retention_{name}': name
    for name in ('basis', 'rule_id', 'trigger_on', 'due_on', 'listed_on', 'warned_on')
}


def _describe(old, new, references):
    """Return the facts of a change: basis, date and deciding rule, before and after."""
    return {
        'retention_basis': [old[0] or 'none', new[0]],
        'retention_due_on': [day and day.isoformat() for day in (old[1], new[1])],
        'retention_rule_id': [references.get(rule_id) for rule_id in (old[2], new[2])],
    }
