# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive.models.mechanism.triggers import freeze

# What has no effect yet, and may still change.
_PREPARED_STATES = ('draft', 'proposed')


class CustomerArchiveRetentionRule(models.Model):
    """What is in force stays as it is, and changes by a new version (ND-09)."""

    _inherit = 'customer.archive.retention.rule'

    # === SETUP === #

    def init(self):
        """Override to freeze below the ORM as well what was proposed, and what was decided."""
        super().init()
        for name, columns, once in (
            ('content', self._get_content_columns(), SQL("old.state != 'draft'")),
            ('decision', ['proposed_by_id', 'proposed_at', 'approved_by_id', 'approved_at'],
             SQL("old.state NOT IN ('draft', 'proposed')")),
            ('end', ['state', 'ended_at', 'end_reason'],
             SQL("old.state IN ('replaced', 'withdrawn')")),
        ):
            freeze(self, f'frozen_{name}', columns, once)

    @api.model
    def _get_content_columns(self):
        """Return the columns that say what a rule asks for; names may still be translated.

        For a module to add to a rule, it must override this method.

        :rtype: list[str]
        """
        return [
            'code', 'version', 'predecessor_id', 'company_id', 'authority', 'citation',
            'applies_to', 'trigger', 'from_year_end', 'period_years', 'period_months',
            'ceiling_years', 'ceiling_months', 'action', 'scope',
        ]

    # === ACTION METHODS === #

    def action_preview(self):
        """Show what the rule would change before anybody decides about it."""
        self.ensure_one()
        preview = self.env['customer.archive.retention.preview']._make(self)
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Preview"),
            'res_model': preview._name, 'res_id': preview.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def action_new_version(self):
        """Prepare the next version of the rule, and show it."""
        self.ensure_one()
        version = self._create_version()
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'view_mode': 'form',
            'res_id': version.id, 'views': [(False, 'form')],
        }

    # === BUSINESS METHODS - VERSIONS === #

    def _create_version(self):
        """Return the next version of the rule as a draft, the open one where there is one.

        :rtype: recordset
        :raise UserError: when the rule is not in force
        """
        self.ensure_one()
        self.check_access('write')
        if self.state != 'in_force':
            raise UserError(self.env._(
                "%(rule)s is not in force: only what is in force gets a new version.",
                rule=self.reference,
            ))
        if version := self.search([
            ('predecessor_id', '=', self.id), ('state', 'in', _PREPARED_STATES),
        ], limit=1):
            return version
        return with_pass(self.browse()).create([{
            # Written out, so that no default of the context fills what only a step fills.
            **self._get_gated_defaults(), **self._prepare_version_vals(),
            'version': self.version + 1, 'predecessor_id': self.id,
        }]).with_env(self.env)

    def _prepare_version_vals(self):
        """Return the values that a new version takes over.

        For a module to add to a rule, it must override this method.

        :rtype: dict
        """
        self.ensure_one()
        names = (
            'name', 'code', 'company_id', 'description', 'authority', 'citation', 'source',
            'applies_to', 'class_ids', 'document_type_ids', 'trigger', 'from_year_end',
            'period_years', 'period_months', 'ceiling_years', 'ceiling_months', 'action',
        )
        return self._convert_to_write({name: self[name] for name in names})

    @api.model
    def _get_in_force(self):
        """Return the rules in force, as plain values.

        :return: id, kind and trigger of each
        :rtype: tuple[tuple[int, str, str]]
        """
        return self._get_in_force_cached()

    @tools.ormcache()
    def _get_in_force_cached(self):
        # Rules apply whoever asks.
        rules_sudo = self.sudo().search([('state', '=', 'in_force')], order='id')
        return tuple((rule.id, rule.applies_to, rule.trigger) for rule in rules_sudo)
