# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..evidence.read_log import CONFIDENTIAL
from ..mechanism.roles import ARCHIVIST

_BACK_OFFICE = ','.join((
    ARCHIVIST, 'customer_archive.customer_archive_group_general_manager',
    'customer_archive.customer_archive_group_auditor',
))


class CustomerArchive(models.Model):
    """A formal archive changes by four eyes where it matters; it is shared and disclosed.

    Whoever makes an archive confidential has said what for he has it open.
    """

    _name = 'customer.archive'
    _inherit = ['customer.archive', 'customer.archive.protected', 'customer.archive.logged']

    _archive_protected_fields = ('department_id', 'confidentiality')
    _archive_logged_fields = (
        'department_id', 'custodian_id', 'deputy_id', 'confidentiality', 'class_ids', 'opened_on',
    )
    _index_fields = frozenset({
        'open_request_count', 'share_ids', 'share_count', 'disclosure_count',
    })

    open_request_count = fields.Integer(compute='_compute_open_request_count')
    share_ids = fields.One2many(
        'customer.archive.share', 'archive_id', string="Shares", groups=_BACK_OFFICE,
    )
    share_count = fields.Integer(
        string="Current Shares", compute='_compute_share_count', groups=_BACK_OFFICE,
    )
    disclosure_count = fields.Integer(
        string="Disclosures", compute='_compute_disclosure_count', groups=_BACK_OFFICE,
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_open_request_count(self):
        self._count_by_archive('open_request_count', 'customer.archive.change.request', [
            ('state', '=', 'requested'),
        ])

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_share_count(self):
        self._count_by_archive('share_count', 'customer.archive.share', [
            ('is_current', '=', True),
        ])

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_disclosure_count(self):
        self._count_by_archive('disclosure_count', 'customer.archive.disclosure', [
            ('state', '!=', 'cancelled'),
        ])

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to leave a confidential archive open to who opened it."""
        self._stay_open(self.sudo().filtered('is_confidential'))
        return super()._after_create()

    def write(self, vals):
        """Override to change protected fields of formal archives by four eyes only, and to leave
        an archive open to who makes it confidential.
        """
        if not vals.keys().isdisjoint(self._archive_protected_fields) and not self.env.su:
            # Who may not change the archive at all is told so, not sent to a request.
            self.check_access('write')
        # The archive itself registers what changes of it, with the values.
        self._guard_protected(vals)
        if (vals.get('confidentiality') or '') >= CONFIDENTIAL and not self.env.su:
            self._stay_open(self.sudo().filtered(lambda archive: not archive.is_confidential))
        before = self._snapshot_logged(vals)
        res = super().write(vals)
        self._log_changes(before)
        return res

    # === ACTION METHODS === #

    def action_request_change(self):
        """Let the user say what should change, and why."""
        self.ensure_one()
        self.check_access('read')
        return self.env['customer.archive.change.request']._action_propose(self)

    def action_share(self):
        """Let the archivist say with whom the archive is shared, and until when."""
        self.ensure_one()
        self.env['customer.archive.share'].check_access('create')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Share"),
            'res_model': 'customer.archive.share', 'view_mode': 'form', 'target': 'new',
            'context': {'default_archive_id': self.id},
        }

    def action_view_requests(self):
        """Show the change requests of the archive."""
        return self._action_view_contents('customer_archive.customer_archive_change_request_action')

    def action_view_changes(self):
        """Show what changed of the archive and of its customer (CA-31)."""
        return self._action_view_contents('customer_archive.customer_archive_change_action')

    def action_view_shares(self):
        """Show who the archive is shared with."""
        return self._action_view_contents('customer_archive.customer_archive_share_action')

    def action_view_disclosures(self):
        """Show what of the archive was disclosed."""
        return self._action_view_contents('customer_archive.customer_archive_disclosure_action')

    # === BUSINESS METHODS === #

    @api.model
    def _open_by_reason(self, domain, reason):
        """Override to state the reason as the purpose for which confidential ones are opened."""
        super()._open_by_reason(domain, reason)
        purposes = self.env['customer.archive.purpose']
        closed_sudo = self.sudo().search([  # Which of them he may see is asked of the list below.
            *domain, ('confidentiality', '>=', CONFIDENTIAL),
            ('id', 'not in', list(purposes._get_current())),
        ])
        allowed = self.env['customer.archive.confidential'].search([
            ('id', 'in', closed_sudo.ids),
        ]) if closed_sudo and not self.env.su else ()
        if allowed:
            purposes._state(allowed.ids, 'other', reason)

    def _get_logging_archives(self):
        """Override to let each archive keep its own log."""
        return {archive: archive.sudo() for archive in self}

    def _get_protecting_archives(self):
        """Override: a formal archive protects itself."""
        return {
            archive: archive
            for archive in self.sudo() if archive.state == 'formal'  # Its status only.
        }

    def _change_customer(self, values, reason):
        """Override to ask a further person for what is protected (CA-32)."""
        self.ensure_one()
        partner = self.partner_id
        changes = partner._get_protected_changes(values).get(partner, {})
        if changes and self.state == 'formal' and not self._is_exempt_from_four_eyes():
            self.env['customer.archive.change.request']._request(
                self, {(partner._name, name): value for name, value in changes.items()}, reason,
            )
            values = {name: value for name, value in values.items() if name not in changes}
        return super()._change_customer(values, reason)

    def _is_exempt_from_four_eyes(self):
        """Tell whether the user may change protected fields directly.

        :rtype: bool
        """
        self.ensure_one()
        # A setting, whoever asks.
        return self.env.user.has_group(ARCHIVIST) and not self.sudo().company_id.archive_four_eyes

    def _get_event_labels(self):
        """Override to name what happens to the customer of a formal archive."""
        return {
            **super()._get_event_labels(),
            'customer_changed': self.env._("Protected data of the customer changed"),
        }

    def _notify_inbox(self, users, subject, body):
        """Tell users what happened to the archive, by their inbox or mail as they chose.

        :param recordset users: who is told; who may not read the archive is left out
        :param str subject: no value of the archive, no name of the customer
        :param str body: as `subject`
        """
        self.ensure_one()
        told = users.filtered(lambda user: user.active and self._is_readable_by(user))
        here = told.filtered(self._is_open_to)
        # Who changed the archive need not have the right to write to its readers. Who would have to
        # say what for first is told on his own contact: nothing on the archive is shown to him.
        self.sudo()._notify_users(here, subject, body)
        for user in told.sudo() - here:
            user.partner_id._notify_users(user, subject, body)

    def _is_open_to(self, user):
        """Tell whether the archive is open to a user now, in the company that it belongs to.

        :param recordset user: the user
        :rtype: bool
        """
        self.ensure_one()
        return self._is_accessible(self._name, user)

    def _is_readable_by(self, user):
        """Tell whether a user may read the archive; a confidential one, once he says what for.

        :param recordset user: the user
        :rtype: bool
        """
        self.ensure_one()
        confidential = self.sudo().is_confidential  # Decides which list he has to be on.
        return self._is_accessible(
            'customer.archive.confidential' if confidential else self._name, user,
        )

    def _is_accessible(self, model, user):
        """Tell whether a user may read the record of a model that stands for the archive.

        :param str model: the archives, or the list of the confidential ones
        :param recordset user: the user
        :rtype: bool
        """
        company = self.sudo().company_id  # Where it belongs.
        return company in user.sudo().company_ids and self.env[model].browse(self.id).with_user(
            user,
        ).with_context(allowed_company_ids=company.ids).has_access('read')

    # === HELPERS === #

    def _stay_open(self, archives_sudo):
        """Keep archives that become confidential now open to the user who makes them so.

        :param recordset archives_sudo: the archives, with the rights of the superuser
        """
        if archives_sudo and not self.env.su:
            self.env['customer.archive.purpose']._enter_statements(archives_sudo, 'keeping', '')

    def _get_person_in_charge(self, without):
        """Return the archivist who looks after the archive, but a certain person.

        :param recordset without: a user who is not meant, under no login of his
        :return: a user, or none
        :rtype: recordset
        """
        self.ensure_one()
        archive_sudo = self.sudo()  # Who answers for it is no secret.
        company = archive_sudo.company_id
        for user in (
            archive_sudo.custodian_id, archive_sudo.deputy_id, company.archive_custodian_id,
            company.archive_deputy_id,
        ):
            if user.active and user.has_group(ARCHIVIST) and not (
                user._is_same_archive_person(without)
            ):
                return user
        return self.env['res.users']
