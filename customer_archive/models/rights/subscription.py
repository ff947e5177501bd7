# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_datetime


class CustomerArchiveSubscription(models.Model):
    """A department wants to know what happens to archives (CA-78).

    Its members hear the number of the archive, what happened, when and by whom: no value, no name
    of a customer, and nothing about archives that they may not read.
    """

    _name = 'customer.archive.subscription'
    _description = "Archive Subscription"
    _order = 'department_id, id'
    _rec_name = 'department_id'
    _check_company_auto = True
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company,
    )
    department_id = fields.Many2one(
        'hr.department', required=True, index=True, ondelete='restrict', check_company=True,
        help="Its members, and those of the departments below it, are told.",
    )

    # Of what.
    on_reclassified = fields.Boolean(string="Reclassified", default=True)
    on_closed = fields.Boolean(string="Closed", default=True)
    on_reopened = fields.Boolean(string="Reopened", default=True)
    on_voided = fields.Boolean(string="Voided")
    on_shared = fields.Boolean(string="Shared")
    on_disclosed = fields.Boolean(string="Disclosed")
    on_change_approved = fields.Boolean(string="Change Approved")

    # Of which archives.
    class_ids = fields.Many2many(
        'customer.archive.class', string="Classes",
        relation='customer_archive_subscription_class_rel',
        ondelete='restrict', help="Only archives of one of these classes; empty for all.",
    )
    archive_ids = fields.Many2many(
        'customer.archive', string="Archives", relation='customer_archive_subscription_rel',
        ondelete='restrict', check_company=True,
        help="Only these archives; empty for all.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains(lambda self: tuple(self._get_event_fields()))
    def _check_events(self):
        names = self._get_event_fields()
        for subscription in self:
            if not any(subscription[name] for name in names):
                raise ValidationError(self.env._(
                    "Say what %(department)s is to be told of.",
                    department=subscription.department_id.name,
                ))

    # === BUSINESS METHODS === #

    @api.model
    def _get_events(self):
        """Return what can be subscribed to.

        For a module to add something, it must add a boolean field to the subscription and override
        this method.

        :return: the field and what is said, by model and event of the register
        :rtype: dict[tuple[str, str], tuple[str, str]]
        """
        return {
            ('customer.archive', 'change'): ('on_reclassified', self.env._("reclassified")),
            ('customer.archive', 'close'): ('on_closed', self.env._("closed")),
            ('customer.archive', 'merge_into'): (
                'on_closed', self.env._("merged into another archive"),
            ),
            ('customer.archive', 'reopen'): ('on_reopened', self.env._("reopened")),
            ('customer.archive', 'void'): ('on_voided', self.env._("voided")),
            ('customer.archive.share', 'grant'): ('on_shared', self.env._("shared")),
            ('customer.archive.disclosure', 'disclose'): (
                'on_disclosed', self.env._("disclosed in part"),
            ),
            ('customer.archive.change.request', 'approve'): (
                'on_change_approved', self.env._("changed by an approved request"),
            ),
        }

    @api.model
    def _get_event_fields(self):
        """Return the fields that say of what a department is told.

        :rtype: list[str]
        """
        return sorted({name for name, _said in self._get_events().values()})

    @api.model
    def _is_news(self, entry, events):
        """Tell whether an entry of the register can be subscribed to.

        :param dict entry: its values
        :param Container events: models and events of the register that can be
        :rtype: bool
        """
        key = entry['model'], entry['event']
        if key == ('customer.archive', 'change'):
            return 'class_ids' in (entry.get('facts') or {})
        return key in events

    @api.model
    def _publish(self, entries):
        """Tell the departments that subscribed what was entered in the register.

        :param list[dict] entries: the values of new entries
        """
        events = self._get_events()
        news = [entry for entry in entries if self._is_news(entry, events)]
        if not news:
            return
        # Who changed an archive need not know who is told.
        subscriptions_sudo = self.sudo().search([
            ('company_id', 'in', list({entry.get('company') for entry in news})),
        ])
        if not subscriptions_sudo:
            return
        # Which archives it is about; who may read them is asked for each who is told.
        archives_sudo = self.env['customer.archive'].sudo().search([
            ('name', 'in', [entry.get('archive') for entry in news]),
            ('company_id', 'in', subscriptions_sudo.company_id.ids),
        ])
        by_key = {(archive.name, archive.company_id.id): archive for archive in archives_sudo}
        for entry in news:
            if archive := by_key.get((entry.get('archive'), entry.get('company'))):
                name, _said = events[entry['model'], entry['event']]
                subscriptions_sudo._get_matching(archive, name)._tell(archive, entry)

    def _get_matching(self, archive, name):
        """Return the subscriptions that an archive and an event belong to.

        :param recordset archive: the archive
        :param str name: the field of the event
        :rtype: recordset
        """
        return self.filtered(
            lambda subscription: subscription[name]
            and subscription.company_id == archive.company_id
            and (not subscription.archive_ids or archive in subscription.archive_ids)
            and (not subscription.class_ids or subscription.class_ids & archive.class_ids),
        )

    def _tell(self, archive, entry):
        """Tell the members of the departments, each in his language, and each once.

        :param recordset archive: the archive
        :param dict entry: the entry of the register
        """
        users = self._get_members() - self.env.user
        now = fields.Datetime.now()
        for lang, members in users.grouped('lang').items():
            archive_told = archive.with_context(lang=lang)
            _name, said = archive_told.env[self._name]._get_events()[entry['model'], entry['event']]
            archive_told._notify_inbox(
                members,
                archive_told.env._(
                    "Archive %(archive)s: %(event)s", archive=archive.name, event=said,
                ),
                archive_told.env._(
                    "Archive %(archive)s: %(event)s on %(time)s by %(user)s.",
                    archive=archive.name, event=said, user=self.env.user.name,
                    time=format_datetime(
                        archive_told.env, now, tz=archive.company_id._get_archive_tz().zone,
                    ),
                ),
            )

    def _get_members(self):
        """Return the users who are employees of the departments or of those below.

        :rtype: recordset
        """
        if not self:
            return self.env['res.users']
        self.env['hr.employee'].flush_model(['user_id', 'active', 'current_version_id'])
        self.env['hr.version'].flush_model(['department_id'])
        self.env['hr.department'].flush_model(['parent_path'])
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT employee.user_id
            FROM hr_department subscribed
            JOIN hr_department own ON own.parent_path LIKE subscribed.parent_path || '%%'
            JOIN hr_version version ON version.department_id = own.id
            JOIN hr_employee employee ON employee.current_version_id = version.id
            WHERE subscribed.id IN %s AND employee.active AND employee.user_id IS NOT NULL
            ORDER BY employee.user_id
            """, tuple(self.department_id.ids),
        ))
        # Who is told is not asked whether who changed the archive may see him.
        return self.env['res.users'].sudo().browse(user_id for [user_id] in rows)
