# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_datetime


class CustomerArchiveRegister(models.Model):
    """What happened to archives, volumes, documents and holdings, for ever (ISO 15489: event
    history). It names them by their numbers, never by ids that a restore or a merge could give to
    something else, and never by the name of a customer.
    """

    _name = 'customer.archive.register'
    _inherit = ['customer.archive.evidence']
    _description = "Archive Register"
    _log_access = False  # Each class says it for itself; see the abstract model.
    _rec_name = 'subject'

    event = fields.Char(required=True, readonly=True)
    event_label = fields.Char(string="What Happened", compute='_compute_event_label')
    model = fields.Char(required=True)
    subject = fields.Char(required=True)
    facts = fields.Json(string="Recorded Facts", readonly=True)
    facts_text = fields.Char(string="Facts", compute='_compute_facts_text')

    _archive_idx = models.Index("(archive, id)")
    _subject_idx = models.Index("(subject, id)")

    # === COMPUTE METHODS === #

    @api.depends('model', 'event')
    @api.depends_context('lang')
    def _compute_event_label(self):
        for entry in self:
            model = self.env.get(entry.model)
            labels = model._get_event_labels() if hasattr(model, '_get_event_labels') else {}
            entry.event_label = labels.get(entry.event, entry.event)

    @api.depends('model', 'facts')
    @api.depends_context('lang')
    def _compute_facts_text(self):
        for entry in self:
            model = self.env.get(entry.model)
            facts = dict(entry.facts or {})
            if {'from', 'to'} <= facts.keys():
                states = [facts.pop('from'), facts.pop('to')]
                facts |= {'state': states} if states[0] != states[1] else {}
            entry.facts_text = " · ".join(
                self._show_fact(model, name, value) for name, value in sorted(facts.items())
            )

    # === HELPERS === #

    def _show_step(self):
        """Return what took a step, and from which state to which; no other fact is told.

        :rtype: str
        """
        self.ensure_one()
        step = f'{self.model_label} · {self.event_label}'
        states = [(self.facts or {}).get(name) for name in ('from', 'to')]
        model = self.env.get(self.model)
        if states[0] == states[1] or model is None:
            return step
        labels = dict(model._fields['state']._description_selection(self.env))
        return f"{step} ({' → '.join(_show(state, labels) for state in states)})"

    @api.model
    def _get_fact_labels(self):
        """Return what facts are called that are no fields of the model that they are about.

        For a module to name the facts that it enters, it must override this method.

        :rtype: dict[str, str]
        """
        return {'archives': self.env._("Archives"), 'count': self.env._("Records")}

    def _show_fact(self, model, name, value):
        """Return one fact as a reader wants it: fields and their values by their labels.

        :param recordset|None model: the model that the entry is about
        :param str name: usually a field of the model
        :param value: a plain value, or a pair of the values before and after
        :rtype: str
        """
        field = model._fields.get(name) if model is not None else None
        labels = dict(field._description_selection(self.env)) if (
            field and field.type == 'selection'
        ) else {}
        title = field._description_string(self.env) if field else (
            self._get_fact_labels().get(name, name)
        )
        values = value if isinstance(value, list) and len(value) == 2 else [value]
        if field and field.type == 'datetime':
            values = [each and format_datetime(self.env, each) for each in values]
        return f"{title}: {' → '.join(_show(each, labels) for each in values)}"


def _show(value, labels):
    """Return one value as a reader wants it: that there is none of something is told as well."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value is None or value is False or value == '':
        return "–"
    return str(labels.get(value, value))
