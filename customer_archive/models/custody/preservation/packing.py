# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
import re
from typing import NamedTuple

from odoo import api, fields, models
from odoo.models import MAGIC_COLUMNS

FORMAT = 'customer-archive'
# Raised when what a package says can no longer be read by who knows the older one only.
VERSION = 1
ARCHIVE = 'customer.archive'
FIRST = (ARCHIVE, *(f'{ARCHIVE}.{part}' for part in ('volume', 'document', 'holding')))
# What a customer is, as his contact says it. Everything else of a contact is the ERP's.
PARTNER_FIELDS = (
    'name', 'ref', 'vat', 'is_company', 'type', 'function', 'phone', 'email', 'website', 'street',
    'street2', 'city', 'zip', 'state_id', 'country_id', 'industry_id', 'lang', 'comment',
    'parent_id', 'active',
)
# Letters that a file's name cannot have somewhere, and the mark that stands for them.
_UNSAFE = re.compile(r'[\x00-\x1f"*/:<>?\\|%]|[. ]$')
_EXTENSION = re.compile(r'\.[A-Za-z0-9]{1,8}$')


class Reference(NamedTuple):
    """How something outside of an archive is known again in another database.

    :param tuple[str] identity: fields that tell it from others of its kind
    :param tuple[str] values: what it has besides, where it is made anew
    :param bool may_create: whether it is made where there is none
    """

    identity: tuple
    values: tuple = ()
    may_create: bool = False


REFERENCES = {
    'res.users': Reference(('login',), ('name',), True),
    'res.partner': Reference(('name', 'email')),
    'res.country': Reference(('code',)),
    'res.country.state': Reference(('country_id', 'code')),
    'res.currency': Reference(('name',)),
    'res.partner.industry': Reference(('name',), (), True),
    'hr.department': Reference(('name', 'parent_id'), ('archive_code',), True),
    'hr.employee': Reference(('name', 'work_email')),
    'sale.order': Reference(('name',)),
    'account.move': Reference(('name',)),
    ARCHIVE: Reference(('name',)),
    'customer.archive.class.dimension': Reference(('code',), ('name',), True),
    'customer.archive.class': Reference(
        ('dimension_id', 'code'), ('name', 'parent_id', 'review_months'), True,
    ),
    'customer.archive.document.type': Reference(('code',), ('name', 'asked_for'), True),
    'customer.archive.location': Reference(
        ('name', 'parent_id'), ('kind', 'barcode', 'capacity', 'is_lockable', 'active'), True,
    ),
}


