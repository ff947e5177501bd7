# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import SQL


class CustomerArchiveRetentionDue(models.Model):
    """What is due for disposal, of all kinds in one list, with the days since (RE-03, RE-06).

    Numbers and dates only: who wants to know more opens the record, where his rights decide.
    """

    _name = 'customer.archive.retention.due'
    _description = "Archive: Due for Disposal"
    _auto = False
    _order = 'due_on, name, id'
    _allow_sudo_commands = False
    # What has to stand in the database before it is asked.
    _depends = {
        model: ['name', 'state', 'company_id', 'department_id', 'confidentiality',
                'retention_rule_id', 'retention_trigger_on', 'retention_due_on',
                'retention_listed_on', *names]
        for model, names in (
            ('customer.archive', ['custodian_id']),
            ('customer.archive.volume', ['archive_id']),
            ('customer.archive.document', ['archive_id']),
        )
    }

    name = fields.Char(string="Number", readonly=True)
    kind = fields.Selection(
        [('archive', "Archive"), ('volume', "Volume"), ('document', "Document")], readonly=True,
    )
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    archive_id = fields.Many2one('customer.archive', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    department_id = fields.Many2one('hr.department', readonly=True)
    confidentiality = fields.Char(readonly=True)
    custodian_id = fields.Many2one('res.users', string="Archivist", readonly=True)
    rule_id = fields.Many2one(
        'customer.archive.retention.rule', string="Deciding Rule", readonly=True,
    )
    action = fields.Selection(
        [('review', "Review"), ('destroy', "Destroy"), ('keep', "Keep for Ever"),
         ('transfer', "Transfer")], string="Proposed", readonly=True,
    )
    trigger_on = fields.Date(string="Period Began", readonly=True)
    due_on = fields.Date(string="Disposal From", readonly=True)
    listed_on = fields.Date(readonly=True)
    days_over = fields.Integer(
        string="Days Since Expiry", readonly=True, aggregator='avg',
    )
    unit_count = fields.Integer(string="Records", readonly=True)

    @property
    def _table_query(self):
        parts = []
        for number, (kind, table) in enumerate((
            ('archive', 'customer_archive'), ('volume', 'customer_archive_volume'),
            ('document', 'customer_archive_document'),
        ), 1):
            is_archive = kind == 'archive'
            parts.append(SQL(
                """
                SELECT unit.id * 4 + %(number)s AS id, unit.name, %(kind)s AS kind,
                       unit.id AS res_id, %(model)s AS res_model, archive.id AS archive_id,
                       unit.company_id, unit.department_id, unit.confidentiality,
                       archive.custodian_id, unit.retention_rule_id AS rule_id, rule.action,
                       unit.retention_trigger_on AS trigger_on, unit.retention_due_on AS due_on,
                       unit.retention_listed_on AS listed_on,
                       greatest((now() AT TIME ZONE COALESCE(calendar.tz, partner.tz, 'UTC'))::date
                                - unit.retention_due_on, 0) AS days_over,
                       1 AS unit_count
                  FROM %(table)s unit
                  JOIN customer_archive archive ON archive.id = %(key)s
                  JOIN res_company company ON company.id = unit.company_id
                  JOIN res_partner partner ON partner.id = company.partner_id
                  LEFT JOIN resource_calendar calendar
                         ON calendar.id = company.resource_calendar_id
                  LEFT JOIN customer_archive_retention_rule rule
                         ON rule.id = unit.retention_rule_id
                 WHERE unit.retention_listed_on IS NOT NULL AND %(condition)s
                """,
                number=number, kind=kind, model=table.replace('_', '.'),
                table=SQL.identifier(table),
                key=SQL("unit.id") if is_archive else SQL("unit.archive_id"),
                # A document goes with what it lies in, unless another one took its place.
                condition=SQL("unit.state = 'superseded'") if kind == 'document' else SQL(
                    "unit.state NOT IN ('void', 'destroyed')",
                ),
            ))
        return SQL(" UNION ALL ").join(parts)

    # === ACTION METHODS === #

    def action_open(self):
        """Show the record itself."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
