# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import binascii
import hashlib
import mimetypes

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import with_pass
from ..mechanism.transition import Transition
from .customer_archive import ARCHIVIST

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

    _gated_fields = frozenset({
        'state', 'name', 'serial', 'scan_sha256', 'scan_size', 'scan_mimetype', 'verified_on',
        'verified_by_id',
    })

    name = fields.Char(
        string="Document Number", readonly=True, required=True, copy=False, index='trigram',
    )
    serial = fields.Integer(readonly=True, copy=False)
    title = fields.Char(required=True)
    type_id = fields.Many2one(
        'customer.archive.document.type', string="Type", required=True, index=True,
        ondelete='restrict',
    )
    volume_id = fields.Many2one(
        'customer.archive.volume', string="Volume", index='btree_not_null', ondelete='restrict',
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
        'customer.archive.document', string="Superseded By", index='btree_not_null', copy=False,
        ondelete='restrict', domain="[('archive_id', '=', archive_id), ('id', '!=', id)]",
    )
    verified_on = fields.Date(readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        'res.users', string="Verified By", readonly=True, copy=False, ondelete='restrict',
    )

    # Description.
    date = fields.Date(string="Document Date")
    source = fields.Char(help="Where the document came from: the customer, the site, an authority.")
    pages = fields.Integer()
    is_copy = fields.Boolean(
        string="Is a Copy", help="What was filed is a copy: the original stayed with the customer.",
    )
    signed_on = fields.Date()
    valid_until = fields.Date(help="When the document itself expires. Retention does not follow it.")

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
                raise UserError(self.env._(
                    "%(volume)s is a volume of another archive.", volume=document.volume_id.name,
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to number the documents and to keep their scans as they are."""
        vals_list = [
            {**vals, **self._prepare_scan_vals(vals)} for vals in self._begin_lives(vals_list)
        ]
        self._prepare_places(vals_list)
        self._assign_numbers(vals_list)
        documents = super(CustomerArchiveDocument, with_pass(self.with_context(
            image_no_postprocess=True,
        ))).create(vals_list).with_env(self.env)
        documents._ensure_volumes_open()
        documents._ensure_on_paper()
        documents._register('open')
        return documents

    def write(self, vals):
        """Override to keep the scan of a verified document, and every scan as it is."""
        if 'archive_id' in vals and any(d.archive_id.id != vals['archive_id'] for d in self):
            raise UserError(self.env._("A document stays in its archive."))
        if 'type_id' in vals and any(d.type_id.id != vals['type_id'] for d in self):
            raise UserError(self.env._(
                "The type is part of the document's number: enter it again as another type.",
            ))
        scan_vals = {}
        if vals.keys() & {'scan', 'scan_name'}:
            self._ensure_scan_replaceable(vals)
            scan_vals = self._prepare_scan_vals(vals)
        if not scan_vals:
            res = super().write(vals)
        else:
            replaced = self.filtered('scan_sha256')
            opened = with_pass(self.with_context(image_no_postprocess=True))
            res = super(CustomerArchiveDocument, opened).write({**vals, **scan_vals})
            replaced._register('replace', {'sha256': scan_vals['scan_sha256']})
        if 'volume_id' in vals:
            self._ensure_volumes_open()
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
        self._register('unlink')

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
    def _prepare_places(self, vals_list):
        """Fill in the archive of documents that name only their volume.

        :param list[dict] vals_list: the values of new documents, changed in place
        """
        volumes = self.env['customer.archive.volume']
        for vals in vals_list:
            if not vals.get('archive_id') and vals.get('volume_id'):
                volume_sudo = volumes.browse(vals['volume_id']).sudo()  # Checked on creation.
                vals['archive_id'] = volume_sudo.archive_id.id
            if not vals.get('archive_id'):
                raise UserError(self.env._("Say to which archive the document belongs."))

    @api.model
    def _assign_numbers(self, vals_list):
        """Number new documents `<archive>-<type code>-<serial>` (CA-05).

        :param list[dict] vals_list: the values of new documents, changed in place
        """
        archives_sudo = self.env['customer.archive'].sudo().browse(  # Their numbers only.
            [vals['archive_id'] for vals in vals_list],
        )
        serials = archives_sudo._draw_serials('next_document', archives_sudo._ids)
        types = self.env['customer.archive.document.type']
        for vals in vals_list:
            archive, document_type = archives_sudo.browse(vals['archive_id']), types.browse(
                vals['type_id'],
            )
            vals['serial'] = next(serials[archive.id])
            vals['name'] = f"{archive.name}-{document_type.code}-{vals['serial']:03d}"

    # === BUSINESS METHODS - SCANS === #

    def _prepare_scan_vals(self, vals):
        """Return what is noted about a scan that is uploaded: checksum, size, media type.

        :param dict vals: values with or without a `scan` in base64
        :raise UserError: when the file is empty, too large, or no base64
        :rtype: dict
        """
        if 'scan' not in vals:
            return {}
        name = vals.get('scan_name') or ""
        if not vals['scan']:
            if name:
                raise UserError(self.env._("The file “%(file)s” is empty.", file=name))
            return {'scan_sha256': False, 'scan_size': 0, 'scan_mimetype': False}
        try:
            content = base64.b64decode(vals['scan'], validate=False)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._(
                "The file “%(file)s” did not arrive whole: upload it again.", file=name,
            )) from error
        self._ensure_scan_size(name, len(content))
        return {
            'scan_sha256': hashlib.sha256(content).hexdigest(),
            'scan_size': len(content),
            'scan_mimetype': mimetypes.guess_type(name)[0] or 'application/octet-stream',
        }

    def _ensure_scan_size(self, name, size):
        """Check that a file is neither empty nor larger than the company allows.

        :param str name: the file's name
        :param int size: its size in bytes
        :raise UserError: when it is
        """
        limit = self.env.company.archive_max_scan_size
        if not size:
            raise UserError(self.env._("The file “%(file)s” is empty.", file=name))
        if size > limit * 1024 * 1024:
            raise UserError(self.env._(
                "The file “%(file)s” has %(size)s; the largest size allowed is %(limit)s MB.",
                file=name, size=human_size(size), limit=limit,
            ))

    def _ensure_scan_replaceable(self, vals):
        """Check that the scan may be replaced: not that of a verified document.

        :raise UserError: when it may not
        """
        for document in self.filtered('scan_sha256'):
            if document.state != 'unverified':
                raise UserError(self.env._(
                    "The scan of %(document)s is kept: it is verified. Enter a new document that"
                    " supersedes it.", document=document.name,
                ))
        self.filtered('scan_sha256')._ensure_not_blocked('replace')

    # === BUSINESS METHODS - PAPER === #

    def _ensure_on_paper(self):
        """Give each document on paper a holding of its original, in the folder of its volume."""
        self.env['customer.archive.holding'].sudo().create([  # Follows from entering a document.
            {
                'archive_id': document.archive_id.id,
                'document_id': document.id,
                'volume_id': document.volume_id.id,
                'kind': 'original',
                'folder_id': document.volume_id.sudo().folder_id.id,
                'pages': document.pages,
            }
            for document in self
            if document.on_paper and not document.sudo().holding_ids
        ])

    def _ensure_volumes_open(self):
        """Check that the volumes, and archives, of the documents still take something in.

        :raise UserError: naming one that does not
        """
        self.archive_id._ensure_open()
        for volume in self.volume_id.sudo():  # Whether it is closed is no secret.
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
