# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What can be asked for; the statement behind each stands in the container.
DOCUMENT_KINDS = ('document', 'order_document', 'invoice_document')
VOLUME_KINDS = (*DOCUMENT_KINDS, 'unexpired')


class CustomerArchiveChecklistLine(models.Model):
    """One thing that an archive or a volume must hold: a document, or something that is known of
    the customer. Chosen from a list, so that one statement can look after all archives.
    """

    _name = 'customer.archive.checklist.line'
    _description = "Archive Checklist Line"
    _order = 'checklist_id, sequence, id'

    checklist_id = fields.Many2one(
        'customer.archive.checklist', required=True, index=True, ondelete='cascade',
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ('document', "A document"),
            ('order_document', "A signed document for each confirmed order"),
            ('invoice_document', "A document for each invoiced order"),
            ('unexpired', "Nothing expired while an order is open"),
            ('contact_person', "A contact person"),
            ('contact_channel', "A telephone number or an e-mail address"),
            ('address', "Province, city and street"),
            ('tax_number', "The tax or registration number"),
            ('profile', "Industry, business scope and key business"),
        ],
        string="What", required=True, default='document',
    )
    document_type_id = fields.Many2one(
        'customer.archive.document.type', index='btree_not_null', ondelete='restrict',
        help="The type of the documents: verified, and not expired.",
    )
    requirement = fields.Selection(
        [('required', "Required"), ('optional', "Optional")], required=True, default='required',
        help="What is optional is shown as missing and does not count.",
    )
    condition = fields.Selection(
        [
            ('always', "Always"),
            ('has_order', "There is a confirmed order"),
            ('open_order', "An order is open"),
            ('has_invoice', "Something was invoiced"),
            ('company', "The customer is a company"),
            ('person', "The customer is an individual"),
            ('domestic', "The customer is of the company's country"),
            ('foreign', "The customer is of another country"),
        ],
        string="When", required=True, default='always',
    )
    solution = fields.Selection(
        [('document', "Add a document"), ('customer', "Complete the customer"),
         ('archive', "Complete the archive"), ('renew', "Renew the document")],
        compute='_compute_solution',
    )
    is_waived = fields.Boolean(
        compute='_compute_is_waived', help="The archivist waived it for this archive.",
    )

    _type_with_document = models.Constraint(
        "CHECK (kind NOT IN ('document', 'order_document', 'invoice_document')"
        " OR document_type_id IS NOT NULL)",
        "Say of which type the document must be.",
    )
    _line_unique = models.UniqueIndex(
        '(checklist_id, kind, COALESCE(document_type_id, 0))',
        "This checklist has the same line already.",
    )

    # === COMPUTE METHODS === #

    @api.depends('kind', 'document_type_id.name')
    @api.depends_context('lang')
    def _compute_display_name(self):
        labels = dict(self._fields['kind']._description_selection(self.env))
        for line in self:
            name = line.document_type_id.name
            if line.kind == 'document':
                line.display_name = name
            else:
                line.display_name = f'{labels[line.kind]}: {name}' if name else labels[line.kind]

    @api.depends('kind')
    def _compute_solution(self):
        for line in self:
            line.solution = (
                'document' if line.kind in DOCUMENT_KINDS
                else {'unexpired': 'renew', 'profile': 'archive'}.get(line.kind, 'customer')
            )

    @api.depends_context('checklist_archive_id')
    def _compute_is_waived(self):
        # Only what it shows hangs on the context; what it decides asks the archive.
        archive = self._get_subject('customer.archive', 'checklist_archive_id')
        waived = archive.waived_line_ids
        for line in self:
            line.is_waived = line in waived

    # === CONSTRAINT METHODS === #

    @api.constrains('kind', 'checklist_id')
    def _check_kind(self):
        for line in self:
            if line.checklist_id.applies_to == 'volume' and line.kind not in VOLUME_KINDS:
                raise ValidationError(self.env._(
                    "“%(line)s” is asked of archives, not of volumes.", line=line.display_name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to look at the archives anew. Only a document is of a type."""
        lines = super().create([
            vals if vals.get('kind', 'document') in VOLUME_KINDS
            else {**vals, 'document_type_id': False} for vals in vals_list
        ])
        self.checklist_id._after_change()
        return lines

    def write(self, vals):
        """Override to look at the archives anew."""
        if vals.get('kind', 'document') not in VOLUME_KINDS:
            vals = {**vals, 'document_type_id': False}
        res = super().write(vals)
        self.checklist_id._after_change()
        return res

    def unlink(self):
        """Override to look at the archives anew."""
        res = super().unlink()
        self.env['customer.archive.checklist']._after_change()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_waived(self):
        # Whether it was waived somewhere does not depend on who asks.
        waived = self.env['customer.archive'].sudo().search(
            [('waived_line_ids', 'in', self.ids)], limit=1,
        )
        if waived:
            raise UserError(self.env._(
                "A line of it was waived for an archive, and tells what was waived: make the line"
                " optional, or archive the checklist.",
            ))

    # === ACTION METHODS === #

    def action_solve(self):
        """Open what closes the gap: a new document, the customer, the archive."""
        self.ensure_one()
        container = self._get_container()
        archive = container._get_container_archive()
        if self.solution == 'document':
            return container._action_add_document(self.document_type_id)
        if self.solution == 'renew':
            action = self.env['ir.actions.act_window']._for_xml_id(
                'customer_archive.customer_archive_document_action',
            )
            return {**action, 'domain': [
                ('archive_id', '=', archive.id), ('is_expired', '=', True),
            ]}
        record = archive.partner_id if self.solution == 'customer' else archive
        return {
            'type': 'ir.actions.act_window', 'res_model': record._name, 'res_id': record.id,
            'views': [(False, 'form')],
        }

    def action_ask(self):
        """Put what is missing on the list of who is to ask for it."""
        self.ensure_one()
        return self._get_container()._ask_for(self)

    # === BUSINESS METHODS === #

    def _get_container(self):
        """Return the archive or volume whose gap is looked at, as the screen names it.

        :rtype: recordset
        :raise UserError: when the screen names none
        """
        self.check_access('read')
        container = self._get_subject('customer.archive.volume', 'checklist_volume_id') or (
            self._get_subject('customer.archive', 'checklist_archive_id')
        )
        if not container:
            raise UserError(self.env._("Open the archive first: this is done from what it misses."))
        return container

    def _get_subject(self, model, key):
        """Return a record that the context names, where the user may read it.

        :param str model: its model
        :param str key: the context's key
        :rtype: recordset
        """
        record_id = self.env.context.get(key)
        record = self.env[model].browse(record_id if isinstance(record_id, int) else ())
        return record.exists()._filtered_access('read')
