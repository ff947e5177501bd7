# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import csv
import hashlib
import io
from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, plaintext2html, split_every
from odoo.tools.misc import clean_context
from odoo.tools.translate import LazyTranslate

from ..models.mechanism.inner_pass import with_pass
from ..models.mechanism.roles import ARCHIVIST
from . import register_values
from .register_check import RegisterCheck
from .register_file import MAX_BYTES, MAX_LINES, FileError, FileFault, read_register

_lt = LazyTranslate(__name__)

FILE_FAULTS = {
    FileFault.EXTENSION: _lt("“%(detail)s” is neither a CSV (.csv) nor an Excel file (.xlsx)."),
    FileFault.EMPTY: _lt("The file is empty."),
    FileFault.TOO_BIG: _lt(
        "The file is too big: a register of up to %(max_lines)s lines has less than"
        " %(max_megabytes)s MB.",
    ),
    FileFault.ENCODING: _lt(
        "The file is no text in UTF-8 or GB18030: save it anew as “CSV UTF-8” or as an Excel"
        " workbook.",
    ),
    FileFault.MALFORMED: _lt(
        "The file is no well-formed CSV: a quotation mark near line %(detail)s is not closed, or"
        " stands in the middle of a cell.",
    ),
    FileFault.NO_WORKBOOK: _lt(
        "The file cannot be opened as an Excel workbook (.xlsx): it is damaged, has a password, or"
        " is something else.",
    ),
    FileFault.MISSING_COLUMN: _lt("The file lacks a column that is needed: %(detail)s."),
    FileFault.REPEATED_COLUMN: _lt("The file has a column twice: %(detail)s."),
    FileFault.NO_LINES: _lt("The file has a header, and no line below it."),
    FileFault.TOO_LONG: _lt(
        "The file has more than %(max_lines)s lines: divide it into several files.",
    ),
}
_BATCH = 1000
# What a contact shares with the company or person that he belongs to.
_INHERITED_FIELDS = ('vat', 'street', 'city', 'state_id', 'country_id')
_PARTNER_COLUMNS = ('name', 'ref', 'vat', 'phone', 'email', 'city', 'street')


