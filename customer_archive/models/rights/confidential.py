# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ..evidence.read_log import CONFIDENTIAL
from ..mechanism.scope import CONFIDENTIALITY


class CustomerArchiveConfidential(models.Model):
    """The list of confidential archives by number, for who may open them once he says what for.

    It holds nothing about the customers. Its record rules are those of the archives, without the
    one that asks for a purpose.
    """

    _name = 'customer.archive.confidential'
    _inherit = ['customer.archive.scope']
    _description = "Confidential Archive"
    _auto = False
    _order = 'name, id'

    _archive_column = 'id'
    # What has to stand in the database before it is read from there.
    _depends = {
        'customer.archive': [
            'name', 'company_id', 'department_id', 'confidentiality', 'custodian_id', 'state',
            'opened_on',
        ],
    }
    _index_fields = frozenset({'custodian_id', 'opened_on', 'open_until'})

    name = fields.Char(string="Archive Number", readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env['customer.archive']._fields['state']._description_selection(
            self.env,
        ), string="Status", readonly=True,
    )
    confidentiality = fields.Selection(CONFIDENTIALITY, readonly=True)
    custodian_id = fields.Many2one('res.users', string="Archivist", readonly=True)
    opened_on = fields.Date(readonly=True)
    open_until = fields.Datetime(
        compute='_compute_open_until', compute_sudo=False,
        help="Until then it is open to you.",
    )

    @property
    def _table_query(self):
        """The archives from the confidential level on."""
        return SQL(
            """
            SELECT id, name, company_id, department_id, confidentiality, custodian_id, state,
                   opened_on, create_uid, create_date, write_uid, write_date
            FROM customer_archive WHERE confidentiality >= %s
            """, CONFIDENTIAL,
        )

    # === COMPUTE METHODS === #

    @api.depends_context('uid')
    def _compute_open_until(self):
        statements = self.env['customer.archive.purpose'].search([
            ('user_id', '=', self.env.uid), ('archive_id', 'in', self.ids),
            ('until', '>', fields.Datetime.now()),
        ])
        until = {
            archive.id: max(group.mapped('until'))
            for archive, group in statements.grouped('archive_id').items()
        }
        for record in self:
            record.open_until = until.get(record.id)

    # === ACTION METHODS === #

    def action_open(self):
        """Show the archive; ask what for where that was not said yet."""
        self.check_access('read')
        if len(self) == 1 and self.open_until:
            return self._action_view_archive()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("What for?"),
            'res_model': 'customer.archive.purpose.state', 'view_mode': 'form', 'target': 'new',
            'context': {'default_confidential_ids': self.ids},
        }

    # === BUSINESS METHODS === #

    def _action_view_archive(self):
        """Return the action that shows the archives."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_action',
        )
        if len(self) == 1:
            return {**action, 'views': [(False, 'form')], 'res_id': self.id}
        return {**action, 'domain': [('id', 'in', self.ids)]}
