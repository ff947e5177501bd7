# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..mechanism.database_functions import get_changed_functions
from .anchor import Head
from .chain_check import ChainCheck
from .seal_key import get_seal_key

RESULTS = [('intact', "Intact"), ('warning', "Deserves a Look"), ('broken', "Broken")]
REASONS = [
    ('content', "Row changed"),
    ('gap', "Row missing"),
    ('insertion', "Row added"),
    ('link', "Seals not linked"),
    ('head', "End of the chain"),
    ('signature', "Signature"),
    ('key', "Key"),
    ('trigger', "Triggers"),
    ('time', "Time"),
    ('anchor', "Anchor"),
    ('note', "Reason of a row"),
]
_logger = logging.getLogger(__name__)
GROUPS = (
    'customer_archive.customer_archive_group_auditor',
    'customer_archive.customer_archive_group_office_manager',
)
ANCHOR_LIMIT = timedelta(days=2)


class CustomerArchiveVerification(models.Model):
    """The protocol of a verification of all evidence: written once, when it is over.

    The heads that it saw are known from then on: a chain that ends earlier at the next
    verification was cut.
    """

    _name = 'customer.archive.verification'
    _inherit = ['customer.archive.append.only', 'mail.thread', 'mail.activity.mixin']
    _description = "Archive: Verification of the Evidence"
    _log_access = False  # Each class says it for itself; see the abstract model.
    _order = 'id desc'
    _rec_name = 'started_at'
    _mail_post_access = 'read'

    started_at = fields.Datetime(required=True, readonly=True)
    finished_at = fields.Datetime(required=True, readonly=True)
    actor = fields.Char(string="Login", required=True, readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    message = fields.Text(
        string="About the Whole", readonly=True,
        help="What concerns no single chain: functions of the database, overdue anchors.",
    )
    anchored_at = fields.Datetime(
        string="Last Anchor", readonly=True,
        help="When the ends of the chains were last kept outside the database. What was sealed"
             " until then cannot be cut off unseen.",
    )
    anchors_checked = fields.Integer(
        readonly=True, help="Known ends of chains that were looked for: from the register, the"
                            " anchor file, earlier verifications and pasted text.",
    )
    line_ids = fields.One2many('customer.archive.verification.line', 'verification_id',
                               string="Chains", readonly=True)
    row_count = fields.Integer(string="Sealed Rows", compute='_compute_counts')
    unsealed_count = fields.Integer(string="Rows without Seal", compute='_compute_counts')
    offers_key = fields.Boolean(compute='_compute_offers_key')

    # === COMPUTE METHODS === #

    @api.depends('line_ids.row_count', 'line_ids.unsealed_count')
    def _compute_counts(self):
        for verification in self:
            verification.row_count = sum(verification.line_ids.mapped('row_count'))
            verification.unsealed_count = sum(verification.line_ids.mapped('unsealed_count'))

    @api.depends('line_ids.reason')
    def _compute_offers_key(self):
        for verification in self:
            verification.offers_key = 'key' in verification.line_ids.mapped('reason')

    # === ACTIONS === #

    @api.model
    def action_verify(self, anchors=None):
        """Verify all evidence now and show the protocol.

        :param str anchors: heads that a person kept
        :rtype: dict
        :raise AccessError: when the user is neither auditor nor office manager
        """
        self._ensure_may_verify()
        verification = self._verify(anchors)
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': verification.id,
            'view_mode': 'form',
            'name': self.env._("Evidence Verification"),
        }

    def action_accept_key(self):
        """Enter into the register that the key of the configuration is the one to sign with.

        :raise AccessError: when the user is no office manager
        :raise UserError: when the change concerns another key
        """
        self.check_access('read')
        if not self.env.user.has_group('customer_archive.customer_archive_group_office_manager'):
            raise AccessError(self.env._("The office manager accepts the keys of seals."))
        key = get_seal_key()
        key_id = key.key_id if key else 'none'
        if key_id in self._get_accepted_keys():
            raise UserError(self.env._("The key %(key)s was accepted before.", key=key_id))
        self.env['customer.archive.register']._enter([{
            'event': 'accept_key', 'model': self._name, 'subject': key_id,
            'company': self.env.company.id,
        }])

    @api.model
    def _cron_verify(self):
        """Verify every night; tell auditors and office managers when something is broken."""
        verification = self._verify()
        if verification.result == 'broken':
            verification._notify_broken()

    # === BUSINESS METHODS === #

    @api.model
    def _verify(self, anchors=None):
        """Verify all evidence and write the protocol.

        :param str anchors: heads that a person kept
        :rtype: recordset
        """
        started_at = fields.Datetime.now()
        # Whoever may verify sees that it is whole, also where he may not read every row.
        env = self.sudo().env
        # Triggers show what is in the tables, not what still waits to be written there.
        env.flush_all()
        heads = self._get_known_heads(anchors)
        accepted = self._get_accepted_keys()
        lines, broken, warned = [], False, False
        for chain in env['customer.archive.evidence']._get_evidence_models():
            check = ChainCheck(env, chain, heads, accepted)
            findings = check.run()
            lines.append(env['customer.archive.verification.line']._prepare(check, findings))
            broken |= any(finding.broken for finding in findings)
            warned |= bool(findings)
        messages, is_grave = self._check_whole()
        # The protocol says who it was; a line in the chatter, and a follower, would say it again.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        verification = quiet._append([{
            'started_at': started_at,
            'finished_at': fields.Datetime.now(),
            'actor': self.env.user.login,
            'result': 'broken' if broken or is_grave else
                      'warning' if warned or messages else 'intact',
            'message': '\n'.join(messages),
            'anchored_at': env['customer.archive.anchor']._get_last_anchored_at(),
            'anchors_checked': len(heads),
        }])
        env['customer.archive.verification.line']._append([
            {**line, 'verification_id': verification.id} for line in lines
        ])
        verification = verification.with_env(self.env)
        verification._enter_result()
        return verification

    def _check_whole(self):
        """Return what there is to say about no single chain, and whether it breaks the evidence.

        :rtype: tuple[list[str], bool]
        """
        messages = []
        tables = [
            self.env[name]._table for name in ('customer.archive.verification',
                                               'customer.archive.verification.line')
            if not self.env[name]._is_guarded()
        ]
        functions = get_changed_functions(self.env.cr)
        if functions or tables:
            messages.append(self.env._(
                "These guards in the database are not those of the addon: %(names)s.",
                names=", ".join([*functions, *tables]),
            ))
        is_grave = bool(messages)
        anchor = self.env['customer.archive.anchor']
        last = anchor._get_last_anchored_at()
        if anchor._is_configured() and self._is_anchor_overdue(last):
            messages.append(self.env._(
                "An anchor was missed: the last one was made on %(time)s UTC.",
                time=fields.Datetime.to_string(last) if last else "–",
            ))
        return messages, is_grave

    def _is_anchor_overdue(self, last):
        """Tell whether there should have been an anchor since the last one."""
        # Since when there are seals at all.
        first = self.env['customer.archive.seal'].sudo().search([], order='id', limit=1)
        since = last or first.sealed_at
        return bool(since) and since < fields.Datetime.now() - ANCHOR_LIMIT

    @api.model
    def _get_known_heads(self, anchors=None):
        """Return the heads that are known from anchors and from earlier verifications.

        :param str anchors: heads that a person kept
        :rtype: list[tuple[str, Head]]
        """
        # What the protocols say is known to whoever may verify.
        lines = self.env['customer.archive.verification.line'].sudo()._read_group(
            [('seal_count', '>', 0)], ['chain', 'seal_count', 'head_digest'],
        )
        return [
            *self.env['customer.archive.anchor']._get_known_heads(anchors),
            *(
                (self.env._("an earlier verification"), Head(chain, number, digest))
                for chain, number, digest in lines
            ),
        ]

    @api.model
    def _get_event_labels(self):
        """Return what the register calls the events of this model.

        :rtype: dict[str, str]
        """
        return {
            'broken': self.env._("Found broken"),
            'accept_key': self.env._("Key accepted"),
        }

    # === HELPERS === #

    def _ensure_may_verify(self):
        """Check that the user may start a verification.

        :raise AccessError: when he may not
        """
        if not self.env.su and not self.env.user.has_groups(','.join(GROUPS)):
            raise AccessError(self.env._("Auditors and office managers verify the evidence."))

    def _get_accepted_keys(self):
        """Return the keys whose change was entered in the register."""
        # The register tells it of the whole database, whatever company entered it.
        return set(self.env['customer.archive.register'].sudo().search([
            ('model', '=', self._name), ('event', '=', 'accept_key'),
        ]).mapped('subject'))

    def _enter_result(self):
        """Enter into the register that the evidence is broken, unless that is what is broken."""
        if self.result != 'broken':
            return
        try:
            with self.env.cr.savepoint():
                self.env['customer.archive.register']._enter([{
                    'event': 'broken', 'model': self._name,
                    'subject': fields.Datetime.to_string(self.started_at),
                    'company': self.env.company.id,
                    'facts': {
                        line.chain: [line.reason, line.bad_seal, line.bad_row]
                        for line in self.line_ids if line.result == 'broken'
                    },
                }])
        except Exception:
            # Nothing can be entered any more: the protocol has to be kept all the same.
            self.env.invalidate_all(flush=False)
            _logger.exception("The register does not take the result of the verification")

    def _notify_broken(self):
        """Give everybody who answers for the evidence an activity, once until it is done."""
        group = [self.env.ref(name).id for name in GROUPS]
        users = self.env['res.users'].search([('all_group_ids', 'in', group)])
        waiting = self.env['mail.activity'].search([
            ('res_model', '=', self._name), ('user_id', 'in', users.ids),
        ]).user_id
        for user in users - waiting:
            self.activity_schedule(
                'mail.mail_activity_data_todo', user_id=user.id,
                summary=self.with_context(lang=user.lang).env._("The evidence is broken"),
            )
