# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..models.rules import calculation
from ..models.rules.kinds import KINDS

# Ids a statement, and how many of those that move are shown.
_CHUNK = 50_000
_SHOWN = 200


class CustomerArchiveRetentionPreview(models.TransientModel):
    """What a rule would change if it came into force, or were withdrawn, before it does (ND-09)."""

    _name = 'customer.archive.retention.preview'
    _description = "Archive: Preview of a Retention Rule"

    rule_id = fields.Many2one('customer.archive.retention.rule', required=True, readonly=True)
    rule_state = fields.Selection(related='rule_id.state')
    can_decide = fields.Boolean(related='rule_id.can_decide')
    withdrawal_by_id = fields.Many2one(related='rule_id.withdrawal_by_id')
    looked_at = fields.Integer(string="Records Looked At", readonly=True)
    moved_count = fields.Integer(string="Records That Move", readonly=True)
    shorter_count = fields.Integer(
        string="Kept Shorter", readonly=True,
        help="May be destroyed earlier than now, or have no rule any more.",
    )
    line_ids = fields.One2many(
        'customer.archive.retention.preview.line', 'preview_id', string="Examples", readonly=True,
    )

    # === ACTION METHODS === #

    def action_approve(self):
        """Put the rule in force."""
        self.ensure_one()
        self.rule_id.action_approve()
        return {'type': 'ir.actions.act_window_close'}

    def action_withdraw(self):
        """Ask why, then withdraw the rule."""
        self.ensure_one()
        return self.rule_id.action_withdraw()

    # === BUSINESS METHODS === #

    @api.model
    def _make(self, rule):
        """Return the preview of a rule: as if a draft came into force, or one in force ended.

        :param recordset rule: the rule
        :rtype: recordset
        """
        rule.check_access('read')
        rules = self._get_rules_after(rule)
        self.env.flush_all()
        looked_at = moved = shorter = 0
        lines = []
        for kind in KINDS:
            for count, moved_now, shorter_now, examples in self._compare(kind, rule, rules):
                looked_at += count
                moved += moved_now
                shorter += shorter_now
                lines += [{**line, 'kind': kind} for line in examples or ()]
                # Those that may go earlier are looked at first.
                lines = sorted(lines, key=lambda line: not line['is_shorter'])[:_SHOWN]
        return self.create({
            'rule_id': rule.id, 'looked_at': looked_at, 'moved_count': moved,
            'shorter_count': shorter,
            'line_ids': [fields.Command.create(line) for line in lines],
        })

    @api.model
    def _get_rules_after(self, rule):
        """Return the rules that would be in force, as `_get_in_force` does."""
        gone = rule | rule.predecessor_id
        after = [entry for entry in rule._get_in_force() if entry[0] not in gone.ids]
        if rule.state in ('draft', 'proposed'):
            after.append((rule.id, rule.applies_to, rule.trigger))
        return after

    @api.model
    def _compare(self, kind, rule, rules):
        """Yield, for each range of ids, what differs from what the columns say now.

        :param str kind: one of `KINDS`
        :param recordset rule: the rule; only units of its company are looked at
        :param list[tuple] rules: the rules that would be in force
        """
        model = self.env[KINDS[kind]]
        [[last]] = self.env.execute_query(SQL(
            "SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(model._table),
        ))
        companies = rule.company_id or self.env.companies
        for start in range(1, last + 1, _CHUNK):
            units = calculation.of_range(start, start + _CHUNK, SQL(
                "unit.company_id IN %s", tuple(companies.ids),
            ))
            yield calculation.execute(self.env, SQL(
                """
                WITH %(calculation)s, differing AS (
                    SELECT name, retention_basis AS old_basis, retention_due_on AS old_due_on,
                           basis AS new_basis, due_on AS new_due_on,
                           COALESCE(retention_basis, 'none') != 'none' AND (
                               basis = 'none'
                               OR retention_basis != 'dated' AND basis = 'dated'
                               OR retention_basis = 'permanent' AND basis != 'permanent'
                               OR due_on < retention_due_on) AS is_shorter
                      FROM result
                     WHERE (basis, due_on) IS DISTINCT FROM (retention_basis, retention_due_on)
                )
                SELECT (SELECT count(*) FROM unit), count(*), count(*) FILTER (WHERE is_shorter),
                       (SELECT json_agg(example) FROM (
                           SELECT * FROM differing ORDER BY is_shorter DESC, name LIMIT %(shown)s
                       ) example)
                  FROM differing
                """,
                calculation=calculation.get_calculation(self.env, kind, units, rules),
                shown=_SHOWN,
            ))[0]


class CustomerArchiveRetentionPreviewLine(models.TransientModel):
    """One record that a rule would move."""

    _name = 'customer.archive.retention.preview.line'
    _description = "Archive: Record Moved by a Retention Rule"

    preview_id = fields.Many2one(
        'customer.archive.retention.preview', required=True, index=True, ondelete='cascade',
    )
    kind = fields.Selection(
        [('archive', "Archive"), ('volume', "Volume"), ('document', "Document")], readonly=True,
    )
    name = fields.Char(string="Number", readonly=True)
    old_basis = fields.Selection(
        [('none', "No Rule"), ('indeterminate', "Event Missing"), ('dated', "Dated"),
         ('permanent', "For Ever")], string="Retention Now", readonly=True,
    )
    old_due_on = fields.Date(string="Disposal From, Now", readonly=True)
    new_basis = fields.Selection(
        [('none', "No Rule"), ('indeterminate', "Event Missing"), ('dated', "Dated"),
         ('permanent', "For Ever")], string="Retention Then", readonly=True,
    )
    new_due_on = fields.Date(string="Disposal From, Then", readonly=True)
    is_shorter = fields.Boolean(string="Shorter", readonly=True)
