# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

AFTER_SALES = 'service'


class CustomerArchiveServing(models.AbstractModel):
    """What is borrowed or copied for after-sales names the complaint or service it serves (LE-23).

    Who links one reads it, and it is one of an archive that something is taken from.
    """

    _name = 'customer.archive.serving'
    _description = "Archive: Serves After-sales"

    complaint_id = fields.Many2one(
        'customer.archive.complaint', index='btree_not_null', ondelete='restrict', copy=False,
        check_company=True, help="The complaint that it is needed for.",
    )
    service_id = fields.Many2one(
        'customer.archive.service', index='btree_not_null', ondelete='restrict', copy=False,
        check_company=True, help="The after-sales service that it is needed for.",
    )

    # === BUSINESS METHODS === #

    def _ensure_reads_served(self):
        """Check that the user reads what he links.

        :raise AccessError: when he does not
        """
        for served in (self.complaint_id, self.service_id):
            served.check_access('read')

    def _get_serving_problems(self, archives):
        """Return why the complaint or service cannot be what it is needed for.

        :param recordset archives: where something is taken from
        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        record_sudo = self.sudo()  # Numbers; who links something has read it.
        problems = []
        for served in filter(None, (record_sudo.complaint_id, record_sudo.service_id)):
            if self.purpose != AFTER_SALES:
                problems.append(self.env._(
                    "%(served)s is served by after-sales only: change the purpose, or remove it.",
                    served=served.name,
                ))
            if served.archive_id not in archives:
                problems.append(self.env._(
                    "%(served)s belongs to %(archive)s, of which nothing is taken here.",
                    served=served.name, archive=served.archive_id.name,
                ))
        return problems

    def _prepare_serving_facts(self):
        """Return what the register tells of what it serves.

        :rtype: dict
        """
        record_sudo = self.sudo()  # Numbers only.
        return {
            name: record_sudo[name].name for name in ('complaint_id', 'service_id')
            if record_sudo[name]
        }
