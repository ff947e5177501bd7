# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import split_every

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass

from .disposal import EXECUTOR
from .disposal_line import KINDS

_logger = logging.getLogger(__name__)

# Lines of one transaction.
CHUNK = 1000
# Lines that a click on "Continue" does at most.
_BY_HAND = 200
REGISTER = 'customer.archive.register'


class CustomerArchiveDisposal(models.Model):
    """The execution of a list: in chunks, each whole or not at all, until nothing is left to do.

    A chunk first takes the rows of the archives concerned, which whoever places a hold takes as
    well, and then looks again at everything that the approval has looked at. What has changed since
    is taken off and reported (ND-05). The content goes with the transaction; stored files go after
    it, when nothing refers to them any more, and only then a line is called destroyed.
    """

    _inherit = 'customer.archive.disposal'

    # === ACTION METHODS === #

    def action_continue(self):
        """Go on with the execution now, instead of waiting for the scheduler."""
        if not self.env.su and not self.env.user.has_group(EXECUTOR):
            raise AccessError(self.env._("Only a disposal executor executes lists."))
        self.check_access('read')
        for disposal in self.filtered(lambda each: each.state == 'executing'):
            # His right to execute was asked for above; nothing else of his decides.
            disposal_sudo = disposal.sudo()
            disposal_sudo._execute_lines(disposal_sudo._get_open_line_ids()[:_BY_HAND])
        self._trigger_execution()

    # === CRON METHODS === #

    @api.model
    def _cron_execute(self):
        """Go on with all lists that are being executed; a killed run goes on where it stopped."""
        cron = self.env['ir.cron']
        # One that was killed before its last step has no open line any more, and is not finished.
        running = self.search([('state', '=', 'executing')], order='started_at, id')
        waiting = self.search([('state', '=', 'executed')])._get_pending().disposal_id
        open_ids = {disposal: disposal._get_open_line_ids() for disposal in running | waiting}
        cron._commit_progress(remaining=sum(map(len, open_ids.values())))
        for disposal, line_ids in open_ids.items():
            for chunk in split_every(CHUNK, line_ids):
                disposal._execute_lines(chunk)
                if not cron._commit_progress(len(chunk)):
                    return  # Out of time: the scheduler calls again at once.
            disposal._settle_files()
            disposal._finish()
            if not cron._commit_progress():
                return

    # === BUSINESS METHODS - LINES === #

    def _start(self, typed_number, vals):
        """Begin the execution.

        :param str typed_number: the number of the list, as the executor typed it
        :param dict vals: method, security level and place
        :raise UserError: when the number is another one
        """
        self.ensure_one()
        if (typed_number or '').strip() != self.name:
            raise UserError(self.env._(
                "Type the number of the list to confirm that it is the one: %(list)s.",
                list=self.name,
            ))
        self._transition('execute', vals)
        self._trigger_execution()

    def _trigger_execution(self):
        """Let the scheduler go on at once."""
        # Who executes need not have the right to start jobs.
        self.env.ref('customer_archive_retention.ir_cron_disposal').sudo()._trigger()

    def _get_open_line_ids(self):
        """Return the lines that are still to be executed.

        :rtype: list[int]
        """
        self.ensure_one()
        if self.state != 'executing':
            return []
        return self.env['customer.archive.disposal.line'].search([
            ('disposal_id', '=', self.id), ('state', '=', 'open'), ('decision', '=', 'destroy'),
        ], order='kind, id').ids

    def _execute_lines(self, line_ids):
        """Execute lines of the list in the running transaction, each whole or not at all.

        :param Iterable[int] line_ids: the lines
        """
        self.ensure_one()
        # In the name of who began it, with the rights of the superuser: the list decides.
        acting = self.with_user(self.executor_id).sudo()
        lines = acting.env['customer.archive.disposal.line'].browse(line_ids)
        lines = lines.filtered(lambda line: line.state == 'open')
        for alike in lines.grouped('kind').values():
            alike._take_guarded_rows()
            alike._execute_isolated()

    def _finish(self):
        """Note that nothing is left to do, where nothing is."""
        self.ensure_one()
        if self.state == 'executing' and not self._get_open_line_ids():
            self.with_user(self.executor_id).sudo()._transition('finish')

    # === BUSINESS METHODS - FILES === #

    def _get_pending(self):
        """Return the lines of the list whose files are not all gone.

        :rtype: recordset
        """
        return self.env['customer.archive.disposal.line'].search([
            ('disposal_id', 'in', self.ids), ('state', '=', 'removed'),
        ])

    def _settle_files(self):
        """Remove stored files to which nothing refers any more, and verify what is destroyed.

        On a connection of its own, which begins by locking the attachments: nobody may refer to the
        same bytes anew between the question who does and the removal. It sees what is committed.
        """
        self.ensure_one()
        with self.env.registry.cursor() as cr:
            try:
                cr.execute("SET LOCAL lock_timeout TO '10s'; LOCK ir_attachment IN SHARE MODE")
            except psycopg2.errors.LockNotAvailable:
                cr.rollback()
                _logger.info("%s: files are in use, and wait for the next run", self.name)
                return
            disposal = self.with_env(self.env(cr=cr))
            disposal.with_user(disposal.executor_id).sudo()._get_pending()._verify()
        self.env.invalidate_all()


