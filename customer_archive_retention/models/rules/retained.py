# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class CustomerArchiveRetained(models.AbstractModel):
    """Something that is kept for a period by rule: an archive, a volume, a document (RE-01).

    The dates are columns, so that what is due is found by an index. They are written by one
    statement for many (`_recompute_retention`), never by hand: rule and trigger decide, and what a
    review has decided since.
    """

    _name = 'customer.archive.retained'
    _description = "Archive: Kept by Rule"

    _gated_fields = frozenset({
        'retention_trigger_on', 'retention_due_on', 'retention_basis',
        'retention_extended_until', 'retention_permanent', 'retention_listed_on',
        'retention_warned_on',
    })
    _index_fields = frozenset({
        'retention_trigger_on', 'retention_due_on', 'retention_basis',
        'retention_extended_until', 'retention_permanent', 'retention_listed_on',
        'retention_warned_on',
    })

    retention_basis = fields.Selection(
        [('none', "No Rule"), ('indeterminate', "Event Missing"), ('dated', "Dated"),
         ('permanent', "Permanent")],
        string="Retention", readonly=True, copy=False, default='none',
        help="How long it is kept: until a date, for ever, or not known, because no rule applies"
             " or what starts the period has not happened. What is not known is never destroyed.",
    )
    retention_trigger_on = fields.Date(
        string="Period Begins", readonly=True, copy=False,
        help="The day of the event from which the period runs.",
    )
    retention_due_on = fields.Date(
        string="Disposal From", readonly=True, copy=False,
        help="The first day on which it may be destroyed: the day after the period ends.",
    )
    # What a review decided.
    retention_extended_until = fields.Date(
        string="Kept Longer Until", readonly=True, copy=False,
        help="The last day of an extension that a review decided.",
    )
    retention_permanent = fields.Boolean(
        string="Kept for Ever", readonly=True, copy=False, help="A review decided so.",
    )
    # What the sweep has said.
    retention_listed_on = fields.Date(
        string="Listed as Due On", readonly=True, copy=False,
    )
    retention_warned_on = fields.Date(
        string="Warned On", readonly=True, copy=False,
    )

    # === BUSINESS METHODS === #

    def _recompute_retention(self):
        """Compute the dates of the records anew, by one statement; a change leaves a trace."""

    def _get_retention_reasons(self):
        """Return why the record may not be destroyed today, as far as time decides it.

        :return: translated sentences; empty when its period is over
        :rtype: list[str]
        """
        self.ensure_one()
        return []
