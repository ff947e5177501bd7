# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..mechanism.inner_pass import with_pass

# What follows the archive, and is nobody's to write.
FOLLOWING_FIELDS = frozenset({'company_id', 'department_id', 'confidentiality'})


class CustomerArchiveMember(models.AbstractModel):
    """Something that lies in an archive, and is as confidential as the archive is.

    Company, department and confidentiality follow the archive in columns of their own: record
    rules read them without a join.
    """

    _name = 'customer.archive.member'
    _inherit = ['customer.archive.scope', 'customer.archive.transition']
    _description = "Archive: Something in an Archive"

    _gated_fields = frozenset({'state'}) | FOLLOWING_FIELDS
    # Whether it stays under the number of an archive that is merged into another one.
    _stays_with_archive = False

    archive_id = fields.Many2one(
        'customer.archive', required=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    partner_id = fields.Many2one(
        related='archive_id.partner_id', string="Customer", related_sudo=False,
    )

    # === BUSINESS METHODS === #

    def _follow_archive(self, target):
        """Move the records into the archive that theirs was merged into.

        For a model whose rows are unique within an archive to move, it must override this method.

        :param recordset target: the archive
        """
        with_pass(self).write({'archive_id': target.id})

    @api.model
    def _get_own_project_domain(self):
        """Override to find what lies in the volumes of the user's projects."""
        volume_ids, _archive_ids = self.env.user._get_archive_projects()
        return Domain('volume_id', 'in', volume_ids)

    def _prepare_register_vals(self):
        """Override to say in which archive it lies."""
        return {
            **super()._prepare_register_vals(), 'archive': self.archive_id.name,
            'company': self.company_id.id,
        }

    def _get_own_archive_number_path(self):
        """Override to name the number of its archive."""
        return 'archive_id/name'

    @api.model
    def _get_given_archives(self, vals_list):
        """Return the archives that new records go into, one for each, checked to be open.

        :param list[dict] vals_list: the values of the new records
        :rtype: list[recordset]
        :raise UserError: when one names no archive, or one that takes nothing in any more
        """
        archives = self.env['customer.archive'].browse(
            vals.get('archive_id') or 0 for vals in vals_list
        )
        known = archives.browse(set(archives.ids)).exists()
        if len(known) != len(set(archives._ids)):
            raise UserError(self.env._("Say to which archive it belongs."))
        known.check_access('read')
        known._ensure_open()
        # Its number may be told to whoever enters something in it.
        return archives.sudo()
