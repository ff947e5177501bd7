# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerArchiveProcedure(models.Model):
    """A written rule of the house: how archives are viewed, updated, filed (CA-76, 档案管理制度).

    What it says stands in its versions, of which one is in force at a time. Whom it binds reads and
    acknowledges it, where the company asks for that.
    """

    _name = 'customer.archive.procedure'
    _description = "Archive Procedure"
    _order = 'sequence, code, id'
    _check_company_auto = True
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="As it is quoted, such as KHDA-01.")
    name = fields.Char(string="Title", required=True, translate=True)
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    owner_id = fields.Many2one(
        'res.users', string="Kept By", ondelete='restrict', check_company=True,
        domain="[('share', '=', False)]", default=lambda self: self.env.uid,
        help="Who proposes the next version.",
    )
    role = fields.Selection(
        [('user', "All Who Work with Archives"), ('technician', "Technicians"),
         ('collector', "Who Collects, and Archivists"), ('archivist', "Archivists"),
         ('office_manager', "Office Managers")],
        string="Binds", required=True, default='user',
    )
    department_ids = fields.Many2many(
        'hr.department', string="In Departments", check_company=True,
        help="Those departments, and the ones below; empty: everywhere in the company.",
    )
    needs_acknowledgement = fields.Boolean(
        string="To Acknowledge", default=True,
        help="Whom it binds says that he has read each new version.",
    )
    # Where the version in force is one click away.
    on_archives = fields.Boolean(string="Shown on Archives")
    on_volumes = fields.Boolean(string="Shown on Volumes")
    on_documents = fields.Boolean(string="Shown on Documents")
    on_holdings = fields.Boolean(string="Shown on Holdings")
    version_ids = fields.One2many('customer.archive.procedure.version', 'procedure_id')
    released_id = fields.Many2one(
        'customer.archive.procedure.version', string="In Force", compute='_compute_released_id',
    )

    _code_unique = models.UniqueIndex(
        '(company_id, code)', "There is a procedure with this code already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('version_ids.state')
    def _compute_released_id(self):
        for procedure in self:
            procedure.released_id = procedure.version_ids.filtered(
                lambda version: version.state == 'released',
            )[:1]

    @api.depends('code', 'name')
    def _compute_display_name(self):
        for procedure in self:
            procedure.display_name = " ".join(filter(None, [procedure.code, procedure.name]))

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_written(self):
        """Refuse to delete what was in force once."""
        for procedure in self:
            if procedure.version_ids.filtered(lambda version: version.state != 'draft'):
                raise UserError(self.env._(
                    "%(procedure)s was in force: archive it instead.",
                    procedure=procedure.display_name,
                ))

    # === ACTION METHODS === #

    def action_write_version(self):
        """Begin the next version with what the one in force says."""
        self.ensure_one()
        self.check_access('write')
        draft = self.version_ids.filtered(lambda version: version.state == 'draft')[:1]
        version = draft or self.env['customer.archive.procedure.version'].create({
            'procedure_id': self.id, 'body': self.released_id.body,
        })
        return {
            'type': 'ir.actions.act_window', 'res_model': version._name, 'res_id': version.id,
            'views': [(False, 'form')],
        }

    # === BUSINESS METHODS === #

    def _get_bound_users(self):
        """Return whom the procedure binds.

        :rtype: recordset
        """
        self.ensure_one()
        procedure = self.sudo()  # Whom it binds is the same for everybody.
        group = self.env.ref(f'customer_archive.customer_archive_group_{procedure.role}')
        users = self.env['res.users'].sudo().search([
            ('all_group_ids', 'in', group.ids), ('share', '=', False),
            ('company_ids', 'in', procedure.company_id.ids),
        ])
        if procedure.department_ids:
            users = users.filtered_domain([
                ('employee_ids.department_id', 'child_of', procedure.department_ids.ids),
            ])
        return users
