# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import binascii
import hashlib
import mimetypes

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import human_size
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import has_pass, with_pass
from ..mechanism.roles import ARCHIVIST
from ..mechanism.transition import Transition
from .member import FOLLOWING_FIELDS
from .volume import OPEN_STATES

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    'verify': Transition(
        _lt("verify a document"), _lt("Verified"), ('unverified',), 'verified', ARCHIVIST,
    ),
    'reject': Transition(
        _lt("withdraw the verification of a document"), _lt("Verification withdrawn"),
        ('verified',), 'unverified', ARCHIVIST, True,
    ),
    'supersede': Transition(
        _lt("mark a document as superseded"), _lt("Superseded"), ('unverified', 'verified'),
        'superseded', ARCHIVIST,
    ),
}


class CustomerArchiveDocument(models.Model):
    """A document in an archive or in one of its volumes (文件): on paper, as a scan, or both.

    The scan is kept byte for byte as it was uploaded, under the SHA-256 of the upload (CA-60).
    """

    _name = 'customer.archive.document'
    _inherit = ['customer.archive.member']
    _description = "Archive Document"
    _order = 'archive_id, name, id'
    _rec_names_search = ['name', 'title']
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'name', 'serial', 'scan_sha256', 'scan_size', 'scan_mimetype', 'scan_checked_on',
        'verified_on', 'verified_by_id',
    })
    _own_project_paths = ('volume_id.manager_id', 'volume_id.member_ids')
    _index_fields = frozenset({
        'serial', 'type_id', 'volume_id', 'superseded_by_id', 'verified_on', 'verified_by_id',
        'pages', 'is_copy', 'carrier', 'on_paper', 'holding_ids', 'scan_sha256', 'scan_size',
        'scan_mimetype',
    })

    name = fields.Char(
        string="Document Number", readonly=True, copy=False, index='trigram',
    )
    serial = fields.Integer(readonly=True, copy=False)
    title = fields.Char(required=True)
    type_id = fields.Many2one(
        'customer.archive.document.type', required=True, index=True,
        ondelete='restrict',
    )
    volume_id = fields.Many2one(
        'customer.archive.volume', index='btree_not_null', ondelete='restrict',
        domain="[('archive_id', '=', archive_id)]",
    )
    archive_id = fields.Many2one(
        compute='_compute_archive_id', store=True, readonly=False, precompute=True,
    )
    state = fields.Selection(
        [('unverified', "Unverified"), ('verified', "Verified"), ('superseded', "Superseded")],
        string="Status", default='unverified', required=True, readonly=True, copy=False,
    )
    superseded_by_id = fields.Many2one(
        'customer.archive.document', index='btree_not_null', copy=False,
        ondelete='restrict', domain="[('archive_id', '=', archive_id), ('id', '!=', id)]",
    )
    verified_on = fields.Date(readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        'res.users', readonly=True, copy=False, ondelete='restrict',
    )

    # Description.
    date = fields.Date(string="Document Date")
    source = fields.Char(help="Where the document came from: the customer, the site, an authority.")
    pages = fields.Integer()
    is_copy = fields.Boolean(
        string="Is a Copy", help="What was filed is a copy: the original stayed with the customer.",
    )
    signed_on = fields.Date()
    valid_until = fields.Date(
        help="When the document itself expires. Retention does not follow it.",
    )

    # On paper and on disk.
    carrier = fields.Selection(
        [('paper', "Paper"), ('digital', "Digital"), ('both', "Paper and Digital")],
        compute='_compute_carrier', store=True,
    )
    on_paper = fields.Boolean(
        default=True, help="There is a sheet or folder of it, which gets a barcode of its own.",
    )
    holding_ids = fields.One2many('customer.archive.holding', 'document_id', string="Holdings")
    scan = fields.Binary(attachment=True, copy=False)
    scan_name = fields.Char(string="File Name", copy=False)
    scan_sha256 = fields.Char(string="SHA-256", readonly=True, copy=False, size=64)
    scan_size = fields.Integer(string="Size (Bytes)", readonly=True, copy=False)
    scan_mimetype = fields.Char(string="Media Type", readonly=True, copy=False)
    scan_checked_on = fields.Date(
        string="Last Check", readonly=True, copy=False,
        help="When the stored file was last read and compared with its SHA-256.",
    )

    # Not `required`: it is given on saving, and a form must not ask for it before.
    _number_given = models.Constraint('CHECK (name IS NOT NULL)', "A number is missing.")
    _number_unique = models.UniqueIndex(
        '(company_id, name)', "There is a document with this number already.",
    )
    _serial_unique = models.UniqueIndex(
        '(archive_id, serial)', "There is a document with this number already.",
    )
    _pages_positive = models.Constraint(
        'CHECK (pages >= 0)', "A document cannot have less than no pages.",
    )
    _title_trigram_idx = models.Index('USING gin (title gin_trgm_ops)')
    _title_bigram_idx = models.Index('USING gin (customer_archive_bigrams(title))')

    # === COMPUTE METHODS === #

    @api.depends('volume_id')
    def _compute_archive_id(self):
        for document in self:
            if document.volume_id:
                document.archive_id = document.volume_id.archive_id

    @api.depends('on_paper', 'scan_sha256')
    def _compute_carrier(self):
        for document in self:
            digital = bool(document.scan_sha256)
            document.carrier = (
                'both' if digital and document.on_paper
                else 'digital' if digital
                else 'paper' if document.on_paper
                else False
            )

    # === CONSTRAINT METHODS === #

    @api.constrains('archive_id', 'volume_id')
    def _check_volume_id(self):
        for document in self:
            if document.volume_id and document.volume_id.archive_id != document.archive_id:
                raise ValidationError(self.env._(
                    "%(volume)s is a volume of another archive.", volume=document.volume_id.name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to store scans without processing their images."""
        as_they_are = self.with_context(image_no_postprocess=True)
        return super(CustomerArchiveDocument, as_they_are).create(vals_list).with_env(self.env)

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to number the documents and to note what their scans are."""
        vals_list = self._fill_defaults(
            super()._prepare_create_vals_list(vals_list), ['archive_id', 'volume_id', 'type_id'],
        )
        for vals in vals_list:
            if not vals.get('archive_id') and vals.get('volume_id'):
                volume_sudo = self.volume_id.sudo().browse(vals['volume_id'])  # Checked below.
                vals['archive_id'] = volume_sudo.archive_id.id
        self._assign_numbers(vals_list)
        for vals in vals_list:
            archive_sudo = self.archive_id.sudo().browse(vals['archive_id'])  # Its company only.
            vals.update(self._prepare_scan_vals(vals, archive_sudo.company_id))
        return vals_list

    def _after_create(self):
        """Override to check the volumes, and to give what is on paper its holding."""
        super()._after_create()
        self._ensure_volumes_open(self.volume_id)
        self._ensure_on_paper()
        self._enter_register('open')

    def write(self, vals):
        """Override to keep documents where they belong, and their scans as they are."""
        self._ensure_not_gated(vals)
        self._ensure_stays(vals)
        moved = self.filtered(
            lambda document: document.volume_id.id != vals.get('volume_id'),
        ) if 'volume_id' in vals else self.browse()
        moved._ensure_movable(vals.get('volume_id'))
        if vals.keys() & {'scan', 'scan_name'}:
            self._ensure_scan_replaceable()
            scan_vals = self._prepare_scan_vals(vals, self.company_id)
            replaced = self.filtered('scan_sha256')
            opened = with_pass(self).with_context(image_no_postprocess=True)
            res = super(CustomerArchiveDocument, opened).write({**vals, **scan_vals})
            if scan_vals:
                replaced._enter_register('replace', {'sha256': scan_vals['scan_sha256']})
        else:
            res = super().write(vals)
        if moved:
            # A rule looks at the values before: nobody moves a document out of his own reach.
            moved.check_access('write')
            moved._follow_volume()
        if vals.get('on_paper'):
            self._ensure_on_paper()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        """Let go of what was entered by mistake only, and never without a trace."""
        for document in self:
            if document.state != 'unverified':
                raise UserError(self.env._(
                    "%(document)s is verified: mark it as superseded instead of deleting it.",
                    document=document.name,
                ))
            if document.volume_id.state not in (False, 'temporary'):
                raise UserError(self.env._(
                    "%(document)s belongs to %(volume)s, which is handed in.",
                    document=document.name, volume=document.volume_id.name,
                ))
        self._ensure_not_blocked('unlink')
        self.sudo().holding_ids._remove_with_document()  # They are nothing without it.
        self._enter_register('unlink')

    # === ACTION METHODS === #

    def action_verify(self):
        """Verify the documents."""
        self._transition('verify')

    def action_reject(self):
        """Ask why, then withdraw the verification."""
        return self._ask_reason('reject')

    def action_supersede(self):
        """Mark the documents as superseded."""
        self._transition('supersede')

    # === BUSINESS METHODS - NUMBERS === #

    @api.model
    def _assign_numbers(self, vals_list):
        """Number new documents `<archive>-<type code>-<serial>` (CA-05).

        :param list[dict] vals_list: the values of new documents, changed in place
        """
        archives_sudo = self._get_given_archives(vals_list)
        serials = archives_sudo._draw_serials('next_document')
        for vals, archive_sudo in zip(vals_list, archives_sudo, strict=True):
            document_type = self.type_id.browse(vals.get('type_id')).exists()
            if not document_type:
                raise UserError(self.env._("Say what kind of document it is: choose its type."))
            vals['serial'] = next(serials[archive_sudo.id])
            vals['name'] = f"{archive_sudo.name}-{document_type.code}-{vals['serial']:03d}"

    # === BUSINESS METHODS - PLACE === #

    def _ensure_stays(self, vals):
        """Check that `vals` leave the documents in their archive, and their numbers true.

        :param dict vals: values to write
        :raise UserError: when they do not
        """
        volume_sudo = self.volume_id.sudo().browse(vals.get('volume_id'))  # Its archive only.
        for document in self:
            archive_id = vals.get('archive_id', document.archive_id.id)
            if archive_id != document.archive_id.id and not has_pass(self):
                raise UserError(self.env._("A document stays in its archive."))
            if volume_sudo and volume_sudo.archive_id != document.archive_id:
                raise UserError(self.env._(
                    "%(volume)s is a volume of another archive.", volume=volume_sudo.name,
                ))
            if vals.get('type_id', document.type_id.id) != document.type_id.id:
                raise UserError(self.env._(
                    "The type is part of the document's number: enter it again as another type.",
                ))

    def _ensure_movable(self, volume_id):
        """Check that the documents may go from their volumes into another.

        :param int|None volume_id: the volume that they go to
        :raise UserError: when one of the volumes is no longer being put together
        """
        for volume in (self.volume_id | self.volume_id.browse(volume_id or [])).sudo():
            if volume.state not in OPEN_STATES:  # Its state is no secret.
                raise UserError(self.env._(
                    "%(volume)s is filed: its documents stay in it.", volume=volume.name,
                ))
        self._ensure_not_blocked('move')

    def _follow_volume(self):
        """Let the holdings of the documents follow them into their volumes' folders."""
        for document in self.sudo():  # Whoever may move the document moves its sheets.
            folder = document.volume_id.folder_id
            with_pass(document.holding_ids).write({
                'volume_id': document.volume_id.id, 'folder_id': folder.id,
                'home_location_id': folder.home_location_id.id,
                'location_id': folder.location_id.id,
            })

    # === BUSINESS METHODS - SCANS === #

    def _prepare_scan_vals(self, vals, companies):
        """Return what is noted about a scan that is uploaded: checksum, size, media type.

        :param dict vals: values with or without a `scan` in base64
        :param recordset companies: whose limits the file must keep
        :raise UserError: when the file is empty, too large, or no base64
        :rtype: dict
        """
        if 'scan' not in vals:
            return {}
        name = vals.get('scan_name') or ""
        if not vals['scan']:
            if name:
                raise UserError(self.env._("The file “%(file)s” is empty.", file=name))
            return {
                'scan_sha256': False, 'scan_size': 0, 'scan_mimetype': False,
                'scan_checked_on': False,
            }
        try:
            scan = vals['scan'].encode() if isinstance(vals['scan'], str) else vals['scan']
            content = base64.b64decode(b''.join(scan.split()), validate=True)
        except (binascii.Error, ValueError, AttributeError) as error:
            raise UserError(self.env._(
                "The file “%(file)s” did not arrive whole: upload it again.", file=name,
            )) from error
        self._ensure_scan_size(name, len(content), companies)
        return {
            'scan_sha256': hashlib.sha256(content).hexdigest(),
            'scan_size': len(content),
            'scan_mimetype': mimetypes.guess_type(name)[0] or 'application/octet-stream',
            'scan_checked_on': False,
        }

    def _is_own_file(self, attachment):
        """Override to know the scan by its checksum."""
        self.ensure_one()
        if attachment.res_field != 'scan':
            return super()._is_own_file(attachment)
        return hashlib.sha256(attachment.raw or b'').hexdigest() == self.scan_sha256

    def _ensure_scan_size(self, name, size, companies):
        """Check that a file is neither empty nor larger than the company allows.

        :param str name: the file's name
        :param int size: its size in bytes
        :param recordset companies: whose limits it must keep
        :raise UserError: when it is
        """
        limit = min(companies.mapped('archive_max_scan_size'), default=0)
        if not size:
            raise UserError(self.env._("The file “%(file)s” is empty.", file=name))
        if size > limit * 1024 * 1024:
            raise UserError(self.env._(
                "The file “%(file)s” has %(size)s; the largest size allowed is %(limit)s MB.",
                file=name, size=human_size(size), limit=limit,
            ))

    def _ensure_scan_replaceable(self):
        """Check that the scans may be replaced: not those of verified documents.

        :raise UserError: when they may not
        """
        scanned = self.filtered('scan_sha256')
        for document in scanned:
            if document.state != 'unverified':
                raise UserError(self.env._(
                    "The scan of %(document)s is kept: it is verified. Enter a new document that"
                    " supersedes it.", document=document.name,
                ))
        scanned._ensure_not_blocked('replace')

    # === BUSINESS METHODS - PAPER === #

    def _ensure_on_paper(self):
        """Give each document on paper a holding of its original, in the folder of its volume."""
        self.env['customer.archive.holding'].sudo().create([  # Follows from entering a document.
            {
                'archive_id': document.archive_id.id,
                'document_id': document.id,
                'volume_id': document.volume_id.id,
                'kind': 'original',
                'pages': document.pages,
            }
            for document in self
            if document.on_paper and not document.sudo().holding_ids  # Whether there is one.
        ])

    def _ensure_volumes_open(self, volumes):
        """Check that volumes still take something in.

        :param recordset volumes: the volumes of new documents
        :raise UserError: naming one that does not
        """
        for volume in volumes.sudo():  # Whether it is closed is no secret.
            if volume.state in ('closed', 'void'):
                raise UserError(self.env._(
                    "%(volume)s takes nothing in any more: reopen it first.", volume=volume.name,
                ))

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a document."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a document outside its table."""
        return {
            **super()._get_event_labels(),
            'open': self.env._("Entered"), 'replace': self.env._("Scan replaced"),
            'unlink': self.env._("Removed"),
        }

    def _prepare_transition_vals(self, verb):
        """Override to note who verified a document, and when (CA-23)."""
        today = self.company_id._get_archive_today()
        return {**super()._prepare_transition_vals(verb), **{
            'verify': {'verified_on': today, 'verified_by_id': self.env.user.id},
            'reject': {'verified_on': False, 'verified_by_id': False},
        }.get(verb, {})}

    def _check_transition(self, verb):
        """Override to ask for something that can be verified."""
        super()._check_transition(verb)
        for document in self:
            if verb == 'verify' and not document.carrier:
                raise UserError(self.env._(
                    "%(document)s is neither on paper nor scanned: there is nothing to verify.",
                    document=document.name,
                ))
