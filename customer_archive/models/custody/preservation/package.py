# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...mechanism.inner_pass import has_pass, with_pass
from ...mechanism.roles import GENERAL_MANAGER, OFFICE_MANAGER
from ...mechanism.transition import Transition
from .bag import Bag, Entry, hash_pieces
from .package_line import open_source
from .packing import FORMAT, VERSION, to_json

_lt = LazyTranslate(__name__)

MANAGERS = f'{OFFICE_MANAGER},{GENERAL_MANAGER}'
ACTIVITY = 'customer_archive.mail_activity_type_package'
CRON = 'customer_archive.ir_cron_pack'
TRANSITIONS = {
    'start': Transition(
        _lt("make a package"), _lt("Packing begun"), ('draft',), 'packing', MANAGERS,
    ),
    # No group: the packing itself takes these steps.
    'finish': Transition(_lt("finish a package"), _lt("Packed"), ('packing',), 'ready'),
    'stop': Transition(_lt("stop packing"), _lt("Packing stopped"), ('packing',), 'stopped'),
    'retry': Transition(
        _lt("try again"), _lt("Tried again"), ('stopped',), 'packing', MANAGERS,
    ),
    'settle': Transition(
        _lt("finish a package without what failed"), _lt("Packed without what failed"),
        ('stopped',), 'ready', MANAGERS, True,
    ),
    'withdraw': Transition(
        _lt("withdraw a package"), _lt("Withdrawn"), ('draft', 'packing', 'stopped', 'ready'),
        'withdrawn', MANAGERS, True,
    ),
    # No group: time takes this step, or what was packed is destroyed or erased.
    'end': Transition(
        _lt("end a package"), _lt("Ended"), ('packing', 'stopped', 'ready'), 'withdrawn',
    ),
}
# Default of the system parameter `customer_archive.package_days`: how long it can be fetched.
_DAYS = 30
_BATCH = 100


