# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..archive.companion import BLANK
from ..archive.member import FOLLOWING_FIELDS
from ..mechanism.inner_pass import with_pass
from ..mechanism.triggers import refuse

_ACTIVITY = 'customer_archive.mail_activity_type_change_request'


class CustomerArchiveChangeRequest(models.Model):
    """The wish to change protected fields of a formal archive or of its customer (CA-32).

    It shows what stands there and what is to stand there. Approved by another person, it applies
    exactly that, in the same transaction; when the record was changed meanwhile, it is void. The
    row stays for ever; the values of the customer in its lines, and what its reason says of him,
    can be erased with him.
    """

    _name = 'customer.archive.change.request'
    _inherit = [
        'customer.archive.member', 'customer.archive.approval', 'mail.thread',
        'mail.activity.mixin',
    ]
    _description = "Archive Change Request"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False
    # Requester and approver talk there; nobody has the right to write the request itself.
    _mail_post_access = 'read'

    _stays_with_archive = True
    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'name', 'requester_id', 'requested_at', 'decided_by_id', 'decided_at',
        'decision_note',
    })

    _index_fields = frozenset({
        'requester_id', 'requested_at', 'decided_by_id', 'decided_at', 'can_decide', 'line_ids',
        'field_labels',
    })

    archive_id = fields.Many2one(readonly=True)
    line_ids = fields.One2many(
        'customer.archive.change.request.line', 'request_id', string="Changes", readonly=True,
    )
    field_labels = fields.Char(string="Fields", compute='_compute_field_labels')

    _state_idx = models.Index("(archive_id) WHERE state = 'requested'")

    # === SETUP === #

    def init(self):
        """Override to keep why it was made; only the words about a person may be taken out."""
        super().init()
        refuse(self, 'keep_reason', 'UPDATE', when=SQL(
            "old.state != 'requested' AND new.reason IS DISTINCT FROM old.reason"
            " AND position(%s IN new.reason) = 0", BLANK,
        ))

    # === COMPUTE METHODS === #

    @api.depends('line_ids')
    @api.depends_context('lang')
    def _compute_field_labels(self):
        # Which fields it is about is no secret; what is to stand there is.
        lines_sudo = self.env['customer.archive.change.request.line'].sudo().search([
            ('request_id', 'in', self.ids),
        ])
        labels = {
            request.id: ", ".join(lines.mapped('label'))
            for request, lines in lines_sudo.grouped('request_id').items()
        }
        for request in self:
            request.field_labels = labels.get(request.id)

    # === ACTION METHODS === #

    def action_approve(self):
        """Approve the requests, and apply them; void those whose record was changed meanwhile."""
        self._check_may_take('approve')
        self.archive_id.check_access('read')  # Nobody approves what he may not see.
        outdated = {request: reason for request in self if (reason := request._get_outdated())}
        for request, reason in outdated.items():
            request._ensure_source('void')
            request._ensure_other_person()
            # Void is what the approver finds, not what he decides.
            request.sudo()._transition('void', reason=reason)
        self.filtered(lambda request: request not in outdated)._transition('approve')
        # Told, not raised: what was found void stays void.
        return outdated and {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'warning', 'sticky': True,
                'title': self.env._("Not applied"),
                'message': self.env._(
                    "%(requests)s is void: the record was changed meanwhile.",
                    requests=", ".join(request.name for request in outdated),
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def action_request_again(self):
        """Let the user ask again for what was not applied."""
        self.ensure_one()
        self.check_access('read')
        proposed = {(line.model, line.field_name): line.new_value for line in self.line_ids}
        return self._action_propose(self.archive_id, proposed)

    def action_state_purpose(self):
        """Ask what the confidential values are needed for."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.confidential'].browse(self.archive_id.id).action_open()

    # === BUSINESS METHODS - REQUESTING === #

    @api.model
    def _request(self, archive, values, reason):
        """Request changes for the user.

        :param recordset archive: a formal archive
        :param dict values: the new value by model and field, as in
                            ``{('res.partner', 'name'): "Northern Lights"}``
        :param str reason: why, in the words of the user
        :return: the request; the user can read it where he may read his requests
        :rtype: recordset
        :raise UserError: when nothing would change, or the archive is not formal
        """
        archive_sudo = archive.sudo()  # Who may write the customer need not see his archive.
        reason = (reason or '').strip()
        if not reason:
            raise UserError(self.env._("Say why: to request a change needs a reason."))
        lines = self._prepare_lines(archive, values)  # Checks what the user may know of it.
        if lines and archive_sudo.state != 'formal':
            raise UserError(self.env._(
                "%(archive)s is not formal: change it directly.", archive=archive_sudo.name,
            ))
        if not lines:
            raise UserError(self.env._("Nothing would change: say what should be different."))
        # Nobody has the right to make requests but by this method, which gives all values: those
        # of the context stay outside.
        requests_sudo = self.sudo().with_env(self.env(
            su=True, context=clean_context(self.env.context),
        ))
        request_sudo = requests_sudo.create({'archive_id': archive.id, 'reason': reason})
        request_sudo.line_ids.create([{**line, 'request_id': request_sudo.id} for line in lines])
        request_sudo._find_same_wish()._supersede(request_sudo.name)
        request_sudo._enter_register('request', request_sudo._prepare_field_facts(), note=reason)
        request_sudo._schedule_decision()
        return self.browse(request_sudo.id)

    @api.model
    def _prepare_lines(self, archive, values):
        """Return the values of the lines for what would really change.

        :param recordset archive: the archive
        :param dict values: see :meth:`_request`
        :rtype: list[dict]
        :raise AccessError: when the user may neither see the archive nor write the customer
        """
        lines = []
        for (model, name), value in values.items():
            subject = self._get_subject(archive, model)
            self._check_may_request(archive, subject)
            self._ensure_protected(subject, name)
            old = subject._get_plain(name)
            new = subject._to_plain(name, value)
            if old != new:
                lines.append({
                    'model': model, 'field_name': name, 'old_value': old, 'new_value': new,
                    'old_shown': subject._show_plain(name, old),
                    'new_shown': subject._show_plain(name, new),
                })
        return lines

    @api.model
    def _get_subject(self, archive, model):
        """Return the record that a change is about, with the rights of nobody.

        For a module to protect another record of an archive, it must override this method.

        :param recordset archive: the archive
        :param str model: its model
        :rtype: recordset
        :raise UserError: when an archive protects no record of that model
        """
        archive_sudo = archive.sudo()  # Callers check what the user may see or change of it.
        subjects = {
            'customer.archive': archive_sudo, 'res.partner': archive_sudo.partner_id,
        }
        if model not in subjects:
            raise UserError(self.env._("This is not changed by a request."))
        return subjects[model]

    @api.model
    def _check_may_request(self, archive, subject):
        """Check that the user sees the archive, or may write the customer.

        :raise AccessError: when he does not
        """
        readers = archive.sudo(False)
        if subject._name == archive._name or readers.has_access('read'):
            readers.check_access('read')
        else:
            subject.sudo(False).check_access('write')

    @api.model
    def _ensure_protected(self, subject, name):
        """Check that a field is one of those that change by a request.

        :raise UserError: when it is not
        """
        if name not in subject._archive_protected_fields:
            raise UserError(self.env._("This is not changed by a request."))

    @api.model
    def _redirect(self, archive, subject, changes):
        """Offer to request changes that the user tried to make.

        :param recordset archive: the archive whose archivist decides
        :param recordset subject: the record that he tried to change
        :param dict changes: the new plain values by field
        :raise RedirectWarning: always
        """
        labels = sorted(subject._fields[name]._description_string(self.env) for name in changes)
        raise RedirectWarning(
            self.env._(
                "%(record)s has a formal archive. These fields are protected and change only when"
                " another person approves: %(fields)s.",
                record=subject.display_name, fields=", ".join(labels),
            ),
            self._action_propose(
                archive, {(subject._name, name): value for name, value in changes.items()},
                comes_from_form=True,
            ),
            self.env._("Request the Change"),
        )

    @api.model
    def _action_propose(self, archive, proposed=None, comes_from_form=False):
        """Return the dialog in which the user says what should change, and why.

        :param recordset archive: the archive
        :param dict proposed: new values to begin with, see :meth:`_request`
        :param bool comes_from_form: whether a form stays open behind it that still holds them
        :rtype: dict
        """
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Request a Change"),
            'res_model': 'customer.archive.change.propose',
            'views': [(False, 'form')],
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_archive_id': archive.id, 'default_comes_from_form': comes_from_form,
                **self.env['customer.archive.change.propose']._prepare_context(proposed or {}),
            },
        }

    def _find_same_wish(self):
        """Return open requests of the requester that are about one of the same fields.

        :rtype: recordset
        """
        self.ensure_one()
        wishes = Domain.OR(
            Domain('model', '=', line.model) & Domain('field_name', '=', line.field_name)
            for line in self.line_ids
        )
        return self.search([
            ('archive_id', '=', self.archive_id.id), ('state', '=', 'requested'),
            ('requester_id', '=', self.requester_id.id), ('id', '!=', self.id),
            ('line_ids', 'any', wishes),
        ])

    def _schedule_decision(self):
        """Put the decision on the list of the archivist in charge, who is not the requester."""
        for request in self:
            archive = request.archive_id
            if user := archive._get_person_in_charge(without=request.requester_id):
                request.activity_schedule(_ACTIVITY, user_id=user.id, summary=self.env._(
                    "Decide on a change of %(archive)s", archive=archive.name,
                ))

    # === BUSINESS METHODS - DECIDING === #

    def _get_outdated(self):
        """Return why a request cannot be applied any more, if so.

        :return: a translated sentence, or `None`
        :rtype: str|None
        """
        self.ensure_one()
        request_sudo = self.sudo()  # What stands there now, compared with what was asked.
        if request_sudo.archive_id.state != 'formal':
            return self.env._("The archive is no longer formal.")
        for line in request_sudo.line_ids:
            if not line._is_applicable():
                return self.env._("Changed meanwhile: %(field)s.", field=line.label)
        return None

    def _check_transition(self, verb):
        """Override to apply nothing to a record that was changed meanwhile."""
        super()._check_transition(verb)
        for request in self:
            if verb == 'approve' and (reason := request._get_outdated()):
                raise UserError(self.env._(
                    "%(request)s cannot be applied. %(reason)s", request=request.name,
                    reason=reason,
                ))

    def _after_transition(self, verb):
        """Override to apply what was approved, and to tell who asked."""
        super()._after_transition(verb)
        if verb == 'approve':
            for request in self:
                request._apply()
        self.activity_unlink([_ACTIVITY])
        for request in self:
            if request.requester_id != self.env.user:
                request._tell_requester(verb)

    def _apply(self):
        """Write exactly what was asked for."""
        self.ensure_one()
        for model, lines in self.line_ids.grouped('model').items():
            subject_sudo = self._get_subject(self.archive_id, model)  # The approval is the right.
            with_pass(subject_sudo).write({line.field_name: line.new_value for line in lines})

    def _tell_requester(self, verb):
        """Tell the requester what became of his request; no value is told."""
        self.ensure_one()
        subject = self.env._(
            "%(request)s: %(decision)s", request=self.name,
            decision=self._get_event_labels()[verb],
        )
        requester_sudo = self.requester_id.sudo()
        # What was approved may have closed the request to him: then he is told on his own contact.
        readable = self.with_env(self.env(user=requester_sudo, su=False)).with_context(
            allowed_company_ids=self.company_id.ids,
        ).has_access('read')
        (self if readable else requester_sudo.partner_id)._notify_users(
            requester_sudo, subject, subject,
        )

    # === BUSINESS METHODS - MECHANISMS === #

    def _prepare_transition_facts(self, verb):
        """Override to tell which fields it is about: their names, never their values."""
        return {**super()._prepare_transition_facts(verb), **self._prepare_field_facts()}

    def _prepare_field_facts(self):
        """Return the register's form of what a request is about.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'fields': ", ".join(self.line_ids.mapped('field_name')),
            'requester_id': self.requester_id.login,
        }

    @api.model
    def _get_frozen_columns(self):
        """Override to keep which archive a decided request is about."""
        return [*super()._get_frozen_columns(), 'archive_id']
