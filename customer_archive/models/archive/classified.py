# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ..mechanism.roles import ARCHIVIST
from .states import ACTIVE_STATES

# The dimensions that have a field of their own.
OWN_DIMENSIONS = ('importance', 'business_type', 'spend_level')
_CLASS_FIELDS = frozenset({'class_ids', *(f'{name}_id' for name in OWN_DIMENSIONS)})


class CustomerArchiveClassified(models.AbstractModel):
    """The classification of an archive (CA-35 to CA-39): one class of each dimension.

    A model of it registers a change of `class_ids` and calls :meth:`_after_reclassification`.
    """

    _name = 'customer.archive.classified'
    _inherit = ['customer.archive.sweep']
    _description = "Archive: Classified"

    class_ids = fields.Many2many(
        'customer.archive.class', string="Classes", relation='customer_archive_class_rel',
        ondelete='restrict', default=lambda self: self._default_class_ids(),
    )
    importance_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_importance_id', domain=lambda self: self._class_domain('importance'),
    )
    business_type_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_business_type_id',
        domain=lambda self: self._class_domain('business_type'),
    )
    spend_level_id = fields.Many2one(
        'customer.archive.class', compute='_compute_dimension_classes', store=True,
        inverse='_inverse_spend_level_id', domain=lambda self: self._class_domain('spend_level'),
    )

    # === DEFAULT METHODS === #

    @api.model
    def _default_class_ids(self):
        return self.env['customer.archive.class.dimension'].search([
            ('default_class_id', '!=', False),
        ]).default_class_id

    # === COMPUTE METHODS === #

    @api.depends('class_ids.dimension_id')
    def _compute_dimension_classes(self):
        for name in OWN_DIMENSIONS:
            dimension = self.env['customer.archive.class']._get_dimension(name)
            for archive in self:
                archive[f'{name}_id'] = archive.class_ids.filtered(
                    lambda record, dimension=dimension: record.dimension_id == dimension,
                )[:1]

    def _inverse_importance_id(self):
        self._reclassify('importance')

    def _inverse_business_type_id(self):
        self._reclassify('business_type')

    def _inverse_spend_level_id(self):
        self._reclassify('spend_level')

    # === CONSTRAINT METHODS === #

    @api.constrains('class_ids')
    def _check_class_ids(self):
        for archive in self:
            dimensions = [record.dimension_id for record in archive.class_ids]
            if len(dimensions) != len(set(dimensions)):
                raise ValidationError(self.env._(
                    "%(archive)s has two classes of one dimension: choose one.",
                    archive=archive.display_name,
                ))

    # === CRON METHODS === #

    @api.model
    def _cron_update_spend_levels(self):
        """Classify customers by what they were invoiced in twelve months (CA-38)."""
        return self._sweep_classes("Spend levels", 'spend_level_id', self._get_spend_level_query())

    def _get_spend_level_query(self):
        """Return the query for the archives whose spend level is no longer right.

        :rtype: SQL
        """
        dimension = self.env['customer.archive.class']._get_dimension('spend_level')
        since = fields.Date.subtract(fields.Date.today(), months=12)
        return SQL("""
            SELECT archive.id, level.id
            FROM customer_archive archive
            LEFT JOIN (
                SELECT commercial_partner_id, company_id, SUM(amount_total_signed) AS amount
                FROM account_move
                WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund')
                  AND invoice_date >= %(since)s
                GROUP BY commercial_partner_id, company_id
            ) spend ON spend.commercial_partner_id = archive.partner_id
                   AND spend.company_id = archive.company_id
            CROSS JOIN LATERAL (
                SELECT id FROM customer_archive_class
                WHERE dimension_id = %(dimension)s AND active
                  AND amount_from <= COALESCE(spend.amount, 0)
                ORDER BY amount_from DESC, id LIMIT 1
            ) level
            WHERE archive.state IN %(states)s
              AND archive.spend_level_id IS DISTINCT FROM level.id
            ORDER BY archive.id
        """, since=since, dimension=dimension.id or 0, states=ACTIVE_STATES)

    # === BUSINESS METHODS === #

    @api.model
    def _sweep_classes(self, name, field, query):
        """Classify archives in one dimension, as scheduled work.

        :param str name: what the sweep does, for the log
        :param str field: the dimension's own field
        :param SQL query: for the ids of the archives whose class is no longer right, and of the
                          class that is
        :rtype: SweepResult
        """
        self.env.flush_all()
        changes = dict(self.env.execute_query(query))

        def classify(archives):
            for class_id, group in archives.grouped(lambda record: changes[record.id]).items():
                group[field] = class_id

        return self._sweep(name, changes, classify)

    @api.model
    def _ensure_may_classify(self, vals_list):
        """Check that only the back office classifies (CA-21).

        :raise AccessError: when somebody else gives classes to a new archive
        """
        classifies = any(vals.keys() & _CLASS_FIELDS for vals in vals_list)
        if classifies and not (self.env.su or self.env.user.has_group(ARCHIVIST)):
            raise AccessError(self.env._("Only an archivist classifies archives."))

    @api.model
    def _get_given_classes(self, vals):
        """Return the classes that the values of a new archive name.

        :param dict vals: the values
        :rtype: recordset
        """
        classes = self.env['customer.archive.class']
        if 'class_ids' in vals:
            classes = self.new({'class_ids': vals['class_ids']}).class_ids._origin
        return classes | classes.browse([
            vals[f'{name}_id'] for name in OWN_DIMENSIONS if vals.get(f'{name}_id')
        ])

    def _reclassify(self, name):
        """Put the value of a dimension's own field into the classes.

        :param str name: a dimension that the addon ships
        """
        dimension = self.env['customer.archive.class']._get_dimension(name)
        for chosen, archives in self.grouped(f'{name}_id').items():
            for archive in archives:
                old = archive.class_ids.filtered(lambda record: record.dimension_id == dimension)
                if old != chosen:
                    archive.class_ids = [
                        *(Command.unlink(record.id) for record in old),
                        *(Command.link(record.id) for record in chosen),
                    ]

    def _after_reclassification(self, old_classes):
        """Do what follows from another class.

        For a module to recompute what hangs on the class, it must override this method.

        :param recordset old_classes: the classes before
        """

    @api.model
    def _class_domain(self, name):
        return [('dimension_id', '=', self.env['customer.archive.class']._get_dimension(name).id)]
