# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...archive.states import ACTIVE_STATES

# Archives of one transaction. What their customers wrote is read by a few joins, which cost nearly
# the same for hundreds as for thousands.
_CHUNK = 10_000


class CustomerArchive(models.Model):
    """What was said before an archive was opened, or before this addon came, enters afterwards.

    An archive waits for it from the beginning, see `customer.archive.history`. The back-fill takes
    archives in chunks, a few statements each, and takes their marks off in the same transaction:
    killed, it goes on with those that still wait, and nothing enters twice.
    """

    _inherit = 'customer.archive'

    _index_fields = frozenset({'history_pending'})

    history_pending = fields.Boolean(
        string="Waits for Its History", compute='_compute_history_pending',
        search='_search_history_pending',
        help="Mails, meetings and calls from before have not been entered in its log yet.",
    )

    # === COMPUTE METHODS === #

    def _compute_history_pending(self):
        waiting = self.env['customer.archive.history']._find(self.ids)
        for archive in self:
            archive.history_pending = archive.id in waiting

    def _search_history_pending(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('id', 'in', SQL("(SELECT archive_id FROM customer_archive_history)"))

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to have the history entered soon."""
        super()._after_create()
        self._ask_for_history()

    # === ACTION METHODS === #

    def action_enter_history(self):
        """Have mails, meetings and calls from before entered in the logs of the archives."""
        self.check_access('write')
        kept = self.filtered(lambda archive: archive.state in ACTIVE_STATES)
        kept._ask_for_history()
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success', 'message': self.env._(
                    "The history of %(count)s archives is entered in the background.",
                    count=len(kept),
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _cron_enter_history(self):
        """Enter the history of the archives that wait for it.

        :rtype: SweepResult
        """
        # The marks are taken, not the archives: whoever works on those does not wait.
        waiting = self.env['customer.archive.history']
        if waiting.search_count([], limit=_CHUNK + 1) > _CHUNK:
            waiting._unmark_silent()
        marks = waiting.search([('archive_id', '!=', False)], order='id')
        return marks._sweep(
            "Communication history", marks.ids, lambda chunk: chunk.archive_id._enter_history(),
            _CHUNK,
        )

    def _enter_history(self):
        """Enter all that the ERP knows of talks with the customers, and take the mark off."""
        log = self.env['customer.archive.communication']
        condition = log._among('archive', self.ids)
        # As on the disks of today; else whole tables are read for each chunk. And compiling takes
        # longer than most chunks.
        self.env.cr.execute("SET LOCAL random_page_cost TO 1.1; SET LOCAL jit TO off")
        for model in log._get_sources():
            log._enter_from(model, self.env[model]._get_talks(condition))
        self.env['customer.archive.history']._unmark(self)

    def _after_transition(self, verb):
        """Override to enter what was said while an archive was closed."""
        super()._after_transition(verb)
        if verb == 'reopen':
            self._ask_for_history()

    def _ask_for_history(self):
        """Let the archives wait for their history, and the back-fill run soon."""
        self.env['customer.archive.history']._mark(self)
        cron = self and self.env.ref(
            'customer_archive.ir_cron_enter_history', raise_if_not_found=False,
        )
        if cron:
            cron.sudo()._trigger()  # Whoever opens an archive.
