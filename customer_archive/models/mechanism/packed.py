# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class CustomerArchivePacked(models.AbstractModel):
    """Something that goes into a package of its archive, and comes out of it elsewhere."""

    _name = 'customer.archive.packed'
    _description = "Archive: Goes into Packages"

    # Whether its records do, the path to the archive that they lie in, and which of their fields
    # stay behind.
    _is_packed = True
    _package_path = 'archive_id'
    _unpacked_fields = frozenset()

    # === BUSINESS METHODS === #

    def _complete_packed(self, rows):
        """Add to what a package says of the records what their own fields do not tell.

        For a model whose words stand somewhere else to bring them along, it must override this
        method. It runs with the rights of the superuser, for whoever asked for the package.

        :param list[dict] rows: what is told of each record, changed in place
        """

    @api.model
    def _prepare_restored_vals(self, vals):
        """Return the values with which a record comes out of a package.

        For a model to leave behind what is true only where the package was made, it must override
        this method.

        :param dict vals: what the package says
        :rtype: dict
        """
        return vals