class CustomerArchiveImport(models.TransientModel):
    """Takes an existing paper register over, from CSV or Excel (CA-05, ND-32).

    Old numbers are kept exactly. A check says line by line what would happen; the import does it as
    a whole or not at all, unless the archivist wants the faulty lines left out. It can be repeated:
    what was imported before is recognised and left as it is.
    """

    _name = 'customer.archive.import'
    _description = "Archive: Import of a Paper Register"

    file = fields.Binary(string="Paper Register", attachment=False)
    filename = fields.Char()
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, default=lambda self: self.env.company,
    )
    older_pattern = fields.Boolean(
        string="Numbers Follow an Older Pattern",
        help="Also take over numbers that the number pattern of the company could not have made.",
    )
    skip_faulty = fields.Boolean(
        string="Leave Out Faulty Lines",
        help="Import the correct lines though others are faulty. Otherwise nothing is imported"
             " before every line is correct.",
    )
    number_pattern = fields.Char(related='company_id.archive_number_pattern', related_sudo=True)

    # What the last check or import found.
    state = fields.Selection(
        [('draft', "To Check"), ('checked', "Checked"), ('refused', "Not Imported"),
         ('done', "Imported")],
        string="Status", default='draft', required=True, readonly=True,
    )
    line_ids = fields.One2many('customer.archive.import.line', 'import_id', string="Report",
                               readonly=True)
    ignored_columns = fields.Char(readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    exists_count = fields.Integer(string="Already There", readonly=True)
    error_count = fields.Integer(string="Faulty", readonly=True)
    archive_count = fields.Integer(string="New Archives", readonly=True)
    customer_count = fields.Integer(string="New Customers", readonly=True)
    volume_count = fields.Integer(string="New Volumes", readonly=True)
    report = fields.Binary(string="Report File", compute='_compute_report')

    # === COMPUTE METHODS === #

    @api.depends('filename')
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.filename or self.env._("Import of a Paper Register")

    @api.depends('line_ids')
    def _compute_report(self):
        for wizard in self:
            wizard.report = base64.b64encode(wizard._render_report().encode('utf-8-sig'))

    # === CRUD METHODS === #

    def write(self, vals):
        """Override to forget what was found about another file or under other options."""
        if vals.keys() & {'file', 'older_pattern'}:
            self.line_ids.unlink()
            vals = {**vals, 'state': 'draft', **self._prepare_counts()}
        return super().write(vals)

    # === ACTION METHODS === #

    def action_check(self):
        """Report what an import would do, and change nothing."""
        self._ensure_archivist()
        check, _digest = self._run_check()
        self._report(check, 'checked')

    def action_import(self):
        """Import the register, or report why it is not imported."""
        self._ensure_archivist()
        if self.state == 'done':
            raise UserError(self.env._("This file was imported already: begin a new import."))
        check, digest = self._run_check()
        faulty = any(line.errors for line in check.lines)
        if faulty and not self.skip_faulty:
            self._report(check, 'refused')
            return
        self._take_over(check, digest)
        self._report(check, 'done')

    def action_view_archives(self):
        """Show the archives that the file was imported into."""
        self._ensure_archivist()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_action',
        )
        archives = self.line_ids.filtered(lambda line: line.status == 'imported').archive_id
        return {**action, 'domain': [('id', 'in', archives.ids)], 'context': {}}

    def action_download_report(self):
        """Download the report as CSV."""
        self._ensure_archivist()
        return {
            'type': 'ir.actions.act_url',
            'url': f'/web/content/{self._name}/{self.id}/report'
                   f'?download=true&filename=import_report_{self.id}.csv',
            'target': 'download',
        }

    # === BUSINESS METHODS - CHECK === #

    def _ensure_archivist(self):
        """Check that a register is taken over by who keeps the archives.

        :raise AccessError: when the user is no archivist
        """
        self.ensure_one()
        if not self.env.user.has_group(ARCHIVIST):
            raise AccessError(self.env._("Only archivists import a register."))
        self.check_access('write')
        self.company_id._ensure_archives_allowed()

    def _run_check(self):
        """Read and check the file.

        :return: the check, and the SHA-256 of the file as it was uploaded
        :rtype: tuple[RegisterCheck, str]
        :raise UserError: when the file is no register
        """
        if not (self.file or self.filename):
            raise UserError(self.env._("Choose the file of the register first."))
        content = base64.b64decode(self.with_context(bin_size=False).file or b'')
        try:
            register = read_register(content, self.filename)
        except FileError as error:
            sentence = self.env._(FILE_FAULTS[error.fault])  # pylint: disable=gettext-variable
            raise UserError(sentence % {
                'detail': error.detail, 'max_lines': f'{MAX_LINES:,}',
                'max_megabytes': MAX_BYTES // 2**20,
            }) from error
        self.ignored_columns = ", ".join(register.ignored)
        check = RegisterCheck(
            self.with_company(self.company_id).env, self.company_id, self.older_pattern,
        )
        check.run(register.rows)
        return check, hashlib.sha256(content).hexdigest()

    # === BUSINESS METHODS - IMPORT === #

    def _take_over(self, check, digest):
        """Open what the check found new: customers, archives, volumes and their places.

        :param RegisterCheck check: the check
        :param str digest: the SHA-256 of the file
        """
        # Nothing of the client's context reaches the new records; the register tells their story.
        wizard = self.with_company(self.company_id)
        wizard = wizard.with_context(clean_context(wizard.env.context), tracking_disable=True)
        archives = [archive for archive in check.archives if archive.imported_lines]
        opened = [archive for archive in archives if not archive.archive]
        for batch in split_every(_BATCH, opened, list):
            wizard._create_customers([archive for archive in batch if not archive.partner])
            wizard._create_archives(batch)
        volumes = {}
        for batch in split_every(_BATCH, archives, list):
            volumes |= wizard._create_volumes(batch)
            wizard._register_lines(batch, volumes, digest)
            wizard.env.flush_all()
            wizard.env.invalidate_all()  # Twenty thousand archives need not stay in memory.
        wizard._shelve_volumes(volumes)
        wizard._raise_serials(opened)

    def _create_customers(self, archives):
        """Create the customers who are not there yet, with their contacts.

        :param list[Archive] archives: archives whose customer is new; they get him
        """
        # Contacts are created with what they have from their customer: one by one, Odoo would look
        # for it in the records. Its own batch loading uses the same key.
        model = self.env['res.partner'].with_context(_partners_skip_fields_sync=True)
        if not model.has_access('create'):
            model = model.sudo()  # Whoever takes a register over takes over whose it is.
        vals_list = [self._prepare_customer_vals(archive) for archive in archives]
        partners = model.create([dict(vals) for vals in vals_list])
        contacts = []
        for archive, partner, vals in zip(archives, partners, vals_list, strict=True):
            archive.partner = partner.sudo(False)
            inherited = {name: vals[name] for name in _INHERITED_FIELDS if name in vals}
            names = dict.fromkeys(
                line.values['contact'] for line in archive.lines if 'contact' in line.values
            )
            contacts += [
                {**inherited, 'parent_id': partner.id, 'type': 'contact', 'name': name}
                for name in names
            ]
        model.create(contacts)

    def _prepare_customer_vals(self, archive):
        """Return the values of a new customer.

        For a module to take more over, it must override this method.

        :param Archive archive: his archive
        :rtype: dict
        """
        known = archive.values
        province = known.get('province')
        return {
            **{column: known[column] for column in _PARTNER_COLUMNS if column in known},
            'is_company': known.get('kind', 'company') == 'company',
            **({'state_id': province.id, 'country_id': province.country_id.id} if province else {}),
        }

    def _create_archives(self, archives):
        """Open the archives under their old numbers.

        :param list[Archive] archives: archives that are not there yet; they get their record
        """
        defaults = self.env['customer.archive']._default_class_ids()
        records = with_pass(self.env['customer.archive']).create([
            self._prepare_archive_vals(archive, defaults) for archive in archives
        ]).with_env(self.env)
        for archive, record in zip(archives, records, strict=True):
            archive.archive = record

    def _prepare_archive_vals(self, archive, defaults):
        """Return the values of a new archive.

        For a module to take more over, it must override this method.

        :param Archive archive: the archive
        :param recordset defaults: the classes of archives that nobody classified
        :rtype: dict
        """
        known = archive.values
        vals = {
            'name': archive.number, 'partner_id': archive.partner.id,
            'company_id': self.company_id.id,
        }
        for column, name in (
            ('department', 'department_id'), ('opened_on', 'opened_on'),
            ('confidentiality', 'confidentiality'),
        ):
            if value := known.get(column):
                vals[name] = value.id if column == 'department' else value
        if classes := known.get('classes'):
            others = defaults.filtered(
                lambda record: record.dimension_id not in classes.dimension_id,
            )
            vals['class_ids'] = [fields.Command.set((classes | others).ids)]
        notes = dict.fromkeys(
            line.values['note'] for line in archive.lines if 'note' in line.values
        )
        if notes:
            vals['note'] = plaintext2html('\n\n'.join(notes))
        return vals

    def _create_volumes(self, archives):
        """Open the volumes of archives, in the order of the file.

        :param list[Archive] archives: archives that are there now
        :return: the volumes by their lines
        :rtype: dict[Line, recordset]
        """
        lines, vals_list = [], []
        for archive in archives:
            for line in archive.imported_lines:
                if line.is_volume:
                    lines.append(line)
                    vals_list.append({
                        'archive_id': archive.archive.id, 'title': line.values['title'],
                        'signed_on': line.values.get('signed_on'),
                    })
        if not vals_list:
            return {}
        volumes = self.env['customer.archive.volume'].create(vals_list)
        self._count_pages(zip(lines, volumes, strict=True))
        return dict(zip(lines, volumes, strict=True))

    def _count_pages(self, volumes_by_line):
        """Note on the folders how many pages they hold.

        :param Iterable[tuple] volumes_by_line: lines and their new volumes
        """
        counted = [
            (volume.folder_id.id, line.values['pages']) for line, volume in volumes_by_line
            if line.values.get('pages')
        ]
        if not counted:
            return
        folder_ids, pages = map(list, zip(*counted, strict=True))
        folders = self.env['customer.archive.holding'].browse(folder_ids)
        folders.check_access('write')
        folders.flush_recordset()
        # One statement: nearly every folder has a number of its own.
        self.env.cr.execute(SQL(
            "UPDATE customer_archive_holding SET pages = counted.pages"
            " FROM (SELECT unnest(%s) AS id, unnest(%s) AS pages) AS counted"
            " WHERE customer_archive_holding.id = counted.id", folder_ids, pages,
        ))
        folders.invalidate_recordset(['pages'])

    def _shelve_volumes(self, volumes):
        """Take over what stands at its place since long.

        :param dict[Line, recordset] volumes: the new volumes by their lines
        """
        by_location = defaultdict(list)
        for line, volume in volumes.items():
            if location := line.values.get('location'):
                by_location[location.id].append(volume.id)
        for location_id, volume_ids in by_location.items():
            location = self.env['customer.archive.location'].browse(location_id)
            for batch in split_every(_BATCH, volume_ids):
                self.env['customer.archive.volume'].browse(batch)._shelve('take_over', location)

    def _register_lines(self, archives, volumes, digest):
        """Enter into the register from which line of which file each thing came.

        :param list[Archive] archives: archives that are there now
        :param dict[Line, recordset] volumes: the new volumes by their lines
        :param str digest: the SHA-256 of the file
        """
        entries = []
        for archive in archives:
            record = archive.archive
            for line in archive.imported_lines:
                facts = {'file': digest, 'line': line.line}
                if line in volumes:
                    facts['volume'] = volumes[line].name
                entries.append({
                    'event': 'import', 'model': record._name, 'subject': record.name,
                    'facts': facts, **record._prepare_register_vals(),
                })
        self.env['customer.archive.register']._enter(entries)

    def _raise_serials(self, archives):
        """Let the numbers to come go on behind those that were taken over.

        :param list[Archive] archives: the new archives
        """
        last = {}
        this_year = self.company_id._get_archive_today().year
        for archive in archives:
            if archive.parts:
                # Only where numbers restart does each year have a counter of its own.
                year = int(archive.parts['year']) if (
                    self.company_id.archive_number_restarts
                ) else this_year
                last[year] = max(last.get(year, 0), int(archive.parts['seq']))
        # At the very end: others wait for the counter until this transaction is through.
        for year, serial in last.items():
            self.company_id._raise_archive_serial(serial, year)

    # === BUSINESS METHODS - REPORT === #

    def _report(self, check, state):
        """Write the report of a check or an import.

        :param RegisterCheck check: the check
        :param str state: the state that the import is in now
        """
        self.line_ids.unlink()
        done = state == 'done'
        vals_list, counter = [], Counter()
        by_number = {archive.number: archive for archive in check.archives}
        for line in check.lines:
            archive = by_number.get(line.number)
            status = (
                'error' if line.errors else 'exists' if line.is_there
                else 'imported' if done else 'new'
            )
            counter[status] += 1
            vals_list += [
                {
                    'import_id': self.id, 'line': line.line, 'number': line.number,
                    'customer': line.values.get('name') or (archive and archive.values.get('name')),
                    'status': status, 'message': message,
                    'archive_id': archive.archive.id if archive and archive.archive
                    and not line.errors else False,
                }
                for message in line.errors or [self._describe(archive, line)]
            ]
        for batch in split_every(_BATCH, vals_list, list):
            self.env['customer.archive.import.line'].create(batch)
        self.write({'state': state, **self._prepare_counts(check, counter)})

    def _describe(self, archive, line):
        """Return what the report says of a line without a fault.

        :param Archive archive: its archive
        :param Line line: the line
        :rtype: str
        """
        if line.is_there:
            return self.env._("The archive and all that the line says of it are left as they are.")
        if not archive.is_new or line is not archive.imported_lines[0]:
            return self.env._("A new volume.")
        if not archive.is_new_customer:
            return self.env._(
                "A new archive. The customer is there already; his data stay as they are.",
            )
        if line.is_volume:
            return self.env._("A new customer, a new archive and its volume.")
        return self.env._("A new customer and a new archive.")

    def _prepare_counts(self, check=None, counter=None):
        """Return the values of the counts at the top of the report."""
        counter = counter or Counter()
        archives = [a for a in check.archives if a.imported_lines] if check else []
        return {
            'line_count': sum(counter.values()),
            'new_count': counter['new'] + counter['imported'],
            'exists_count': counter['exists'],
            'error_count': counter['error'],
            'archive_count': sum(archive.is_new for archive in archives),
            'customer_count': sum(archive.is_new_customer for archive in archives),
            'volume_count': sum(
                line.is_volume for archive in archives for line in archive.imported_lines
            ),
        }

    def _render_report(self):
        """Return the report as CSV.

        :rtype: str
        """
        self.ensure_one()
        names = ('line', 'number', 'customer', 'status', 'message')
        model = self.env['customer.archive.import.line']
        statuses = dict(model._fields['status']._description_selection(self.env))
        output = io.StringIO()
        writer = csv.writer(output)
        writer.writerow([model._fields[name]._description_string(self.env) for name in names])
        for line in self.line_ids.sorted(lambda record: (record.line, record.id)):
            writer.writerow([register_values.neutralise(cell) for cell in (
                str(line.line), line.number or '', line.customer or '', statuses[line.status],
                line.message or '',
            )])
        return output.getvalue()
