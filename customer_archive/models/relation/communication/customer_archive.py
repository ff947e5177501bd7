# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerArchive(models.Model):
    """An archive shows its communication log, and when there was contact with the customer."""

    _inherit = 'customer.archive'

    _index_fields = frozenset({
        'communication_count', 'last_contact_at', 'days_without_contact',
    })

    communication_count = fields.Integer(
        string="Communication", compute='_compute_communication_count',
    )
    last_contact_at = fields.Datetime(
        string="Last Contact", compute='_compute_last_contact_at',
        search='_search_last_contact_at',
    )
    days_without_contact = fields.Integer(
        compute='_compute_last_contact_at', search='_search_days_without_contact',
        help="Days since the last contact, or since the archive was opened where there was none.",
    )

    # === COMPUTE METHODS === #

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_communication_count(self):
        self._count_by_archive('communication_count', 'customer.archive.communication', [
            ('state', '=', 'valid'),
        ])

    @api.depends('opened_on')
    def _compute_last_contact_at(self):
        log = self.env['customer.archive.communication']
        log.flush_model(['archive_id', 'at', 'state'])
        # One look into the index for each archive, however long its log is.
        last = dict(self.env.execute_query(SQL(
            """
            SELECT wanted.id, talk.at FROM unnest(%s::int[]) AS wanted(id), LATERAL (
                SELECT at FROM customer_archive_communication
                 WHERE archive_id = wanted.id AND state = 'valid' ORDER BY at DESC LIMIT 1
            ) AS talk
            """, list(self._ids and self.ids),
        )))
        for archive in self:
            at = last.get(archive._origin.id)
            company = archive.company_id or self.env.company
            since = at.replace(tzinfo=pytz.utc).astimezone(
                company._get_archive_tz(),
            ).date() if at else archive.opened_on
            archive.last_contact_at = at
            archive.days_without_contact = since and max(
                (company._get_archive_today() - since).days, 0,
            )

    @api.model
    def _search_last_contact_at(self, operator, value):
        valid = Domain('state', '=', 'valid')
        # Whoever finds an archive reads its log; the rules of archives decide about it.
        log_sudo = self.env['customer.archive.communication'].sudo()
        if operator == 'in' and set(value) == {False}:
            return Domain('id', 'not in', log_sudo._search(valid).subselect('archive_id'))
        if operator in ('>', '>='):
            return Domain('id', 'in', log_sudo._search(
                valid & Domain('at', operator, value),
            ).subselect('archive_id'))
        if operator in ('<', '<='):
            later = Domain('at', '>=' if operator == '<' else '>', value)
            return Domain('id', 'in', log_sudo._search(valid).subselect('archive_id')) & Domain(
                'id', 'not in', log_sudo._search(valid & later).subselect('archive_id'),
            )
        return NotImplemented

    @api.model
    def _search_days_without_contact(self, operator, value):
        if operator not in ('>', '>='):
            return NotImplemented
        days = int(value) + (operator == '>')
        return Domain.OR(
            Domain('company_id', '=', company.id) & self._get_silent_domain(company, days)
            for company in self.env.companies
        )

    # === ACTION METHODS === #

    def action_log_communication(self):
        """Ask what was said, and enter it in the log of this archive."""
        self.ensure_one()
        self.check_access('read')
        self.env['customer.archive.communication'].check_access('create')
        return self._action_log_communication()

    def action_view_communications(self):
        """Show the communication log of the archive, the newest first."""
        return self._action_view_contents('customer_archive.customer_archive_communication_action')

    # === BUSINESS METHODS === #

    def _action_log_communication(self):
        """Return the dialog in which an entry is made.

        :rtype: dict
        """
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Log Communication"),
            'res_model': 'customer.archive.communication', 'target': 'new',
            'views': [(
                self.env.ref('customer_archive.customer_archive_communication_view_form_quick').id,
                'form',
            )],
            'context': {'default_archive_id': self.id},
        }

    @api.model
    def _get_silent_domain(self, company, days):
        """Return which archives had no contact for so many days, by the company's calendar.

        :param recordset company: the company
        :param int days: how many days at least
        :rtype: Domain
        """
        day = company._get_archive_today() - timedelta(days=days)
        # Contact on that day was so many days ago; contact after it was not.
        after = company._get_archive_tz().localize(
            datetime.combine(day + timedelta(days=1), time.min),
        ).astimezone(pytz.utc).replace(tzinfo=None)
        return Domain('opened_on', '<=', day) & Domain('id', 'not in', (
            # As in the search of the last contact.
            self.env['customer.archive.communication'].sudo()._search([
                ('company_id', '=', company.id), ('state', '=', 'valid'), ('at', '>=', after),
            ]).subselect('archive_id')
        ))
