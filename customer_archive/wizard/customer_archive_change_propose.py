# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..models.mechanism.scope import CONFIDENTIALITY


class CustomerArchiveChangePropose(models.TransientModel):
    """Asks what should change of a formal archive and its customer, and why.

    It shows the values as they are; whatever is different when the user confirms is requested.
    """

    _name = 'customer.archive.change.propose'
    _description = "Archive: Request a Change"

    archive_id = fields.Many2one('customer.archive', required=True, readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    sees_archive = fields.Boolean(readonly=True)
    comes_from_form = fields.Boolean(readonly=True)
    reason = fields.Text(required=True)

    # The archive.
    department_id = fields.Many2one('hr.department', check_company=True)
    confidentiality = fields.Selection(CONFIDENTIALITY)

    # The customer.
    customer_name = fields.Char(string="Name")
    customer_vat = fields.Char(string="Tax ID")
    customer_ref = fields.Char(string="Customer Number")
    customer_is_company = fields.Boolean(string="Is a Company")

    # === DEFAULT METHODS === #

    @api.model
    def default_get(self, fields):
        """Override to begin with the values as they are."""
        defaults = super().default_get(fields)
        archive = self.env['customer.archive'].browse(defaults.get('archive_id') or 0)
        return self._complete(archive, defaults) if archive.exists() else defaults

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to leave as it is what the caller says nothing about."""
        archives = self.env['customer.archive']
        return super().create([
            self._complete(archives.browse(vals['archive_id']), vals) if vals.get('archive_id')
            else vals for vals in vals_list
        ])

    # === ACTION METHODS === #

    def action_confirm(self):
        """Request what is different from what stands there."""
        self.ensure_one()
        seen = self._get_present_values(self.archive_id)
        request = self.env['customer.archive.change.request']._request(
            self.archive_id,
            {
                target: self._fields[name].convert_to_write(self[name], self)
                for name, target in self._get_proposed_fields().items() if name in seen
            },
            self.reason,
        )
        number = request.sudo().name  # Whoever made it is told its number.
        return {
            'type': 'ir.actions.client', 'tag': 'display_notification',
            'params': {
                'type': 'success', 'sticky': self.comes_from_form,
                'message': self.env._(
                    "%(request)s was made. Another person decides. Put the protected fields of"
                    " this form back, or discard its changes.", request=number,
                ) if self.comes_from_form else self.env._(
                    "%(request)s was made. Another person decides.", request=number,
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_proposed_fields(self):
        """Return the protected field that each field of the dialog stands for.

        For a module to protect more fields, it must add them to the dialog and override this
        method.

        :rtype: dict[str, tuple[str, str]]
        """
        return {
            'department_id': ('customer.archive', 'department_id'),
            'confidentiality': ('customer.archive', 'confidentiality'),
            'customer_name': ('res.partner', 'name'),
            'customer_vat': ('res.partner', 'vat'),
            'customer_ref': ('res.partner', 'ref'),
            'customer_is_company': ('res.partner', 'is_company'),
        }

    @api.model
    def _get_present_values(self, archive):
        """Return what stands there, as far as the user may see it.

        Whose archive it is, is told to who sees the archive, or may write the customer and was
        led here from him.

        :param recordset archive: the archive
        :rtype: dict
        """
        requests = self.env['customer.archive.change.request']
        operation = 'read' if archive.sudo(False).has_access('read') else 'write'
        values = {}
        for name, (model, field_name) in self._get_proposed_fields().items():
            subject = requests._get_subject(archive, model).sudo(False)
            if subject.has_access('read') and subject.has_access(operation):
                values[name] = subject._get_plain(field_name)
        return values

    @api.model
    def _complete(self, archive, vals):
        """Return the values of the dialog: those that stand there, where no others are given.

        :param recordset archive: the archive
        :param dict vals: what is given
        :rtype: dict
        """
        return {
            **self._get_present_values(archive), **vals,
            'sees_archive': archive.has_access('read'),
            'company_id': archive.sudo().company_id.id,  # For the choice of departments.
        }

    @api.model
    def _prepare_context(self, proposed):
        """Return the context that lets the dialog begin with new values.

        :param dict proposed: the new value by model and field
        :rtype: dict
        """
        return {
            f'default_{name}': proposed[target]
            for name, target in self._get_proposed_fields().items() if target in proposed
        }
