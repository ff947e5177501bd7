# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..archive.states import ACTIVE_STATES
from ..mechanism.roles import ARCHIVIST
from .archive_class import SCORED_DIMENSIONS
from .evaluation_criterion import SCORES


class CustomerArchive(models.Model):
    """An archive shows what its customer is worth, and is classified by it (CA-39, CA-49)."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({'evaluation_id'})

    evaluation_id = fields.Many2one(
        'customer.archive.evaluation', compute='_compute_evaluation_id', compute_sudo=False,
        search='_search_evaluation_id',
    )
    value = fields.Integer(related='evaluation_id.value', related_sudo=False)
    potential = fields.Integer(related='evaluation_id.potential', related_sudo=False)
    loyalty = fields.Integer(related='evaluation_id.loyalty', related_sudo=False)
    evaluation_method = fields.Selection(
        related='evaluation_id.method', string="Evaluation Method", related_sudo=False,
    )
    evaluation_reason = fields.Text(
        related='evaluation_id.reason', string="Reason of the Evaluation", related_sudo=False,
    )
    evaluation_explanation = fields.Html(
        related='evaluation_id.explanation', string="Figures", related_sudo=False,
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_evaluation_id(self):
        current = {
            evaluation.archive_id.id: evaluation
            for evaluation in self.env['customer.archive.evaluation'].search([
                ('archive_id', 'in', self.ids), ('superseded_on', '=', False),
            ])
        }
        for archive in self:
            archive.evaluation_id = current.get(archive._origin.id)

    @api.model
    def _search_evaluation_id(self, operator, value):
        if operator not in ('any', 'any!'):
            return NotImplemented
        evaluations = self.env['customer.archive.evaluation']._search(
            Domain('superseded_on', '=', False) & Domain(value),
        )
        return Domain('id', 'in', evaluations.subselect('archive_id'))

    # === ACTION METHODS === #

    def action_view_evaluations(self):
        """Show how the customer was evaluated over time."""
        return self._action_view_contents('customer_archive.customer_archive_evaluation_action')

    def action_override_evaluation(self):
        """Ask for an evaluation by hand."""
        self.ensure_one()
        self._ensure_may_override()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Evaluate by Hand"),
            'res_model': 'customer.archive.evaluation.override', 'view_mode': 'form',
            'target': 'new', 'context': {'default_archive_id': self.id},
        }

    def action_end_override(self):
        """Let the evaluation follow from the figures again."""
        self._ensure_may_override()
        for archive in self:
            archive._touch()
            current_sudo = archive.evaluation_id.sudo()  # As in `_override_evaluation`.
            if current_sudo.method != 'manual':
                raise UserError(self.env._(
                    "The evaluation of %(archive)s is computed already.", archive=archive.name,
                ))
            current_sudo.superseded_on = archive.company_id._get_archive_today()
            archive._enter_register('evaluate_end')
            archive.invalidate_recordset(['evaluation_id'])
            # Whoever may end it sets off the computing.
            self.env['customer.archive.evaluation'].sudo()._evaluate(archive.company_id, archive)

    # === BUSINESS METHODS === #

    def _override_evaluation(self, scores, reason, due_on=None):
        """Evaluate a customer by hand; it stays until somebody ends it.

        :param dict[str, int] scores: value, potential and loyalty
        :param str reason: why it is not as it is computed
        :param date due_on: when to look at it again
        :raise AccessError: when the user is no archivist
        :raise UserError: when the archive is closed, or a reason is missing
        """
        self.ensure_one()
        self._ensure_may_override()
        self._ensure_open()
        if not (reason or '').strip():
            raise UserError(self.env._("Say why the evaluation is not as it is computed."))
        self._touch()
        today = self.company_id._get_archive_today()
        # Nobody writes evaluations himself: who may override them was checked above.
        evaluations_sudo = self.env['customer.archive.evaluation'].sudo()
        evaluations_sudo.search([
            ('archive_id', '=', self.id), ('superseded_on', '=', False),
        ]).superseded_on = today
        evaluations_sudo.flush_model(['superseded_on'])
        evaluations_sudo.create({
            'archive_id': self.id, 'method': 'manual', 'evaluated_on': today,
            'user_id': self.env.uid, 'reason': reason.strip(), 'due_on': due_on,
            **{score: scores[score] for score in SCORES},
        })
        self.invalidate_recordset(['evaluation_id'])
        self._enter_register('evaluate', note=reason.strip())

    def _ensure_may_override(self):
        """Check that the user may evaluate by hand: archivists do.

        :raise AccessError: when he may not
        """
        self.check_access('read')
        if not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            raise AccessError(self.env._("Only an archivist evaluates customers by hand."))

    def _get_event_labels(self):
        """Override to name what happens to an evaluation."""
        return {
            **super()._get_event_labels(),
            'evaluate': self.env._("Evaluated by hand"),
            'evaluate_end': self.env._("Evaluation by hand ended"),
        }

    @api.model
    def _update_scored_classes(self):
        """Classify customers by their value, in importance and spend level where the classes of
        these say from which value on. The review period follows from the class.
        """
        for name, label in SCORED_DIMENSIONS.items():
            if self.env['customer.archive.class']._follows_value(name):
                self._sweep_classes(label, f'{name}_id', self._get_scored_class_query(name))

    def _get_spend_level_query(self):
        """Override to let the spend level follow the value where its classes say so."""
        if self.env['customer.archive.class']._follows_value('spend_level'):
            return self._get_scored_class_query('spend_level')
        return super()._get_spend_level_query()

    @api.model
    def _get_scored_class_query(self, name):
        """Return the query for the archives whose class is not the one of their value.

        :param str name: the dimension
        :rtype: SQL
        """
        return SQL(
            """
            SELECT archive.id, level.id
              FROM customer_archive archive
              JOIN customer_archive_evaluation evaluation
                   ON evaluation.archive_id = archive.id AND evaluation.superseded_on IS NULL
             CROSS JOIN LATERAL (
                SELECT id FROM customer_archive_class
                 WHERE dimension_id = %(dimension)s AND active AND score_from <= evaluation.value
                 ORDER BY score_from DESC, id LIMIT 1
             ) level
             WHERE archive.state IN %(active)s AND archive.%(field)s IS DISTINCT FROM level.id
             ORDER BY archive.id
            """,
            dimension=self.env['customer.archive.class']._get_dimension(name).id or 0,
            field=SQL.identifier(f'{name}_id'), active=ACTIVE_STATES,
        )
