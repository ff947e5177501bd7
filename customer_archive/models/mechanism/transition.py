# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .adding_up import add_up
from .inner_pass import has_pass, is_restoring, with_pass


class Transition(NamedTuple):
    """One line of a transition table.

    :param LazyGettext label: what the step is called, as in "to … it"
    :param LazyGettext done: what the register says when it was taken
    :param tuple[str] sources: the states it starts from
    :param str|None target: the state it leads to, `None` when the state stays
    :param str groups: comma-separated groups that may take the step whatever their rights on the
                       model are; empty when the right to write the record decides
    :param bool needs_reason: whether a reason is asked for and kept
    """

    label: object
    done: object
    sources: tuple
    target: str | None
    groups: str = ''
    needs_reason: bool = False


class CustomerArchiveTransition(models.AbstractModel):
    """The transition gate: one table a model, and one method that alone writes `state`.

    A model states its life in :meth:`_get_transitions` and names in :attr:`_gated_fields` the
    columns that only a step may fill (who filed it, when …). Everybody else is refused: `create`,
    `write`, `copy`, an import or a default in the context cannot set them.
    """

    _name = 'customer.archive.transition'
    _inherit = ['customer.archive.blockable']
    _description = "Archive: Transition Gate"

    # Columns that only a step of the table may write. Each class names its own; they add up.
    _gated_fields = frozenset({'state'})
    # The field whose value names a record in the register.
    _register_key = 'name'
    # The field that keeps the reason of a step on the record itself, where there is one.
    _reason_field = None
    # Whether its steps are part of the history of the relation with the customer.
    _tells_history = False

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to start every record at the beginning of its life."""
        # The register tells of it; a line in each chatter, and a follower, would say it again.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        if is_restoring(self):  # Its life began somewhere else.
            return super(CustomerArchiveTransition, quiet).create(vals_list).with_env(self.env)
        if not has_pass(self):
            vals_list = self._begin_lives(vals_list)
        vals_list = self._prepare_create_vals_list(vals_list)
        records = super(CustomerArchiveTransition, quiet).create(vals_list).with_env(self.env)
        records._after_create()
        return records

    def write(self, vals):
        """Override to let nobody but the gate write the gated columns."""
        self._ensure_not_gated(vals)
        return super().write(vals)

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Return `vals_list` with what the system itself gives to new records, such as numbers.

        For a model to fill its gated columns, it must override this method.

        :param list[dict] vals_list: the values of the user, free of gated columns
        :rtype: list[dict]
        """
        return vals_list

    def _after_create(self):
        """Do what follows from creating the records, in the same transaction.

        For a model to react, it must override this method.
        """

    # === BUSINESS METHODS - TABLE === #

    @api.model
    def _get_transitions(self):
        """Return the life of the model, verb by verb.

        For a module to add a step, it must override this method and add its verb to the table of
        `super()`.

        :rtype: dict[str, Transition]
        """
        return {}

    def _get_transition(self, verb):
        """Return the line of `verb` in the table.

        :raise ValueError: when the model knows no such step
        """
        try:
            return self._get_transitions()[verb]
        except KeyError:
            raise ValueError(f"{self._name} knows no step {verb!r}") from None

    # === BUSINESS METHODS - GATE === #

    def _transition(self, verb, vals=None, reason=None):
        """Take all records along `verb`: the only code that writes `state`.

        :param str verb: a step of the table
        :param dict vals: values to write with the state, gated columns among them
        :param str reason: why, in the words of the user
        :raise AccessError: when the user may not take the step
        :raise UserError: when a record is not where the step starts, something stands against it,
                          or a reason is missing
        """
        transition = self._get_transition(verb)
        self._check_may_take(verb)
        reason = (reason or '').strip()
        if transition.needs_reason and not reason:
            raise UserError(self.env._(
                "Say why: to %(step)s needs a reason.", step=self._label(transition),
            ))
        if reason and self._reason_field:
            vals = {**(vals or {}), self._reason_field: reason}
        # From here on the step's own groups have decided, not the rights on the model.
        records_sudo = self.sudo()
        records_sudo._lock()
        records_sudo._ensure_source(verb)
        records_sudo._ensure_not_blocked(verb)
        records_sudo._check_transition(verb)
        moves = {
            record: {'from': record.state, 'to': transition.target or record.state}
            for record in records_sudo
        }
        records_sudo._write_transition(verb, vals or {}, moves)
        records_sudo._enter_register(
            verb, lambda record: {**moves[record], **record._prepare_transition_facts(verb)},
            note=reason,
        )
        records_sudo._after_transition(verb)

    def _write_transition(self, verb, vals, moves):
        """Write the new states and what is noted with them, once for all alike.

        :param str verb: the step that is taken
        :param dict vals: values for all records
        :param dict[recordset, dict] moves: for each record, `from` and `to`
        """
        alike = []
        for record, move in moves.items():
            values = {**record._prepare_transition_vals(verb), **vals, 'state': move['to']}
            for known, records in alike:
                if known == values:
                    records.append(record)
                    break
            else:
                alike.append((values, [record]))
        for values, records in alike:
            with_pass(self.browse().concat(*records)).write(values)

    def _check_may_take(self, verb):
        """Check that the user may take the step.

        :param str verb: a step of the table
        :raise AccessError: when he may not
        """
        groups = self._get_transition(verb).groups
        if not groups:
            self.check_access('write')
            return
        self.check_access('read')
        if not self.env.su and not self.env.user.has_groups(groups):
            names = self.env['res.groups'].sudo().browse(
                self.env.ref(group).id for group in groups.split(',')
            ).mapped('name')  # The names of groups are no secret.
            raise AccessError(self.env._(
                "To %(step)s is for: %(groups)s.",
                step=self._label(self._get_transition(verb)), groups=", ".join(names),
            ))

    def _ensure_source(self, verb):
        """Check that every record stands where the step starts.

        :raise UserError: naming the record, where it is, and where it would have to be
        """
        transition = self._get_transition(verb)
        labels = dict(self._fields['state']._description_selection(self.env))
        for record in self:
            if record.state not in transition.sources:
                raise UserError(self.env._(
                    "%(record)s is “%(state)s”. To %(step)s, it must be: %(sources)s.",
                    record=record.display_name,
                    state=labels[record.state],
                    step=self._label(transition),
                    sources=", ".join(labels[source] for source in transition.sources),
                ))

    def _check_transition(self, verb):
        """Check what the model itself asks of a step before it is taken.

        For a module to add a condition of its own, it must override this method; what stands
        against the step from outside belongs into `_get_blockers`.

        :param str verb: a step of the table
        :raise UserError: when a condition is not met
        """

    def _prepare_transition_vals(self, verb):
        """Return what is written together with the new state.

        For a module to note more about a step, it must override this method.

        :param str verb: the step that is taken
        :rtype: dict
        """
        self.ensure_one()
        return {}

    def _prepare_transition_facts(self, verb):
        """Return what the register tells of a step besides the states.

        For a module to tell more, it must override this method.

        :param str verb: the step that is taken
        :return: plain values and business keys, no personal data of customers
        :rtype: dict
        """
        self.ensure_one()
        return {}

    def _after_transition(self, verb):
        """Do what follows from a step, in the same transaction.

        For a module to react to a step, it must override this method.

        :param str verb: the step that was taken
        """

    def _enter_register(self, event, facts=None, note=None):
        """Enter what happened to the records into the register.

        :param str event: what happened, usually the verb of a step
        :param dict|Callable facts: more about it, for all records or of each: plain values,
                                    business keys, no personal data of customers
        :param str note: the reason in the words of the user
        """
        self.env['customer.archive.register']._enter([
            {
                'event': event,
                'model': record._name,
                'subject': record[record._register_key],
                'facts': facts(record) if callable(facts) else facts,
                'note': note,
                **record._prepare_register_vals(),
            }
            for record in self
        ])

    def _prepare_register_vals(self):
        """Return the values that place the record in the register.

        For a model to say to which archive and company it belongs, it must override this method.

        :rtype: dict
        """
        self.ensure_one()
        return {}

    @api.model
    def _get_event_labels(self):
        """Return what the register calls the events of this model.

        For a module to name the events that it enters, it must override this method.

        :return: translated past participles by event
        :rtype: dict[str, str]
        """
        return {
            'export': self.env._("Exported"),
            **{
                verb: self.env._(transition.done)  # pylint: disable=gettext-variable
                for verb, transition in self._get_transitions().items()
            },
        }

    def _ask_reason(self, verb):
        """Return the dialog that asks why, and then takes the records along `verb`.

        :param str verb: a step that needs a reason
        :rtype: dict
        """
        self._check_may_take(verb)
        self._ensure_source(verb)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Why?"),
            'res_model': 'customer.archive.reason',
            'view_mode': 'form',
            'target': 'new',
            'context': {
                'default_model': self._name, 'default_verb': verb,
                'default_record_ids': self.ids,
            },
        }

    # === HELPERS === #

    def _begin_lives(self, vals_list):
        """Return `vals_list` with the gated columns as they are at the beginning of a life.

        :raise UserError: when somebody else than our own code wants them otherwise
        """
        initial = self._get_gated_defaults()
        for vals in vals_list:
            self._ensure_not_gated({
                name: value for name, value in vals.items()
                if value and value != initial.get(name)
            })
        gated = add_up(self, '_gated_fields')
        # Written out, so that no default of the context or of the user fills them either.
        return [
            {**{name: value for name, value in vals.items() if name not in gated}, **initial}
            for vals in vals_list
        ]

    def _ensure_not_gated(self, vals):
        """Check that `vals` hold no gated column, unless our own code writes them.

        :param dict vals: values to write
        :raise UserError: naming the columns
        """
        if (gated := add_up(self, '_gated_fields') & vals.keys()) and not has_pass(self):
            labels = sorted(self._fields[name]._description_string(self.env) for name in gated)
            raise UserError(self.env._(
                "%(fields)s cannot be set by hand: use the buttons of the form.",
                fields=", ".join(labels),
            ))

    @api.model
    def _fill_defaults(self, vals_list, names):
        """Return `vals_list` with the defaults of some fields that are read before creating.

        :param list[dict] vals_list: the values of the user
        :param list[str] names: the fields
        :rtype: list[dict]
        """
        defaults = self.default_get(names)
        return [{**defaults, **vals} for vals in vals_list]

    def _label(self, transition):
        return self.env._(transition.label)  # pylint: disable=gettext-variable

    def _get_gated_defaults(self):
        """Return what the gated columns hold at the beginning of a life; computed ones follow."""
        return {
            name: field.default(self) if field.default else False
            for name in add_up(self, '_gated_fields')
            if not (field := self._fields[name]).compute
        }
