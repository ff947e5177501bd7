# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.tools import SQL


class CustomerArchive(models.Model):
    """Who looks after an archive now: its archivist, its deputy, or that of the company, the first
    of them who still works here (CA-30).
    """

    _inherit = 'customer.archive'

    # === BUSINESS METHODS === #

    def _get_keeper(self):
        """Return the user who looks after the archive, empty where nobody does.

        :rtype: recordset
        """
        self.ensure_one()
        for keeper in (self.custodian_id, self.deputy_id, self.company_id.archive_custodian_id):
            if keeper.active:
                return keeper
        return self.custodian_id.browse()

    @api.model
    def _get_keepers(self):
        """Return the same for many archives, as a subquery about `archive` and `company`.

        :return: the columns `user_id`, `lang` and `tz`; no row where nobody looks after it
        :rtype: SQL
        """
        return SQL("""(
            SELECT keeper.id AS user_id, contact.lang, contact.tz
              FROM unnest(ARRAY[archive.custodian_id, archive.deputy_id,
                                company.archive_custodian_id]) WITH ORDINALITY AS named (id, place)
              JOIN res_users keeper ON keeper.id = named.id AND keeper.active
              JOIN res_partner contact ON contact.id = keeper.partner_id
             ORDER BY named.place LIMIT 1
        )""")
