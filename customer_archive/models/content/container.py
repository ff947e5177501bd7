# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..mechanism.roles import COLLECTOR
from .measure import Clock, Measure

ASK_ACTIVITY = 'customer_archive.mail_activity_type_ask_document'
# What the statement reads.
_READ = {
    'customer.archive': (
        'partner_id', 'company_id', 'customer_type', 'class_ids', 'business_scope', 'key_business',
    ),
    'customer.archive.volume': ('archive_id', 'sale_order_id'),
    'customer.archive.document': (
        'archive_id', 'volume_id', 'type_id', 'state', 'valid_until', 'signed_on',
    ),
    'customer.archive.class': ('parent_path',),
    'res.partner': (
        'name', 'type', 'active', 'phone', 'email', 'street', 'city', 'state_id', 'country_id',
        'vat', 'company_registry', 'industry_id', 'parent_id', 'commercial_partner_id',
    ),
    'sale.order': ('state', 'partner_id', 'company_id', 'invoice_status'),
    'sale.order.line': ('order_id', 'invoice_lines'),
    'account.move': ('state', 'move_type', 'partner_id', 'company_id'),
    'account.move.line': ('move_id',),
}


class CustomerArchiveContainer(models.AbstractModel):
    """How complete something is that holds documents, by the checklists that fit it (CA-26)."""

    _name = 'customer.archive.container'
    _inherit = ['customer.archive.container']

    # What a change of lets a record be measured anew.
    _measured_by = ()
    # It follows from what is there: nobody states it.
    _gated_fields = frozenset({'completeness'})
    _index_fields = frozenset({'completeness'})

    completeness = fields.Integer(
        string="Complete", compute='_compute_completeness', store=True, aggregator='avg',
        help="How much of what the checklists require is there, verified and not expired, in"
             " percent. Without a checklist that fits, everything is.",
    )
    missing_line_ids = fields.Many2many(
        'customer.archive.checklist.line', string="Missing", compute='_compute_missing_line_ids',
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda model: model._measured_by)
    def _compute_completeness(self):
        percents = self._measure_percents()
        for record in self:
            record.completeness = percents.get(record._origin.id, 100)

    @api.depends(lambda model: model._measured_by)
    def _compute_missing_line_ids(self):
        missing = self._measure_missing()
        for record in self:
            record.missing_line_ids = missing.get(record._origin.id, [])

    # === BUSINESS METHODS - MEASURING === #

    @api.model
    def _get_measure(self):
        """Return what the records are measured by.

        :rtype: Measure
        """
        requirements = self.env['customer.archive.checklist']._get_requirements(self._asked_for)
        # What day it is at a company, and where it is, is no secret.
        companies_sudo = self.env['res.company'].sudo().with_context(
            active_test=False,
        ).search(Domain.TRUE)
        if requirements:
            for model, names in _READ.items():
                self.env[model].flush_model(names)
        return Measure(self._asked_for, self._table, requirements, [
            Clock(company.id, company._get_archive_today(), company.country_id.id or None)
            for company in companies_sudo
        ])

    def _measure_percents(self):
        """Measure how much of what counts is there, by one statement.

        :return: percents by id, of none where nothing is asked for
        :rtype: dict[int, int]
        """
        ids = tuple(self._origin.ids)
        measure = self._get_measure() if ids else None
        if not (measure and measure.requirements):
            return {}
        return {
            record_id: percent for record_id, _before, percent in self.env.execute_query(
                measure.percent(SQL("subject.id IN %s", ids)),
            )
        }

    def _measure_missing(self):
        """Measure what is missing, by one statement.

        :return: ids of checklist lines by id, in their order
        :rtype: dict[int, list[int]]
        """
        ids = tuple(self._origin.ids)
        measure = self._get_measure() if ids else None
        missing = {}
        if measure and measure.requirements:
            for record_id, line_id in self.env.execute_query(
                measure.missing(SQL("subject.id IN %s", ids)),
            ):
                missing.setdefault(record_id, []).append(line_id)
        return missing

    # === BUSINESS METHODS - CLOSING GAPS === #

    def _get_container_archive(self):
        """Return the archive that it is, or lies in.

        :rtype: recordset
        """
        self.ensure_one()
        return self.env['customer.archive'].browse(self._get_archive_key())

    def _action_add_document(self, document_type):
        """Return the form of a new document of a type.

        :param recordset document_type: the type
        :rtype: dict
        """
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': document_type.name,
            'res_model': 'customer.archive.document', 'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_archive_id': self._get_archive_key(),
                'default_volume_id': self.id if self._asked_for == 'volume' else False,
                'default_type_id': document_type.id, 'default_title': document_type.name,
            },
        }

    def _ask_for(self, line):
        """Put what is missing on the list of who is to ask the customer for it, once.

        :param recordset line: the line of the checklist
        :return: what tells the user
        :rtype: dict
        :raise UserError: when nobody is there to ask, or somebody was asked already
        """
        self.ensure_one()
        self.check_access('read')
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("A collector or an archivist has documents asked for."))
        archive_sudo = self._get_container_archive().sudo()  # Who answers for it is no secret.
        user = self._get_asker() or archive_sudo._get_keeper()
        if not user:
            raise UserError(self.env._(
                "%(archive)s has no archivist who could ask for it: name one first.",
                archive=archive_sudo.name,
            ))
        # Who collects need not have the right to write the archive: the activity is all he adds.
        record_sudo = self.sudo()
        if record_sudo.activity_ids.filtered(
            lambda activity: activity.archive_checklist_line_id == line,
        ):
            raise UserError(self.env._(
                "“%(line)s” was asked for already: see the activities.", line=line.display_name,
            ))
        record_sudo.activity_schedule(
            ASK_ACTIVITY, user_id=user.id, archive_checklist_line_id=line.id,
            summary=self.env._("Ask for: %(line)s", line=line.display_name),
        )
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
                'type': 'success',
                'message': self.env._(
                    "%(user)s is to ask for: %(line)s", user=user.name, line=line.display_name,
                ),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }

    def _get_asker(self):
        """Return the user who asks the customer for what is missing, where it is not the archivist.

        For a model to know him, it must override this method.

        :rtype: recordset
        """
        self.ensure_one()
        return self.env['res.users']

    def _close_requests(self):
        """Close what was asked for and is there by now."""
        asked_sudo = self.sudo().activity_ids.filtered('archive_checklist_line_id')
        if asked_sudo:
            missing = self._measure_missing()
            asked_sudo.filtered(
                lambda activity: activity.archive_checklist_line_id.id
                not in missing.get(activity.res_id, []),
            ).action_feedback()