class CustomerArchiveDisposalLine(models.Model):
    """What execution does to the lines of one kind."""

    _inherit = 'customer.archive.disposal.line'

    # === BUSINESS METHODS === #

    def _take_guarded_rows(self):
        """Take the rows that guard the units against a hold or a loan at the same moment."""
        units = self[self._get_unit_field()]
        archives = units if self[0].kind == 'archive' else units.archive_id
        archives.sorted('id')._touch()
        # They are written in the end, but one whose line is taken off: that stays as it is.
        units._lock()
        self._lock()
        self.env.invalidate_all()

    def _execute_isolated(self):
        """Execute the lines; halve them until what cannot be done stands alone, and take it off."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._execute()
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                self._report_taken_off([str(error)])
                return
            half = len(self) // 2
            self[:half]._execute_isolated()
            self[half:]._execute_isolated()

    def _execute(self):
        """Look again at everything, take off what has changed, and destroy the rest."""
        units = self[self._get_unit_field()]
        units._recompute_retention()
        ready = self.browse()
        suspects = units._get_suspects('destroy')
        for line in self:
            if reasons := line._get_changes(suspects):
                line._report_taken_off(reasons)
            else:
                ready |= line
        if ready:
            ready._destroy()

    def _get_changes(self, suspects):
        """Return what has changed since the approval, so that the unit is not destroyed.

        :param recordset suspects: the units that something may stand against
        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        unit = self._get_unit()
        reasons = unit._get_retention_reasons()
        if unit in suspects:
            reasons += unit._get_blockers('destroy')
        if unit.state not in self._get_disposable_states(self.kind):
            labels = dict(unit._fields['state']._description_selection(self.env))
            reasons.append(self.env._("It is “%(state)s” now.", state=labels[unit.state]))
        return reasons

    def _report_taken_off(self, reasons):
        """Take the lines off and tell the register why.

        :param list[str] reasons: translated sentences
        """
        for line in self:
            line._take_off(" ".join(reasons))
            line.env[REGISTER]._enter([{
                'event': 'taken_off', 'model': 'customer.archive.disposal',
                'subject': line.disposal_id.name, 'archive': line.archive_number,
                'company': line.company_id.id, 'facts': {'number': line.number},
                'note': line.outcome,
            }])

    def _destroy(self):
        """Destroy the units of the lines, and note which stored files have to go after them."""
        units = self[self._get_unit_field()]
        self.env['customer.archive.disposal.file']._note(self)
        missing = self._count_missing()
        units._destroy()
        now = fields.Datetime.now()
        for count, lines in self.grouped(lambda line: missing.get(line._get_unit().id, 0)).items():
            with_pass(lines).write({
                'state': 'removed', 'removed_at': now, 'missing_count': count,
            })
        self.filtered(lambda line: not line.file_ids)._verify()

    def _count_missing(self):
        """Return how many sheets of each unit are missing: what is not there is not destroyed.

        :rtype: dict[int, int]
        """
        column = self._get_part_columns()['customer.archive.holding']
        units = self[self._get_unit_field()]
        return {
            unit.id: count for unit, count in self.env['customer.archive.holding']._read_group(
                Domain(column, 'in', units.ids) & Domain('state', '=', 'missing'),
                [column], ['__count'],
            )
        }

    def _verify(self):
        """Verify that the files of the lines are gone; enter in the register those that are."""
        if not self:
            return
        files = self.file_ids.filtered(lambda each: each.state in ('pending', 'shared', 'stuck'))
        files._settle()
        left = files.filtered(lambda each: each.state in ('shared', 'stuck'))
        for line, own in left.grouped('line_id').items():
            with_pass(line).write({'outcome': line._describe_left(own)})
        verified = self - left.line_id
        with_pass(verified).write({
            'state': 'verified', 'verified_at': fields.Datetime.now(), 'outcome': False,
        })
        verified._enter_verified()

    def _enter_verified(self):
        """Enter into the register that nothing is left of the units."""
        self.env[REGISTER]._enter([
            {
                'event': 'verify_destroyed', 'model': KINDS[line.kind], 'subject': line.number,
                'archive': line.archive_number, 'company': line.company_id.id,
                'facts': {
                    'list': line.disposal_id.name, 'files': len(line.file_ids),
                    'missing': line.missing_count,
                },
            }
            for line in self
        ])

    def _describe_left(self, files):
        """Return why the line is not called destroyed yet.

        :param recordset files: its files that are not gone
        :rtype: str
        """
        shared = files.filtered(lambda each: each.state == 'shared')
        if shared:
            return self.env._(
                "The same bytes are kept elsewhere: %(users)s.",
                users=", ".join(sorted(set(shared.mapped('users')))),
            )
        return self.env._("%(count)s files could not be removed yet.", count=len(files))
