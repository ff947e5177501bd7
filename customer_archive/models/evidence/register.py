# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveRegister(models.Model):
    """What happened to archives, volumes, documents and holdings, for ever (ISO 15489: event
    history). It names them by their numbers, never by ids that a restore or a merge could give to
    something else, and never by the name of a customer.
    """

    _name = 'customer.archive.register'
    _inherit = ['customer.archive.evidence']
    _description = "Archive Register"
    _rec_name = 'subject'

    event = fields.Char(required=True, readonly=True)
    event_label = fields.Char(string="What Happened", compute='_compute_event_label')
    model = fields.Char(string="Kind of Record", required=True, readonly=True)
    subject = fields.Char(
        required=True, readonly=True,
        help="The number of the archive, volume or document, or the barcode of the holding.",
    )
    archive = fields.Char(string="Archive Number", readonly=True)
    # The id only: a foreign key would let other tables reach the evidence.
    company = fields.Integer(string="Company ID", readonly=True)
    facts = fields.Json(string="Recorded Facts", readonly=True)
    facts_text = fields.Char(string="Facts", compute='_compute_facts_text')
    note = fields.Text(string="Reason", readonly=True)

    _archive_idx = models.Index("(archive, id)")
    _subject_idx = models.Index("(subject, id)")

    # === COMPUTE METHODS === #

    @api.depends('model', 'event')
    @api.depends_context('lang')
    def _compute_event_label(self):
        for entry in self:
            entry.event_label = entry._get_event_label()

    @api.depends('facts')
    @api.depends_context('lang')
    def _compute_facts_text(self):
        for entry in self:
            entry.facts_text = " · ".join(
                f"{name}: {value}" for name, value in sorted((entry.facts or {}).items())
            )

    # === BUSINESS METHODS === #

    def _get_event_label(self):
        """Return the event in the words of the model that it happened to.

        :rtype: str
        """
        self.ensure_one()
        model = self.env.get(self.model)
        labels = model._get_event_labels() if hasattr(model, '_get_event_labels') else {}
        return labels.get(self.event, self.event)
