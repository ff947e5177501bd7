# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.json import scriptsafe as json

from ..archive.states import ACTIVE_STATES
from ..mechanism.inner_pass import with_pass
from ..mechanism.roles import ARCHIVIST

_ACTIVITY = 'customer_archive.mail_activity_type_review'


class CustomerArchive(models.Model):
    """Archives are looked through at intervals, as their classes ask (CA-29, CA-39).

    When a review is due, it is put on the list of who looks after the archive, once. Whoever
    confirms that nothing changed has reviewed it as well.
    """

    _inherit = 'customer.archive'

    _gated_fields = frozenset({'reviewed_on', 'review_told_for'})
    _index_fields = frozenset({'review_told_for', 'review_ids'})

    review_ids = fields.One2many('customer.archive.review', 'archive_id', readonly=True)
    review_told_for = fields.Date(
        readonly=True, copy=False, help="The day of the review that somebody was reminded of.",
    )
    is_review_due = fields.Boolean(
        string="Review Due", compute='_compute_is_review_due', search='_search_is_review_due',
    )

    _review_idx = models.Index(
        "(company_id, next_review)"
        " WHERE state IN ('temporary', 'formal') AND next_review IS NOT NULL",
    )

    # === COMPUTE METHODS === #

    @api.depends('next_review', 'state')
    def _compute_is_review_due(self):
        for archive in self:
            today = (archive.company_id or self.env.company)._get_archive_today()
            archive.is_review_due = bool(
                archive.state in ACTIVE_STATES
                and archive.next_review and archive.next_review <= today,
            )

    def _search_is_review_due(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # The day of each company begins in its own time zone.
        due = Domain('state', 'in', ACTIVE_STATES) & Domain.OR(
            Domain('company_id', '=', company.id)
            & Domain('next_review', '<=', company._get_archive_today())
            for company in self.env.companies
        )
        return due if True in value else ~due

    # === ACTION METHODS === #

    def action_confirm_review(self):
        """Confirm that nothing has to be changed (CA-29)."""
        self._review('unchanged')

    def action_review(self):
        """Ask what was found and changed."""
        self.ensure_one()
        self._ensure_may_review()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Review"),
            'res_model': 'customer.archive.review.enter', 'view_mode': 'form', 'target': 'new',
            'context': {'default_archive_id': self.id},
        }

    def action_view_reviews(self):
        """Show when the archive was reviewed."""
        return self._action_view_contents('customer_archive.customer_archive_review_action')

    # === CRON METHODS === #

    @api.model
    def _cron_reviews(self):
        """Put due reviews on the lists of who looks after the archives, each due day once."""
        return self._sweep(
            "Reviews", self._get_review_due_ids(), lambda archives: archives._tell_review(), 5000,
        )

    # === BUSINESS METHODS === #

    def _review(self, outcome, note=None):
        """Note that the archives were reviewed today.

        :param str outcome: `unchanged` or `updated`
        :param str note: what was changed, in the words of the user
        :return: the reviews
        :rtype: recordset
        :raise AccessError: when the user neither is an archivist nor looks after one of them
        :raise UserError: when one is closed, or nothing is said of what was changed
        """
        self._ensure_may_review()
        note = (note or '').strip()
        if outcome == 'updated' and not note:
            raise UserError(self.env._("Say what was changed."))
        # Whoever may review them has no right to write what the review tells.
        archives_sudo = self.sudo()
        archives_sudo._touch()
        due = {archive: archive.next_review for archive in archives_sudo}
        for company, archives in archives_sudo.grouped('company_id').items():
            with_pass(archives).reviewed_on = company._get_archive_today()
        reviews_sudo = self.env['customer.archive.review'].sudo().create([
            {
                'archive_id': archive.id, 'reviewed_on': archive.reviewed_on, 'outcome': outcome,
                'user_id': self.env.uid, 'note': note or False, 'was_due_on': due[archive],
                'next_review': archive.next_review,
            }
            for archive in archives_sudo
        ])
        archives_sudo._enter_register('review', {'outcome': outcome}, note=note or None)
        archives_sudo.activity_unlink([_ACTIVITY])
        archives_sudo._after_review(reviews_sudo)
        return reviews_sudo.with_env(self.env)

    def _after_review(self, reviews):
        """Do what follows from reviews, in the same transaction.

        For a module to react, it must override this method.

        :param recordset reviews: one for each archive
        """

    def _ensure_may_review(self):
        """Check that the user reviews the archives: archivists do, and who looks after them.

        :raise AccessError: naming one that is not his
        :raise UserError: naming one that is closed
        """
        self.check_access('read')
        user = self.env.user
        if not (self.env.su or user.has_group(ARCHIVIST)):
            for archive in self:
                if user not in archive.custodian_id | archive.deputy_id:
                    raise AccessError(self.env._(
                        "%(archive)s is reviewed by an archivist, or by who looks after it.",
                        archive=archive.name,
                    ))
        self._ensure_open()

    def _get_event_labels(self):
        """Override to name the review."""
        return {**super()._get_event_labels(), 'review': self.env._("Reviewed")}

    # === BUSINESS METHODS - SWEEP === #

    @api.model
    def _get_review_due_ids(self):
        """Return the archives of whose review somebody is to be told.

        :rtype: list[int]
        """
        self.flush_model(['state', 'next_review', 'review_told_for', 'custodian_id', 'deputy_id'])
        self.env['res.company'].flush_model(['archive_custodian_id'])
        # With the day of each company in so many words, an index finds the few that are due.
        due = SQL(" OR ").join(
            SQL(
                "archive.company_id = %s AND archive.next_review <= %s", company.id,
                company._get_archive_today(),
            ) for company in self.env['res.company'].search(Domain.TRUE)
        )
        return [archive_id for [archive_id] in self.env.execute_query(SQL(
            """
            SELECT archive.id
              FROM customer_archive archive
              JOIN res_company company ON company.id = archive.company_id
             WHERE (%(due)s) AND archive.state IN ('temporary', 'formal')
               AND archive.review_told_for IS DISTINCT FROM archive.next_review
             -- Where nobody looks after the archive, nobody can be told yet.
               AND EXISTS %(keepers)s
             ORDER BY archive.id
            """, due=due, keepers=self._get_keepers(),
        ))]

    def _tell_review(self):
        """Put the review of each archive on the list of its keeper, by one statement.

        As activities of the system's own they follow no mail, and nobody follows the archive for
        them.
        """
        self.flush_recordset()
        self.env['mail.activity'].flush_model()
        self.env.cr.execute(self._get_review_statement(self.ids))
        self.invalidate_recordset(['review_told_for', 'activity_ids'], flush=False)
        self.env['mail.activity'].invalidate_model(flush=False)

    @api.model
    def _get_review_statement(self, ids):
        """Return the statement that tells of reviews, and notes for which day.

        :param list[int] ids: the archives
        :rtype: SQL
        """
        kind = self.env.ref(_ACTIVITY)
        summaries = {
            code: self.with_context(lang=code).env._("Review the archive")
            for code, _name in self.env['res.lang'].get_installed()
        }
        return SQL(
            """
            WITH due AS MATERIALIZED (
                SELECT archive.id, archive.name, archive.next_review, keeper.*
                  FROM customer_archive archive
                  JOIN res_company company ON company.id = archive.company_id
                 CROSS JOIN LATERAL %(keepers)s AS keeper
                 WHERE archive.id = ANY(%(ids)s)
            ), replaced AS (
                DELETE FROM mail_activity
                 WHERE res_model = 'customer.archive' AND activity_type_id = %(kind)s
                   AND res_id IN (SELECT id FROM due)
            ), told AS (
                UPDATE customer_archive SET review_told_for = due.next_review
                  FROM due WHERE due.id = customer_archive.id
            )
            INSERT INTO mail_activity (
                res_model_id, res_model, res_id, res_name, activity_type_id, user_id, user_tz,
                summary, date_deadline, automated, active,
                create_uid, create_date, write_uid, write_date
            )
            SELECT %(model)s, 'customer.archive', id, name, %(kind)s, user_id, tz,
                   COALESCE(%(summaries)s::json->>lang, %(summary)s), next_review, TRUE, TRUE,
                   %(user)s, %(now)s, %(user)s, %(now)s
              FROM due
            """,
            keepers=self._get_keepers(), ids=list(ids), kind=kind.id, user=self.env.uid,
            model=self.env['ir.model']._get_id(self._name), now=fields.Datetime.now(),
            summaries=json.dumps(summaries), summary="Review the archive",
        )
