# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchive(models.Model):
    """An archive is measured anew in the transaction that changes it or its customer."""

    _inherit = 'customer.archive'

    # What changes of the customer is told by him: who is none is not asked.
    _measured_by = (
        'class_ids', 'customer_type', 'business_scope', 'key_business',
        'document_ids.type_id', 'document_ids.state', 'document_ids.valid_until',
        'document_ids.signed_on', 'document_ids.volume_id', 'volume_ids.sale_order_id',
    )

    # === BUSINESS METHODS === #

    @api.model
    def _measure_customers(self, partners):
        """Let the archives of customers, and the volumes of their contracts, be measured anew after
        something about them, or about what they bought, changed.

        :param recordset partners: customers, or their contacts
        """
        checklists = self.env['customer.archive.checklist']
        if not any(map(checklists._get_requirements, ('archive', 'volume'))):
            return
        # What is measured does not depend on who sells.
        archives_sudo = partners.sudo().commercial_partner_id.kept_archive_ids
        contracts_sudo = archives_sudo.volume_ids.search([
            ('archive_id', 'in', archives_sudo.ids), ('sale_order_id', '!=', False),
        ])
        for records in (archives_sudo, contracts_sudo):
            self.env.add_to_compute(records._fields['completeness'], records)
            records.invalidate_recordset(['missing_line_ids'], flush=False)
        archives_sudo.invalidate_recordset(['unwaived_line_ids'], flush=False)