class CustomerArchivePackage(models.Model):
    """Archives put together to be kept or handed on outside of the ERP: a bag as RFC 8493 has it,
    which the public `bagit` tool verifies (X-02, ND-20).

    A package is a list of what it holds, with checksums. The scans stay where they are and are read
    when it is fetched: there is no second copy that would have to be destroyed with the first.
    """

    _name = 'customer.archive.package'
    _inherit = [
        'customer.archive.kept', 'customer.archive.numbered', 'customer.archive.sweep',
        'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Package"
    _order = 'id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = frozenset({
        'state', 'requested_by_id', 'started_at', 'packed_at', 'expires_on', 'digest', 'about',
        'left_out_count',
    })

    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    reason = fields.Char(
        string="What For", required=True,
        help="Such as the yearly backup, or handing archives on. The register tells it.",
    )
    scope = fields.Selection(
        [('selection', "Chosen Archives"), ('year', "A Year"), ('all', "All Archives")],
        string="What Goes In", required=True, default='selection',
    )
    archive_ids = fields.Many2many(
        'customer.archive', string="Chosen Archives", check_company=True,
        domain="[('company_id', '=', company_id), ('state', '!=', 'void')]",
    )
    year = fields.Integer(
        default=lambda self: self.env.company._get_archive_today().year - 1,
        help="Archives that were opened in it, or of which a volume was filed in it.",
    )
    state = fields.Selection(
        [('draft', "Draft"), ('packing', "Packing"), ('stopped', "Stopped"), ('ready', "Ready"),
         ('withdrawn', "Withdrawn")],
        string="Status", default='draft', required=True, readonly=True, copy=False, index=True,
    )

    # How far it is.
    requested_by_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')
    started_at = fields.Datetime(string="Begun On", readonly=True)
    packed_at = fields.Datetime(string="Packed On", readonly=True)
    expires_on = fields.Date(
        string="Can Be Fetched Until", readonly=True,
        help="Then it is withdrawn, and can be made anew.",
    )
    line_ids = fields.One2many('customer.archive.package.line', 'package_id', readonly=True)
    archive_count = fields.Integer(string="Archives", compute='_compute_counts')
    packed_count = fields.Integer(string="Packed", compute='_compute_counts')
    failed_count = fields.Integer(string="Failed", compute='_compute_counts')
    progress = fields.Integer(string="Progress (%)", compute='_compute_counts')
    size = fields.Float(string="Size (MB)", compute='_compute_counts', digits=(16, 1))
    left_out_count = fields.Integer(
        string="Not Open to You", readonly=True,
        help="Archives of the year or company that whoever asked for the package may not read.",
    )
    about = fields.Text(readonly=True)
    digest = fields.Char(
        string="SHA-256 of the Manifest", readonly=True,
        help="It stands for every file in the package. Whoever receives it compares it with"
             " manifest-sha256.txt.",
    )

    _number_unique = models.UniqueIndex('(name)', "There is a package with this number already.")
    _digested = models.Constraint(
        "CHECK (state != 'ready' OR digest IS NOT NULL)", "A package has a manifest.",
    )

    # === COMPUTE METHODS === #

    @api.depends('line_ids.state', 'line_ids.size')
    def _compute_counts(self):
        counts = {}
        for package, state, count, size in self.env['customer.archive.package.line']._read_group(
            [('package_id', 'in', self.ids)], ['package_id', 'state'], ['__count', 'size:sum'],
        ):
            counts.setdefault(package.id, {})[state] = count, size
        for package in self:
            own = counts.get(package._origin.id, {})
            total = sum(count for count, _size in own.values())
            package.archive_count = total
            package.packed_count = own.get('packed', (0, 0))[0]
            package.failed_count = own.get('failed', (0, 0))[0]
            package.progress = total and 100 * (total - own.get('waiting', (0, 0))[0]) // total
            package.size = sum(size or 0 for _count, size in own.values()) / 2 ** 20

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter the packages into the register."""
        super()._after_create()
        self._enter_register('open', lambda package: package._prepare_scope_facts())

    def write(self, vals):
        """Override to keep what was asked for once it is being packed."""
        asked = vals.keys() & {'company_id', 'reason', 'scope', 'archive_ids', 'year'}
        if asked and not has_pass(self):
            for package in self.filtered(lambda package: package.state != 'draft'):
                raise UserError(self.env._(
                    "%(package)s is under way: make another one.", package=package.name,
                ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_start(self):
        """Begin to pack; the work goes on in the background."""
        self._transition('start')

    def action_retry(self):
        """Pack again what failed."""
        self._transition('retry')

    def action_settle(self):
        """Ask why, then finish without what failed."""
        return self._ask_reason('settle')

    def action_withdraw(self):
        """Ask why, then withdraw the packages."""
        return self._ask_reason('withdraw')

    def action_download(self):
        """Fetch the package.

        :rtype: dict
        :raise AccessError: when one of its archives is not open to the user
        :raise UserError: when it is not ready, or a file is no longer there
        """
        self.ensure_one()
        self._make_bag().close()  # Says what stands against it before a download begins.
        return {
            'type': 'ir.actions.act_url', 'target': 'download',
            'url': f'/customer_archive/package/{self.id}',
        }

    def action_view_lines(self):
        """Show what is in the package, archive by archive."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive.customer_archive_package_line_action',
        )
        return {**action, 'domain': [('package_id', '=', self.id)]}

    # === CRON METHODS === #

    @api.model
    def _cron_pack(self):
        """Pack what waits, finish what is packed, and end what nobody fetches any more.

        What was packed stays packed: after a kill, the next run goes on with what is left.
        """
        lines = self.env['customer.archive.package.line']
        result = lines._sweep("Packages", lines._get_waiting_ids(), lambda due: due._pack(), 50)
        self._sweep("Finished packages", self._get_packed_ids(), lambda due: due._conclude(), 1)
        today = fields.Date.context_today(self)
        self._sweep("Packages to withdraw", self.search([
            ('state', 'in', ('ready', 'stopped')), ('expires_on', '<', today),
        ]).ids, lambda due: due._transition(
            'end', reason=self.env._("It was kept for as long as packages are."),
        ))
        return result

    @api.model
    def _get_packed_ids(self):
        """Return the packages of which no archive waits any more.

        :rtype: list[int]
        """
        return self.search([
            ('state', '=', 'packing'), ('line_ids', 'not any', [('state', '=', 'waiting')]),
        ], order='id').ids

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of a package."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what happens to a package outside its table."""
        return {
            **super()._get_event_labels(), 'open': self.env._("Asked for"),
            'fetch': self.env._("Fetched"),
        }

    def _prepare_register_vals(self):
        """Override to say whose package it is."""
        return {**super()._prepare_register_vals(), 'company': self.company_id.id}

    def _prepare_scope_facts(self):
        """Return what the register tells of what was asked for."""
        self.ensure_one()
        facts = {'scope': self.scope, 'reason': self.reason}
        return {**facts, 'year': self.year} if self.scope == 'year' else facts

    def _check_transition(self, verb):
        """Override to pack what whoever asks for it may read."""
        super()._check_transition(verb)
        if verb == 'start':
            for package in self:
                package._list_archives()
        elif verb == 'settle':
            for package in self.filtered(lambda package: not package.packed_count):
                raise UserError(self.env._(
                    "Nothing in %(package)s was packed.", package=package.name,
                ))

    def _prepare_transition_vals(self, verb):
        """Override to note who began, when it was done, and what it holds."""
        vals = super()._prepare_transition_vals(verb)
        if verb == 'start':
            vals |= {'requested_by_id': self.env.uid, 'started_at': fields.Datetime.now()}
        elif verb in ('finish', 'settle'):
            vals |= self._prepare_finished_vals()
        elif verb == 'stop':
            vals |= {'expires_on': self._get_last_day()}
        elif verb in ('withdraw', 'end'):
            vals |= {'about': False}
        return vals

    def _prepare_transition_facts(self, verb):
        """Override to tell how much a package holds, and what stands for all of it."""
        facts = super()._prepare_transition_facts(verb)
        if verb in ('finish', 'settle', 'stop'):
            facts |= {'archives': self.packed_count, 'failed_count': self.failed_count}
        if verb in ('finish', 'settle'):
            facts |= {'digest': self.digest}
        return facts

    def _after_transition(self, verb):
        """Override to let the work begin, to tell of its end, and to let go of what it held."""
        super()._after_transition(verb)
        if verb == 'retry':
            lines = self.line_ids.filtered(lambda line: line.state == 'failed')
            with_pass(lines).write({'state': 'waiting', 'fault': False})
        if verb in ('start', 'retry'):
            self.env.ref(CRON)._trigger()
        elif verb in ('finish', 'settle', 'stop'):
            self._tell_requester()
        elif verb in ('withdraw', 'end'):
            self.line_ids._drop_parts()
            self.activity_unlink([ACTIVITY])

    # === BUSINESS METHODS - PACKING === #

    def _list_archives(self):
        """Write down which archives go in: those that whoever asks for the package may read.

        :raise AccessError: when he chose one that he may not read
        :raise UserError: when there is none
        """
        self.ensure_one()
        own = self.env['customer.archive'].sudo(False).with_company(self.company_id)
        if self.scope == 'selection':
            archives, left_out = self.archive_ids.sudo(False), 0
            own._open_by_reason([('id', 'in', archives.ids)], self.reason)
            archives.check_access('read')
        else:
            domain = self._get_scope_domain()
            own._open_by_reason(domain, self.reason)
            archives = own.with_context(active_test=False).search(domain, order='name, id')
            left_out = own.sudo().search_count(domain) - len(archives)  # How many, no more.
        if not archives:
            raise UserError(self.env._("There is no archive to pack: choose some."))
        with_pass(self).write({'left_out_count': left_out})
        self.env['customer.archive.package.line']._append_archives(self, archives)

    def _get_scope_domain(self):
        """Return the domain of the archives of a year, or of all of them.

        :rtype: list
        """
        domain = [('company_id', '=', self.company_id.id), ('state', '!=', 'void')]
        if self.scope == 'all':
            return domain
        if not 1900 <= self.year <= 9999:
            raise UserError(self.env._("Say which year: %(year)s is none.", year=self.year))
        first, last = f'{self.year}-01-01', f'{self.year}-12-31'
        return [
            *domain, '|', '&', ('opened_on', '>=', first), ('opened_on', '<=', last),
            ('volume_ids', 'any', [('filed_on', '>=', first), ('filed_on', '<=', last)]),
        ]

    def _conclude(self):
        """Finish packages of which everything is packed; stop where something failed."""
        for package in self.filtered(lambda package: package.progress == 100):
            package._transition('stop' if package.failed_count else 'finish')

    def _prepare_finished_vals(self):
        """Return what a finished package says of itself, and what stands for all that it holds."""
        self.ensure_one()
        now = fields.Datetime.now()
        modules = self.env['ir.module.module'].sudo().search([  # What it was made with.
            ('name', '=like', 'customer_archive%'), ('state', '=', 'installed'),
        ])
        about = to_json({
            'format': FORMAT, 'version': VERSION, 'package': self.name,
            'company': self.company_id.name, 'scope': self.scope,
            'year': self.year if self.scope == 'year' else None, 'reason': self.reason,
            'requested_by': self.requested_by_id.login,
            'packed_at': fields.Datetime.to_string(now),
            'modules': {module.name: module.installed_version for module in modules},
            'archives': self.line_ids.filtered(
                lambda line: line.state == 'packed',
            ).mapped('archive_id.name'),
            'failed': self.line_ids.filtered(
                lambda line: line.state == 'failed',
            ).mapped('archive_id.name'),
        })
        vals = {'packed_at': now, 'about': about, 'expires_on': self._get_last_day()}
        with_pass(self).write(vals)  # What stands for the package is drawn from it.
        bag = self._lay_out()
        bag.close()
        return {**vals, 'digest': bag.digest}

    def _get_last_day(self):
        """Return until when a package can be fetched.

        :rtype: date
        """
        parameters = self.env['ir.config_parameter'].sudo()  # Known to the server only.
        days = int(parameters.get_param('customer_archive.package_days', _DAYS))
        return fields.Date.add(self.company_id._get_archive_today(), days=days)

    def _tell_requester(self):
        """Put on the list of whoever asked for it that a package is ready, or stopped."""
        for package in self:
            package.activity_unlink([ACTIVITY])
            package.activity_schedule(
                ACTIVITY, user_id=package.requested_by_id.id,
                summary=self.env._("Fetch %(package)s", package=package.name)
                if package.state == 'ready' else
                self.env._("See why %(package)s stopped", package=package.name),
            )

    # === BUSINESS METHODS - BAG === #

    def _make_bag(self):
        """Return the bag of a package that the user may fetch.

        :rtype: Bag
        :raise AccessError: when he is no manager, or one of the archives is not open to him
        :raise UserError: when it is not ready, or a file is no longer there
        """
        self.ensure_one()
        self.check_access('read')
        if not self.env.su and not self.env.user.has_groups(MANAGERS):
            raise AccessError(self.env._("Packages are fetched by managers."))
        if self.state != 'ready':
            raise UserError(self.env._("%(package)s cannot be fetched now.", package=self.name))
        archives = self.line_ids.sudo().archive_id.sudo(self.env.su)
        archives._open_by_reason([('id', 'in', archives.ids)], self.reason)
        archives.check_access('read')
        bag = self.sudo()._lay_out(checked=True)  # Its archives are open to him.
        if bag.digest != self.digest:
            bag.close()
            raise UserError(self.env._(
                "%(package)s is no longer what it was when it was packed: make it anew.",
                package=self.name,
            ))
        return bag

    def _fetch(self):
        """Return the bag, and leave a trace of who took it out of the house.

        :rtype: Bag
        """
        bag = self._make_bag()
        archives_sudo = self.line_ids.sudo().archive_id  # Named only.
        self.env['customer.archive.access.log']._note('download', archives_sudo, ['package'])
        self.sudo()._enter_register('fetch', {  # Whoever fetches it writes nothing else.
            'archives': len(archives_sudo), 'digest': self.digest,
        })
        return bag

    def _lay_out(self, checked=False):
        """Return the bag of the package as it was packed.

        :param bool checked: whether each file is looked for on the disk
        :rtype: Bag
        :raise UserError: when one is not there as it was
        """
        self.ensure_one()
        return Bag(self.name, self.packed_at, {
            'Source-Organization': self.company_id.name,
            'External-Identifier': self.name,
            'External-Description': self.reason,
            'Bag-Software-Agent': 'Odoo customer_archive',
        }, self._get_entries(checked), self._open_source)

    def _get_entries(self, checked):
        """Return the files of the package, a batch of archives at a time.

        :rtype: Iterator[Entry]
        """
        about = self.about.encode()
        size, digests = hash_pieces([about])
        encoded = base64.b64encode(about).decode()
        yield Entry('data/package.json', size, digests, {'bytes': encoded})
        lines = self.env['customer.archive.package.line']
        line_ids = lines.search([
            ('package_id', '=', self.id), ('state', '=', 'packed'),
        ], order='id').ids
        for at in range(0, len(line_ids), _BATCH):
            batch = lines.browse(line_ids[at:at + _BATCH])
            yield from batch._get_entries(checked)
            batch.invalidate_recordset(['entries'], flush=False)

    def _open_source(self, source):
        """Return a file of the package, opened to be read.

        :param dict source: where its bytes are
        :rtype: IO
        """
        return open_source(self.env.registry, source)

    # === BUSINESS METHODS - WHAT ENDS === #

    @api.model
    def _end_for(self, archives, reason):
        """End the packages that hold archives of which something is destroyed or erased.

        For whoever destroys or erases, in the same transaction: nothing is left to be fetched.

        :param recordset archives: the archives
        :param str reason: why, for the register
        """
        packages_sudo = self.sudo().search([  # Whoever may erase, erases here as well.
            ('state', 'in', ('packing', 'stopped', 'ready')),
            ('line_ids.archive_id', 'in', archives.ids),
        ])
        if packages_sudo:
            packages_sudo._transition('end', reason=reason)