class CustomerArchivePacking(models.AbstractModel):
    """What a package says of archives, so that another database can take them in (X-02, ND-20).

    All that an archive is made of goes along as plain JSON, with its own ids to tell what belongs
    to what; what it only points at is described by what it is known by.
    """

    _name = 'customer.archive.packing'
    _description = "Archive: What a Package Says"

    # === BUSINESS METHODS - WHAT === #

    @api.model
    def _get_package_parts(self):
        """Return what goes into a package, in the order in which it is taken in again.

        Everything that lies in an archive does, unless its class says `_is_packed = False`. For a
        module to pack more, it must override this method.

        :return: by the names of the models, the path to the archive that a record belongs to
        :rtype: dict[str, str]
        """
        models = [
            self.env[name]
            for name in self.env.registry.descendants(['customer.archive.packed'], '_inherit')
        ]
        parts = [
            model for model in models
            if model._auto and not (model._abstract or model._transient) and model._is_packed
        ]
        return {
            model._name: model._package_path
            for model in sorted(parts, key=lambda each: (
                FIRST.index(each._name) if each._name in FIRST else len(FIRST), each._name,
            ))
        }

    @api.model
    def _get_packed_fields(self, model):
        """Return the fields that tell what a record is; what follows from others is left out.

        :param recordset model: any of the model
        :rtype: list[str]
        """
        if model._name == 'res.partner':
            return [name for name in PARTNER_FIELDS if name in model._fields]
        return [
            name for name, field in sorted(model._fields.items())
            if field.store and name not in MAGIC_COLUMNS and not field.related
            and not (field.compute and field.readonly)
            and field.type not in ('binary', 'one2many', 'many2one_reference', 'properties')
            and field.groups != fields.NO_ACCESS
            and name not in model._unpacked_fields
        ]

    @api.model
    def _get_references(self):
        """Return how things outside of archives are known again, by model.

        For a module to point at more, it must override this method.

        :rtype: dict[str, Reference]
        """
        return dict(REFERENCES)

    # === BUSINESS METHODS - ARCHIVES === #

    @api.model
    def _describe_archives(self, archives):
        """Return what a package says of some archives.

        :param recordset archives: the archives, with the rights of the superuser
        :return: for each archive, what `archive.json` says, and its files by path
        :rtype: dict[recordset, tuple[dict, dict[str, recordset]]]
        """
        parts = self._get_package_parts()
        records = {
            name: self._group(self.env[name].with_context(active_test=False).search(
                [(path, 'in', archives.ids)], order='id',
            ), path) for name, path in parts.items()
        }
        customers = self.env['res.partner'].with_context(active_test=False).search([
            ('commercial_partner_id', 'in', archives.partner_id.ids),
        ], order='parent_path, id' if 'parent_path' in self.env['res.partner']._fields else 'id')
        contacts = customers.grouped('commercial_partner_id')
        beside, cache = self._find_beside(records), {}
        described = {}
        for archive in archives:
            own = {
                'res.partner': contacts.get(archive.partner_id, archive.partner_id),
                **{name: groups[archive.id] for name, groups in records.items()
                   if archive.id in groups},
            }
            described[archive] = self._describe_archive(archive, own, beside, cache)
        return described

    @api.model
    def _find_beside(self, records):
        """Return what hangs on records of archives: files and messages, by model and id.

        :param dict[str, dict[int, recordset]] records: by model and archive
        :return: for `files` and `messages`, recordsets by model and id
        :rtype: dict[str, dict[tuple, recordset]]
        """
        files, messages = {}, {}
        for name, groups in records.items():
            place = [('res_id', 'in', [each for group in groups.values() for each in group.ids])]
            attachments = self.env['ir.attachment'].search([
                ('res_model', '=', name), *place, ('type', '=', 'binary'),
                '|', ('res_field', '=', False), ('res_field', '!=', False),
            ], order='id')
            files |= {(name, each): group for each, group in attachments.grouped('res_id').items()}
            told = self.env['mail.message'].search([
                ('model', '=', name), *place, ('message_type', '!=', 'user_notification'),
            ], order='id')
            messages |= {(name, each): group for each, group in told.grouped('res_id').items()}
        return {'files': files, 'messages': messages}

    @api.model
    def _group(self, records, path):
        """Return the records by the ids of their archives.

        :rtype: dict[int, recordset]
        """
        if path == 'id':
            return {record.id: record for record in records}
        return {
            archive.id: group
            for archive, group in records.grouped(lambda record: record.mapped(path)).items()
        }

    @api.model
    def _describe_archive(self, archive, own, beside, cache):
        """Return what a package says of an archive.

        :param recordset archive: the archive
        :param dict[str, recordset] own: what it is made of
        :param dict beside: files and messages of the records
        :param dict cache: what was described of things outside, filled here
        :return: what `archive.json` says, and the files by path
        :rtype: tuple[dict, dict[str, recordset]]
        """
        outside, records = {}, {}
        for name, group in own.items():
            names = self._get_packed_fields(group)
            records[name] = [
                self._describe_record(record, names, own, outside) for record in group
            ]
            if name != 'res.partner':
                group._complete_packed(records[name])
        files, told = self._describe_files(own, beside['files'])
        return {
            'format': FORMAT, 'version': VERSION, 'number': archive.name,
            'company': archive.company_id.name,
            'records': records, 'references': self._describe_references(outside, own, cache),
            'files': told, 'messages': self._describe_messages(own, beside['messages']),
        }, files

    @api.model
    def _describe_record(self, record, names, own, outside):
        """Return the values of a record.

        :param recordset record: the record
        :param list[str] names: its fields
        :param dict[str, recordset] own: what the archive is made of
        :param dict[str, set] outside: the ids of what it points at besides, filled here
        :rtype: dict
        """
        row = {'id': record.id}
        if record._log_access:
            row['_created'] = fields.Datetime.to_string(record.create_date)
            row['_created_by'] = record.create_uid.login or None
        for name in names:
            row[name] = self._describe_value(record, name, own, outside)
        return row

    @api.model
    def _describe_value(self, record, name, own, outside):
        """Return a value as JSON holds it; ids where it names other records."""
        field, value = record._fields[name], record[name]
        if field.relational:
            known = own.get(field.comodel_name, value.browse())._ids
            outside.setdefault(field.comodel_name, set()).update(set(value._ids).difference(known))
            return value.ids if field.type == 'many2many' else value.id or None
        if field.type in ('date', 'datetime'):
            return fields.Datetime.to_string(value) if field.type == 'datetime' and value else (
                value and fields.Date.to_string(value) or None
            )
        if field.type in ('char', 'text', 'html', 'selection'):
            return str(value) if value else None
        return value if value is not False or field.type == 'boolean' else None

    # === BUSINESS METHODS - OUTSIDE === #

    @api.model
    def _describe_references(self, outside, own, cache):
        """Return what the records point at outside of the archive, and what that points at.

        :param dict[str, set] outside: ids by model
        :param dict[str, recordset] own: what the archive is made of
        :param dict cache: what was described before, filled here
        :return: descriptions by model and id
        :rtype: dict[str, dict[str, dict]]
        """
        described = {}
        while any(outside.values()):
            further = {}
            for name, ids in outside.items():
                asked = sorted(ids - described.get(name, {}).keys())
                known = cache.setdefault(name, {})
                if missing := [each for each in asked if each not in known]:
                    known.update(self._describe_outside(self.env[name].browse(missing)))
                for each in asked:
                    told, pointed = known[each]
                    described.setdefault(name, {})[each] = told
                    for model, model_ids in pointed.items():
                        further.setdefault(model, set()).update(
                            model_ids.difference(own.get(model, self)._ids),
                        )
            outside = {
                name: ids - described.get(name, {}).keys() for name, ids in further.items()
            }
        return {
            name: {str(each): told for each, told in sorted(rows.items())}
            for name, rows in sorted(described.items())
        }

    @api.model
    def _describe_outside(self, records):
        """Return what things outside are known by.

        :param recordset records: things of one model
        :return: by id, the description, and the ids of what it points at
        :rtype: dict[int, tuple[dict, dict[str, set]]]
        """
        reference = self._get_references().get(records._name, Reference(()))
        names = [
            name for name in (*reference.identity, *reference.values) if name in records._fields
        ]
        xml_ids = {} if records._name in ('res.users', 'res.partner', 'res.company') else (
            records.get_external_id()
        )
        described = {}
        for record in records.exists().with_context(lang='en_US'):
            pointed = {}
            told = {'name': record.display_name, **{
                name: self._describe_value(record, name, {}, pointed) for name in names
            }}
            xml_id = xml_ids.get(record.id) or ''
            if xml_id and not xml_id.startswith('__'):
                told['xml_id'] = xml_id
            described[record.id] = told, pointed
        return described

    # === BUSINESS METHODS - FILES AND WORDS === #

    @api.model
    def _describe_files(self, own, beside):
        """Return the files of an archive: scans, pictures, and what is attached to its records.

        :param dict[str, recordset] own: what the archive is made of
        :param dict[tuple, recordset] beside: the attachments by model and id
        :return: the attachments by path, and what is told of each
        :rtype: tuple[dict[str, recordset], list[dict]]
        """
        files, told = {}, []
        for record in [record for records in own.values() for record in records]:
            for attachment in beside.get((record._name, record.id), ()):
                path = self._get_file_path(attachment, record)
                files[path] = attachment
                told.append({
                    'path': path, 'model': record._name, 'id': record.id,
                    'field': attachment.res_field or None, 'name': attachment.name,
                    'media_type': attachment.mimetype,
                })
        return files, told

    @api.model
    def _get_file_path(self, attachment, record):
        """Return where a file lies in the folder of its archive.

        Its name is not that which somebody gave it: such names say whom it is about, and not every
        disk can have them.
        """
        is_scan = attachment.res_field == 'scan'
        found = _EXTENSION.search((record.scan_name if is_scan else attachment.name) or '')
        extension = found.group().lower() if found else ''
        if is_scan:
            return f'scans/{get_safe_name(record.name)}{extension}'
        return f'files/{attachment.id}{extension}'

    @api.model
    def _describe_messages(self, own, beside):
        """Return what was written beside the records, to be read: it is not taken in again.

        :param dict[str, recordset] own: what the archive is made of
        :param dict[tuple, recordset] beside: the messages by model and id
        :rtype: list[dict]
        """
        return [
            {
                'model': message.model, 'id': message.res_id,
                'date': fields.Datetime.to_string(message.date),
                'author': message.author_id.name or message.email_from or None,
                'subject': message.subject or None, 'body': str(message.body or ''),
            }
            for records in own.values() for record in records
            for message in beside.get((record._name, record.id), ())
        ]

    @api.model
    def _describe_evidence(self, name, archives):
        """Return what a chain of evidence says of archives: a JSON object a line.

        The ids are those of the database it comes from, and its seals hold them together: whoever
        has the evidence itself can tell that these rows are part of it.

        :param str name: the model of the evidence
        :param recordset archives: archives of one company
        :return: the lines by archive
        :rtype: dict[recordset, bytes]
        """
        evidence = self.env[name].with_context(prefetch_fields=False)
        names = [
            each for each, field in sorted(evidence._fields.items())
            if field.store and field.column_type
        ]
        rows = evidence.search_fetch([
            ('archive', 'in', archives.mapped('name')),
            ('company', 'in', (*archives.company_id.ids, False)),
        ], names, order='id')
        by_number = rows.grouped('archive')
        return {
            archive: ''.join(
                to_json({**{each: self._describe_value(row, each, {}, {}) for each in names},
                         'note': row.note or None}) + '\n'
                for row in by_number.get(archive.name, ())
            ).encode()
            for archive in archives
        }


def to_json(value):
    """Return a value as JSON, always the same for the same value.

    :rtype: str
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def get_safe_name(name):
    """Return a name that every disk can have, and that still tells what it is.

    :param str name: such as the number of an archive
    :rtype: str
    """
    return _UNSAFE.sub(lambda found: f'={ord(found.group()):02X}', name)
