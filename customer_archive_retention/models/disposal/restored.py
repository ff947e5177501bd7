# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.fields import Domain

from .disposal_line import KINDS


class CustomerArchiveDisposal(models.Model):
    """What was destroyed before the database was restored comes on a list again (X-02)."""

    _inherit = 'customer.archive.disposal'

    # === BUSINESS METHODS === #

    @api.model
    def _list_again(self, company, entries):
        """Put on a list what the register says was destroyed, and is here.

        :param recordset company: the company
        :param list[dict] entries: those of its register, in their order
        :return: the list; none where nothing is back
        :rtype: recordset
        """
        self.check_access('create')
        lines = self.env['customer.archive.disposal.line']
        disposal = self.browse()
        for kind, model in KINDS.items():
            moments = {
                entry['subject']: entry['at'] for entry in entries
                if (entry['event'], entry['model']) == ('destroy', model)
            }
            if units_sudo := lines._find_back(company, kind, moments):
                disposal = disposal or self.create({
                    'title': self.env._("After a restore"), 'company_id': company.id,
                })
                lines._add_again(disposal, kind, units_sudo, moments)
        return disposal


class CustomerArchiveDisposalLine(models.Model):
    """What comes on a list again."""

    _inherit = 'customer.archive.disposal.line'

    # === BUSINESS METHODS === #

    @api.model
    def _find_back(self, company, kind, moments):
        """Return what was destroyed and is here, and stands on no list, nor what it lies in.

        :param recordset company: the company
        :param str kind: the kind of the units
        :param dict[str, datetime] moments: when they were destroyed, by their numbers
        :return: the units, with the rights of the superuser
        :rtype: recordset
        """
        units_sudo = self.env[KINDS[kind]].sudo().search(  # As in `_find_due`.
            self._get_listable_domain(company, kind) & Domain('name', 'in', list(moments)),
        )
        # What was made later only bears the number: the restored database gave it again.
        return units_sudo.filtered(lambda unit: unit.create_date <= moments[unit.name])

    @api.model
    def _add_again(self, disposal, kind, units_sudo, moments):
        """Put on a list what is to be destroyed again, decided as it was.

        :param recordset disposal: the list
        :param str kind: the kind of the units
        :param recordset units_sudo: the units
        :param dict[str, datetime] moments: when they were destroyed, by their numbers
        """
        self._add_units(disposal, kind, units_sudo, lambda unit: {
            'decision': 'destroy', 'justification': self.env._(
                "Destroyed on %(time)s UTC, before the database was restored.",
                time=moments[unit.name],
            ),
        })
