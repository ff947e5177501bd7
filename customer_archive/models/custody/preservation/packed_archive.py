# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import re
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ...mechanism.inner_pass import with_pass, with_restoring_pass
from .packing import ARCHIVE, FIRST

PARTNER = 'res.partner'


class PackedArchive:
    """An archive in a package, which is taken in: with the numbers, states and dates that it had.

    Nothing begins with it and nothing follows from it: no number is drawn, nobody is told, the
    register says that it came from a package.

    :param Environment env: of the superuser
    :param recordset company: the company that takes it in
    :param Path folder: the folder of the archive in the package
    :param dict document: what its `archive.json` says
    """

    def __init__(self, env, company, folder, document):
        quiet = {'tracking_disable': True, 'image_no_postprocess': True, 'active_test': False}
        self.env = env(context={**quiet, 'allowed_company_ids': company.ids})
        self.company = company.with_env(self.env)
        self.folder = Path(folder)
        self.document = document
        self.number = document['number']
        self.packing = self.env['customer.archive.packing']
        # Records by model and the id that they had; what lies outside of the archive as well.
        self.known = {}
        self.left = {}
        self._references = self.packing._get_references()

    def take_in(self):
        """Take the archive in.

        :return: the archive
        :rtype: recordset
        :raise UserError: when its number is used, or something of it cannot be taken in
        """
        self._ensure_new()
        self._take_in_contacts()
        waiting = self._get_waiting()
        while waiting:
            ready = [each for each in waiting if self._is_ready(*each)]
            # Where two name each other, one of them is told afterwards.
            ready = ready or [each for each in waiting if self._is_possible(*each)]
            if not ready:
                self._leave(waiting)
                break
            self._create(ready)
            waiting = [each for each in waiting if each not in ready]
        self._link()
        self._attach()
        self._set_created()
        self._raise_serials()
        archive = self._get(ARCHIVE, self._get_rows(ARCHIVE)[0]['id'])
        self.env.flush_all()
        return archive

    # === WHAT IS THERE === #

    def _ensure_new(self):
        """Refuse an archive whose number was given here already.

        :raise UserError: when it was
        """
        rows = self._get_rows(ARCHIVE)
        if len(rows) != 1 or rows[0].get('name') != self.number:
            raise UserError(self.env._(
                "%(archive)s in the package is not described as it should be.",
                archive=self.number,
            ))
        if self.company._get_used_archive_numbers([self.number]):
            raise UserError(self.env._(
                "There is an archive %(archive)s already: it stays as it is.",
                archive=self.number,
            ))

    def _get_rows(self, model):
        return self.document['records'].get(model) or []

    def _get(self, model, old_id):
        """Return the record that bore an id, here; an empty recordset where there is none."""
        if not old_id:
            return self.env[model]
        if found := self.known.get((model, old_id)):
            return found
        told = self.document['references'].get(model, {}).get(str(old_id))
        found = self._find(model, told) if told else self.env[model]
        self.known[model, old_id] = found
        return found

    # === OUTSIDE === #

    def _find(self, model, told):
        """Return what something outside of the archive is here, and make it where it may be.

        :param str model: its model
        :param dict told: what it is known by
        :rtype: recordset
        """
        records = self.env.get(model)
        if model == 'res.company':
            return self.company if told['name'] == self.document['company'] else records
        if records is None:
            return None
        if told.get('xml_id') and (found := self.env.ref(told['xml_id'], False)) and (
            found._name == model
        ):
            return found
        reference = self._references.get(model)
        if not (reference and reference.identity):
            return records
        values = {
            name: self._convert(records, name, told[name])
            for name in (*reference.identity, *reference.values)
            if name in told and name in records._fields
        }
        domain = [(name, '=', values.get(name, False)) for name in reference.identity]
        if 'company_id' in records._fields:
            domain.append(('company_id', 'in', (self.company.id, False)))
        found = records.search(domain, limit=1)
        if not found and reference.may_create:
            found = self._make(records, values)
        return found

    def _make(self, records, values):
        """Make something outside that there is not; who worked there comes as no longer employed.

        :param recordset records: any of its model
        :param dict values: what it is known by, and what it has besides
        :rtype: recordset
        """
        if records._name == 'res.users':
            values |= {
                'company_id': self.company.id,
                'company_ids': [Command.set(self.company.ids)],
                'group_ids': [Command.set(self.env.ref('base.group_user').ids)],
            }
        elif 'company_id' in records._fields and records._name != PARTNER:
            values['company_id'] = self.company.id
        made = records.with_context(no_reset_password=True).create(values)
        if made._name == 'res.users':
            made.active = False
        if 'barcode' in values and made._name == 'customer.archive.location':
            self._raise_sequence(made._name, [values['barcode']])
        return made

    def _take_in_contacts(self):
        """Find the customer and his contacts here, or enter them.

        A customer is who has his number or tax number and his name.
        """
        rows = sorted(self._get_rows(PARTNER), key=lambda row: bool(row.get('parent_id')))
        pending, count = rows, None
        while pending and count != len(pending):
            count, still = len(pending), []
            for row in pending:
                if row.get('parent_id') and (PARTNER, row['parent_id']) not in self.known and (
                    row['parent_id'] in {other['id'] for other in pending}
                ):
                    still.append(row)
                    continue
                self.known[PARTNER, row['id']] = self._find_contact(row) or self._enter_contact(row)
            pending = still

    def _find_contact(self, row):
        """Return who a contact is here."""
        partners = self.env[PARTNER]
        parent = self._get(PARTNER, row.get('parent_id'))
        domain = [('name', '=', row.get('name')), ('parent_id', '=', parent.id)]
        if parent:
            return partners.search([*domain, ('email', '=', row.get('email'))], limit=1)
        for name in ('ref', 'vat'):
            if row.get(name) and (
                found := partners.search([*domain, (name, '=', row[name])], limit=1)
            ):
                return found
        return partners

    def _enter_contact(self, row):
        """Enter a contact."""
        partners = self.env[PARTNER].with_context(_partners_skip_fields_sync=True)
        return partners.create({
            name: self._convert(partners, name, row[name])
            for name in self.packing._get_packed_fields(partners) if name in row
        }).with_env(self.env)

    # === RECORDS === #

    def _get_waiting(self):
        """Return what is to be taken in: model, and what is told of a record.

        What this database has no model for is left out.
        """
        waiting = []
        for model, rows in self.document['records'].items():
            if model == PARTNER:
                continue
            if model not in self.packing._get_package_parts():
                self.left[model] = len(rows)
                continue
            waiting += [(model, row) for row in rows]
        self._own = {(model, row['id']) for model, row in waiting}
        order = {name: at for at, name in enumerate(self.packing._get_package_parts())}
        return sorted(waiting, key=lambda each: (order[each[0]], each[1]['id']))

    def _get_links(self, model, row):
        """Return what a record points at within the archive: field and key."""
        records = self.env[model]
        for name in self.packing._get_packed_fields(records):
            field = records._fields[name]
            if field.type == 'many2one' and (key := (field.comodel_name, row.get(name))) in (
                self._own
            ):
                yield field, key

    def _is_ready(self, model, row):
        """Tell whether all is there that a record points at within the archive."""
        return all(key in self.known for _field, key in self._get_links(model, row))

    def _is_possible(self, model, row):
        """Tell whether all is there that a record cannot be without."""
        return all(
            key in self.known for field, key in self._get_links(model, row) if field.required
        )

    def _leave(self, waiting):
        """Note what cannot be taken in, because something is not here that it needs."""
        for model, _row in waiting:
            self.left[model] = self.left.get(model, 0) + 1

    def _create(self, ready):
        """Create records as they were.

        :param list[tuple[str, dict]] ready: model, and what is told of each
        """
        by_model = {}
        for model, row in ready:
            by_model.setdefault(model, []).append(row)
        for model, rows in by_model.items():
            opened = with_restoring_pass(self.env[model])
            complete = []
            for row in rows:
                vals = self._prepare_vals(opened, row)
                if self._is_complete(opened, vals):
                    complete.append((row, vals))
                else:
                    self._leave([(model, row)])
                    self.known[model, row['id']] = self.env[model]
            records = opened.create([vals for _row, vals in complete]).with_env(self.env)
            for (row, _vals), record in zip(complete, records, strict=True):
                self.known[model, row['id']] = record

    def _prepare_vals(self, records, row):
        """Return the values of a record, with the files that its fields hold."""
        vals = {
            name: self._convert(records, name, row[name])
            for name in self.packing._get_packed_fields(records) if name in row
        }
        for told in self.document['files']:
            if (told['model'], told['id']) == (records._name, row['id']) and told['field']:
                vals[told['field']] = base64.b64encode(self._read_file(told['path']))
        return self.env[records._name]._prepare_restored_vals(vals)

    def _is_complete(self, records, vals):
        """Tell whether nothing is missing that a record cannot be without."""
        return all(
            vals.get(name) for name, field in records._fields.items()
            if field.required and field.type == 'many2one' and name in vals
        )

    def _convert(self, records, name, value):
        """Return a value of the package as the ORM takes it."""
        field = records._fields[name]
        if field.type == 'many2one':
            return self._get(field.comodel_name, value).id if value else False
        if field.type == 'many2many':
            found = [self._get(field.comodel_name, each) for each in value or ()]
            return [Command.set([record.id for record in found if record])]
        if field.type == 'selection' and value is not None and (
            value not in dict(field._description_selection(self.env))
        ):
            raise UserError(self.env._(
                "%(archive)s says “%(value)s” of %(field)s, which this database does not know:"
                " install the addon that it comes from first.", archive=self.number, value=value,
                field=field._description_string(self.env),
            ))
        return False if value is None else value

    def _link(self):
        """Let records name each other that could not when they were created."""
        for model, row in [
            (model, row) for model, rows in self.document['records'].items() for row in rows
            if (model, row['id']) in self._own and self.known.get((model, row['id']))
        ]:
            record = self.known[model, row['id']]
            late = {
                field.name: self.known[key].id for field, key in self._get_links(model, row)
                if self.known.get(key) and not record[field.name]
            }
            if late:
                with_pass(record).write(late)

    # === FILES === #

    def _read_file(self, path):
        """Return the bytes of a file of the archive.

        :raise UserError: when there is none
        """
        place = (self.folder / path).resolve()
        if not place.is_relative_to(self.folder.resolve()) or not place.is_file():
            raise UserError(self.env._(
                "%(archive)s names a file that the package does not hold: %(path)s.",
                archive=self.number, path=path,
            ))
        return place.read_bytes()

    def _attach(self):
        """Attach the files that lie beside the records."""
        for told in self.document['files']:
            record = self.known.get((told['model'], told['id']))
            if told['field'] or not record:
                continue
            with_pass(record).env['ir.attachment'].create({
                'name': told['name'], 'raw': self._read_file(told['path']),
                'mimetype': told['media_type'], 'res_model': record._name, 'res_id': record.id,
            })

    # === WHAT FOLLOWS === #

    def _set_created(self):
        """Note when archives and what lies in them were first entered.

        What was destroyed after that in the other database is found again by it (X-02). Rows that
        are evidence keep the moment at which they came here.
        """
        self.env.flush_all()
        for model in FIRST:
            records = self.env[model]
            rows = [
                (self.known[model, row['id']].id, row['_created'])
                for row in self._get_rows(model)
                if row.get('_created') and self.known.get((model, row['id']))
            ]
            if rows:
                self.env.cr.execute(SQL(
                    "UPDATE %s AS record SET create_date = told.moment::timestamp"
                    " FROM (SELECT unnest(%s::int[]) AS id, unnest(%s::text[]) AS moment) AS told"
                    " WHERE record.id = told.id",
                    SQL.identifier(records._table), [each for each, _moment in rows],
                    [moment for _each, moment in rows],
                ))
                records.invalidate_model(['create_date'], flush=False)

    def _raise_serials(self):
        """Let the numbers to come go on behind those that came along."""
        parts = self.company._get_archive_number_pattern().match(self.number)
        if parts:
            year = int(parts.get('year') or self.company._get_archive_today().year)
            if not self.company.archive_number_restarts:
                year = self.company._get_archive_today().year
            self.company._raise_archive_serial(int(parts['seq']), year)
        for model, rows in self.document['records'].items():
            if model not in (ARCHIVE, PARTNER):
                key = 'barcode' if model == 'customer.archive.holding' else 'name'
                self._raise_sequence(model, [row.get(key) for row in rows])

    def _raise_sequence(self, code, numbers):
        """Let a sequence go on behind numbers that it could have given.

        :param str code: of the sequence
        :param list[str] numbers: numbers
        """
        sequences = self.env['ir.sequence'].search([('code', '=', code)], limit=1)
        if not sequences or sequences.implementation != 'standard':
            return
        start = re.escape((sequences.prefix or '').split('%', 1)[0])
        serials = [
            int(found.group(1)) for number in numbers
            if (found := re.fullmatch(rf'{start}.*?(\d{{1,9}})', number or ''))
        ]
        current = sequences._get_current_sequence(fields.Date.today())
        current.invalidate_recordset(['number_next_actual'])
        if serials and current.number_next_actual <= max(serials):
            current.number_next = max(serials) + 1
