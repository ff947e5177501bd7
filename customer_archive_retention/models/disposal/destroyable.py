# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass
from odoo.addons.customer_archive.models.mechanism.transition import Transition

_lt = LazyTranslate(__name__)

DESTROYED = 'destroyed'


def refuse_to_forget(records):
    """Refuse to remove the state: what was destroyed would look as if it were there.

    :param recordset records: what is destroyed
    :raise UserError: always
    """
    raise UserError(records.env._(
        "%(count)s records are destroyed, and say so: the addon stays.", count=len(records),
    ))


class CustomerArchiveDestroyable(models.AbstractModel):
    """Something that a disposal list destroys: its content goes, a stub stays (ND-11).

    Only the execution of a list takes the step `destroy`: nothing else has the pass that it asks
    for, whatever the rights of the caller are.
    """

    _name = 'customer.archive.destroyable'
    _description = "Archive: Ends by Disposal"

    # The states from which it can be destroyed.
    _destroyed_from = ()
    # Fields that hold content, emptied when it is destroyed. Each class names its own.
    _content_fields = ()

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to change nothing on what is destroyed."""
        if vals and not has_pass(self):
            self._ensure_not_destroyed()
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to add the end of a life."""
        return {**super()._get_transitions(), 'destroy': Transition(
            _lt("destroy"), _lt("Destroyed"), self._destroyed_from, DESTROYED,
        )}

    def _get_event_labels(self):
        """Override to name what else is said of an end."""
        return {
            **super()._get_event_labels(),
            'verify_destroyed': self.env._("Verified as destroyed"),
            'kept': self.env._("Kept by a review"),
        }

    def _check_transition(self, verb):
        """Override to destroy by the execution of a list only."""
        super()._check_transition(verb)
        if verb == 'destroy' and not has_pass(self):
            raise UserError(self.env._(
                "Archives, and what lies in them, are destroyed by a disposal list only.",
            ))

    def _prepare_transition_vals(self, verb):
        """Override to empty what holds content."""
        vals = super()._prepare_transition_vals(verb)
        return {**vals, **dict.fromkeys(self._content_fields, False)} if (
            verb == 'destroy'
        ) else vals

    def _write_transition(self, verb, vals, moves):
        """Override to make all alike in the end, by one statement."""
        if verb != 'destroy' or not self:
            return super()._write_transition(verb, vals, moves)
        return self._write_end({
            **self[:1]._prepare_transition_vals(verb), **vals, 'state': DESTROYED,
        })

    def _write_end(self, values):
        """Write what is left of thousands.

        What hangs on the columns is computed anew; what a `write` would check or note is of no use
        to what has come to its end.

        :param dict values: the same for all of them
        """
        columns = {
            name: value for name, value in values.items()
            if self._fields[name].store and self._fields[name].column_type
        }
        # Members of a volume and the like have no column: emptied where there are any.
        for name in values.keys() - columns.keys():
            with_pass(self.filtered(name)).write({name: values[name]})
        columns |= {'write_uid': self.env.uid, 'write_date': self.env.cr.now()}
        self.modified(columns, before=True)
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE %s SET %s WHERE id IN %s",
            SQL.identifier(self._table),
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), self._fields[name].convert_to_column(
                    value, self,
                )) for name, value in columns.items()
            ),
            self._ids,
        ))
        self.invalidate_recordset(columns, flush=False)
        self.modified(columns)
        for name in columns:  # They are as they have to be.
            self.env.remove_to_compute(self._fields[name], self)

    def _follow_step(self, verb):
        """Override to compute no period of what is no longer kept."""
        if verb != 'destroy':
            super()._follow_step(verb)

    def _get_disposal_parts(self):
        """Return what goes with the records, the innermost first.

        For a model to hold something, it must override this method.

        :rtype: list[recordset]
        """
        return []

    def _destroy(self):
        """Destroy the records and all that lies in them, but what was destroyed before.

        Called by the execution of a list, with the rights of the superuser.

        :raise UserError: when something stands against it
        """
        # The register tells of it; a line in each chatter would be one more word that stays.
        whole = self.with_context(tracking_disable=True)
        for records in [*whole._get_disposal_parts(), whole]:
            left = records.filtered(lambda record: record.state in record._destroyed_from)
            with_pass(left)._transition('destroy')
            left._remove_words()
        archives = self if self._archive_column == 'id' else self.archive_id
        self.env['customer.archive.package']._end_for(archives, self.env._(
            "Something in it is destroyed.",
        ))

    def _remove_words(self):
        """Remove what was said beside the records: messages, activities, followers, files."""
        if not self:
            return
        self._remove_beside(self)
        for model, column in self._get_companions().items():
            companions = self.env[model].search([(column, 'in', self.ids)])
            companions._erase_words()
            self._remove_beside(companions)

    @api.model
    def _get_companions(self):
        """Return what tells of the records, and loses its words and files with them.

        :return: by the names of the models, the column that says of which record one tells
        :rtype: dict[str, str]
        """
        names = self.env.registry.descendants(['customer.archive.companion'], '_inherit')
        columns = {
            name: self.env[name]._companion_field for name in sorted(names)
            if not self.env[name]._abstract
        }
        return {
            name: column for name, column in columns.items()
            if self.env[name]._fields[column].comodel_name == self._name
        }

    @api.model
    def _remove_beside(self, records):
        """Remove messages, activities, followers and files of some records.

        :param recordset records: records of one model
        """
        if not records:
            return
        place = [('res_id', 'in', records.ids)]
        messages = self.env['mail.message'].search([('model', '=', records._name), *place])
        files = self._get_files(records)
        with_pass(messages).unlink()
        self.env['mail.activity'].search([('res_model', '=', records._name), *place]).unlink()
        self.env['mail.followers'].search([('res_model', '=', records._name), *place]).unlink()
        with_pass(records).env['ir.attachment'].browse(files.ids).unlink()

    @api.model
    def _get_files(self, records):
        """Return the files of records: scans, and what was attached or written beside them.

        :param recordset records: records of one model
        :rtype: recordset
        """
        # Those of a field are left out of a search that does not name it.
        return self.env['ir.attachment'].search([
            ('res_model', '=', records._name), ('res_id', 'in', records.ids),
            '|', ('res_field', '=', False), ('res_field', '!=', False),
        ])

    def _ensure_not_destroyed(self):
        """Check that the records are still there.

        :raise UserError: naming one that is destroyed
        """
        for record in self:
            if record.state == DESTROYED:
                raise UserError(self.env._(
                    "%(record)s is destroyed: what is left of it stays as it is.",
                    record=record.display_name,
                ))
