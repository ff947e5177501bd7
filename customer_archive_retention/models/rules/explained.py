# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from . import calculation


class CustomerArchiveRetained(models.AbstractModel):
    """Why something is kept as long as it is: all rules that apply, and the one that decides."""

    _inherit = 'customer.archive.retained'

    retention_explanation = fields.Html(
        string="Explanation", compute='_compute_retention_explanation', sanitize=False,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        'retention_basis', 'retention_due_on', 'retention_extended_until', 'retention_permanent',
    )
    @api.depends_context('lang')
    def _compute_retention_explanation(self):
        candidates = self._get_retention_candidates()
        for record in self:
            lines = candidates.get(record._origin.id, [])
            record.retention_explanation = self.env['ir.qweb']._render(
                'customer_archive_retention.retention_explanation',
                {'record': record, 'lines': lines, 'exceeded': any(
                    line['is_exceeded'] for line in lines
                )},
            ) if record._origin.id else Markup()

    # === BUSINESS METHODS === #

    def _get_retention_candidates(self):
        """Return all rules that apply to the records, what lies in them and what they lie in, the
        one that decides first.

        Calculated as the columns are, now.

        :return: for each id the candidates, as plain values and the rule
        :rtype: dict[int, list[dict]]
        """
        rules_sudo = self.env['customer.archive.retention.rule'].sudo()
        in_force = rules_sudo._get_in_force()
        ids = tuple(self._origin.ids)
        if not (in_force and ids):
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """
            WITH %(calculation)s
            SELECT DISTINCT ON (candidate.unit_id, candidate.rank, candidate.due_on,
                                candidate.rule_id, candidate.level)
                   candidate.unit_id, candidate.rank, candidate.rule_id, candidate.level,
                   candidate.is_own, candidate.source_name, candidate.trigger_on,
                   candidate.due_on, candidate.ceiling_on,
                   candidate.ceiling_on IS NOT NULL AND COALESCE(
                       candidate.ceiling_on < result.retention_due_on,
                       result.retention_basis = 'permanent'
                       OR candidate.ceiling_on <= today.day) AS is_exceeded
              FROM candidate JOIN result ON result.id = candidate.unit_id
              JOIN (%(today)s) today(company_id, day)
                ON today.company_id = candidate.company_id
             ORDER BY candidate.unit_id, candidate.rank DESC, candidate.due_on DESC NULLS LAST,
                      candidate.rule_id, candidate.level, candidate.source_id
            """,
            calculation=calculation.get_calculation(
                self.env, self._get_retention_kind(), SQL("unit.id IN %s", ids), in_force,
            ),
            today=self._get_today_values(),
        ))
        candidates = {}
        for (unit_id, rank, rule_id, level, is_own, name, trigger_on, due_on, ceiling_on,
             is_exceeded) in rows:
            found = candidates.setdefault(unit_id, [])
            found.append({
                # Which rules there are is told to everybody who may see the record.
                'rule': rules_sudo.browse(rule_id), 'level': level, 'is_own': is_own,
                'name': name, 'trigger_on': trigger_on, 'is_winner': not found,
                'is_permanent': rank == calculation.PERMANENT, 'is_exceeded': is_exceeded,
                # People read the last day of a period, not the first one after it.
                'until': due_on and fields.Date.subtract(due_on, days=1),
                'ceiling': ceiling_on and fields.Date.subtract(ceiling_on, days=1),
            })
        return candidates
