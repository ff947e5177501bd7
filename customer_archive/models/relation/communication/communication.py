# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...archive.member import FOLLOWING_FIELDS
from ...mechanism.inner_pass import has_pass, with_pass
from ...mechanism.transition import Transition
from ...mechanism.triggers import LEAVES_ARCHIVE

_lt = LazyTranslate(__name__)

TRANSITIONS = {
    # No groups: whoever may write it. Only a correction takes it.
    'correct': Transition(
        _lt("correct an entry"), _lt("Corrected"), ('valid',), 'corrected',
    ),
}
WAYS = [
    ('phone', "Phone"), ('mail', "E-mail"), ('meeting', "Meeting"), ('visit', "Visit"),
    ('chat', "Chat"),
]
# What an entry says. After the grace period it changes by a correction only.
SAID_FIELDS = frozenset({
    'at', 'way', 'direction', 'topic', 'content', 'partner_ids', 'user_ids',
})
# What an entry is, from its beginning.
PLACE_FIELDS = frozenset({'archive_id', 'corrects_id'})
# How an entry is called: its id, which is never given again. A number of its own would be drawn for
# each mail that comes in.
_PREFIX = 'CM-'
# The minutes by which somebody's clock may be ahead.
_AHEAD = 5
_SUMMARY = 200


class CustomerArchiveCommunication(models.Model):
    """One talk with a customer: when, in which way, who, and about what (CA-40 to CA-42).

    People enter what they heard. Mails, meetings and calls enter by themselves, see
    `customer.archive.source`: of these the log keeps when, how and who. Their words stay at the
    source and are shown to who may read them there, so that nobody reads by way of an archive what
    is not for him, and what is erased there is gone here.
    """

    _name = 'customer.archive.communication'
    _inherit = [
        'customer.archive.companion', 'customer.archive.kept', 'customer.archive.member',
        'customer.archive.thread', 'customer.archive.analysed',
    ]
    _description = "Archive Communication"
    _order = 'at desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    _gated_fields = FOLLOWING_FIELDS | frozenset({
        'state', 'source_model', 'source_id', 'editable_until', 'complaint_id', 'erased_on',
    })
    _companion_field = 'archive_id'
    _own_project_paths = ('archive_id.volume_ids.manager_id', 'archive_id.volume_ids.member_ids')
    _index_fields = frozenset({
        'at', 'way', 'direction', 'topic', 'is_automatic', 'editable_until', 'is_editable',
        'corrects_id', 'correction_ids', 'complaint_id', 'erased_on',
    })

    name = fields.Char(string="Number", compute='_compute_name', search='_search_name')
    state = fields.Selection(
        [('valid', "Valid"), ('corrected', "Corrected")],
        string="Status", default='valid', required=True, readonly=True, copy=False,
    )
    at = fields.Datetime(string="Date and Time", required=True, default=fields.Datetime.now)
    way = fields.Selection(WAYS, required=True, default='phone')
    direction = fields.Selection(
        [('in', "Incoming"), ('out', "Outgoing")], default='in',
        help="Who began: the customer, or we. A meeting has no direction.",
    )
    topic = fields.Selection(
        [('need', "Need"), ('problem', "Problem"), ('suggestion', "Suggestion"),
         ('other', "Other")],
        help="What the customer had in mind. What entered by itself has none until somebody says.",
    )

    # The index with the time serves as well.
    archive_id = fields.Many2one(index=False)

    # Who talked.
    partner_ids = fields.Many2many(
        'res.partner', 'customer_archive_communication_partner_rel', 'communication_id',
        'partner_id', string="Contacts",
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Who talked on the customer's side.",
    )
    user_ids = fields.Many2many(
        'res.users', 'customer_archive_communication_user_rel', 'communication_id', 'user_id',
        string="Colleagues", domain="[('share', '=', False)]",
        default=lambda self: self._default_user_ids(), help="Who talked on our side.",
    )

    # What was said.
    content = fields.Text(help="What was said, in detail and clear to who was not there.")
    summary = fields.Char(
        string="In Short", compute='_compute_summary', compute_sudo=False,
        help="How it begins. The words of a mail, meeting or call are shown to who may read it.",
    )
    source_model = fields.Char(string="Technical Source", readonly=True, copy=False)
    source_id = fields.Many2oneReference(
        model_field='source_model', readonly=True, copy=False,
    )
    is_automatic = fields.Boolean(
        string="Entered by Itself", compute='_compute_is_automatic', search='_search_is_automatic',
    )

    # Who may still change it, and what became of it.
    editable_until = fields.Datetime(
        readonly=True, copy=False,
        help="Until then who entered it may change it. Afterwards it is corrected by another one.",
    )
    is_editable = fields.Boolean(compute='_compute_is_editable')
    corrects_id = fields.Many2one(
        'customer.archive.communication', index='btree_not_null', copy=False, ondelete='restrict',
        check_company=True,
    )
    correction_ids = fields.One2many(
        'customer.archive.communication', 'corrects_id', string="Corrected By",
    )
    complaint_id = fields.Many2one(
        'customer.archive.complaint', readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict',
    )
    erased_on = fields.Date(
        readonly=True, copy=False, help="The day on which its words were taken out by law.",
    )

    _source_unique = models.UniqueIndex(
        '(archive_id, source_model, source_id) WHERE source_model IS NOT NULL',
        "This is in the log of the archive already.",
    )
    _correction_unique = models.UniqueIndex(
        '(corrects_id) WHERE corrects_id IS NOT NULL', "This entry was corrected already.",
    )
    _archive_idx = models.Index('(archive_id, at DESC)')
    _at_idx = models.Index('(at DESC, id DESC)')
    _content_given = models.Constraint(
        "CHECK ((source_model IS NOT NULL OR erased_on IS NOT NULL"
        " OR content ~ '[^[:space:]]') IS TRUE)",
        "Say what was said: an entry has a content.",
    )
    _source_whole = models.Constraint(
        'CHECK ((source_model IS NULL) = (COALESCE(source_id, 0) = 0))',
        "A source is a model and an id.",
    )
    _direction_given = models.Constraint(
        "CHECK (way IN ('meeting', 'visit') OR direction IS NOT NULL)",
        "Say who began: the customer, or we.",
    )
    _not_ahead = models.Constraint(
        f"CHECK (at <= create_date + interval '{_AHEAD} minutes')",
        "An entry tells what has happened: it cannot be dated in the future.",
    )
    _grace_given = models.Constraint(
        'CHECK (editable_until IS NOT NULL)', "Until when an entry may be changed is missing.",
    )

    # === SETUP === #

    def init(self):
        """Let the database keep what an entry says, once the grace period is over."""
        super().init()
        for name, condition in self._get_kept_conditions().items():
            self.env.cr.execute(SQL(
                "CREATE OR REPLACE TRIGGER %(name)s BEFORE UPDATE ON %(table)s FOR EACH ROW"
                " WHEN (%(condition)s) EXECUTE FUNCTION customer_archive_refuse_change()",
                name=SQL.identifier(f'{self._table}_{name}'), table=SQL.identifier(self._table),
                condition=condition,
            ))

    @api.model
    def _get_kept_conditions(self):
        """Return which updates the database refuses, about the rows OLD and NEW.

        :return: conditions by the ends of the triggers' names
        :rtype: dict[str, SQL]
        """
        return {
            # Where it stands, where it comes from, and what was done with it.
            'no_move': SQL(
                "(OLD.source_model, OLD.source_id, OLD.corrects_id,"
                " OLD.editable_until, OLD.create_date, OLD.create_uid) IS DISTINCT FROM"
                " (NEW.source_model, NEW.source_id, NEW.corrects_id,"
                " NEW.editable_until, NEW.create_date, NEW.create_uid)"
                " OR OLD.state = 'corrected' AND NEW.state != 'corrected'"
                " OR OLD.complaint_id IS DISTINCT FROM NEW.complaint_id"
                " AND OLD.complaint_id IS NOT NULL OR %s", LEAVES_ARCHIVE,
            ),
            # What it says; its words may be erased, and a topic found for what has none.
            'no_late_change': SQL(
                "timezone('UTC', clock_timestamp()) >= OLD.editable_until AND ("
                " (OLD.at, OLD.way, OLD.direction) IS DISTINCT FROM"
                " (NEW.at, NEW.way, NEW.direction)"
                " OR OLD.topic IS DISTINCT FROM NEW.topic AND OLD.topic IS NOT NULL"
                " OR OLD.content IS DISTINCT FROM NEW.content AND NEW.erased_on IS NULL)",
            ),
        }

    # === DEFAULT METHODS === #

    def _default_user_ids(self):
        """Name who enters it: usually it was he who talked."""
        return [] if self.env.su else [Command.link(self.env.uid)]

    # === COMPUTE METHODS === #

    def _compute_name(self):
        for entry in self:
            entry.name = f'{_PREFIX}{entry._origin.id:07d}' if entry._origin.id else False

    @api.model
    def _search_name(self, operator, value):
        if operator not in ('in', '=ilike', 'ilike', 'like', '=like'):
            return NotImplemented
        words = value if operator == 'in' else [value]
        numbers = [re.fullmatch(rf'(?:{_PREFIX})?0*(\d{{1,9}})', str(word).strip(), re.IGNORECASE)
                   for word in words]
        return Domain('id', 'in', [int(number[1]) for number in numbers if number])

    @api.depends('content', 'source_model', 'source_id')
    @api.depends_context('uid', 'allowed_company_ids', 'lang')
    def _compute_summary(self):
        for model, entries in self.grouped('source_model').items():
            shown = self.env[model].browse(
                entries.mapped('source_id'),
            )._show_talks() if model in self.env else {}
            for entry in entries:
                text = shown.get(entry.source_id) if model else entry.content
                if entry.erased_on and not text:
                    text = self.env._("Erased by law")
                elif model and entry.source_id not in shown:
                    text = self.env._("For readers of the source only, or gone with it")
                text = ' '.join((text or '').split())
                entry.summary = text[:_SUMMARY] + ('…' if len(text) > _SUMMARY else '')

    def _complete_packed(self, rows):
        """Override to bring along what was said, as far as whoever packs it may read it."""
        super()._complete_packed(rows)
        by_id = dict(zip(self.ids, rows, strict=True))
        for model, entries in self.filtered('source_model').grouped('source_model').items():
            sources = self.env[model].sudo(False).browse(entries.mapped('source_id')) if (
                model in self.env
            ) else None
            shown = sources._show_talks() if sources else {}
            for entry in entries:
                words = (shown.get(entry.source_id) or '').strip()
                by_id[entry.id].update({
                    'source_model': None, 'content': None if entry.erased_on and not words else (
                        words or self.env._("For readers of the source only, or gone with it")
                    ),
                })

    @api.depends('source_model')
    def _compute_is_automatic(self):
        for entry in self:
            entry.is_automatic = bool(entry.source_model)

    @api.model
    def _search_is_automatic(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('source_model', '!=', False)

    @api.depends('editable_until', 'state', 'create_uid', 'source_model')
    @api.depends_context('uid')
    def _compute_is_editable(self):
        for entry in self:
            entry.is_editable = not entry.id or not entry._get_reason_to_stay()

    # === CONSTRAINT METHODS === #

    @api.constrains('at')
    def _check_at(self):
        for entry in self:
            entry._ensure_happened(entry.at)

    @api.constrains('corrects_id', 'archive_id')
    def _check_correction(self):
        for entry in self:
            if entry.corrects_id and entry.corrects_id.archive_id != entry.archive_id:
                raise ValidationError(self.env._(
                    "%(entry)s is in the log of another archive than %(archive)s.",
                    entry=entry.corrects_id.name, archive=entry.archive_id.name,
                ))

    # === CRUD METHODS === #

    @api.model
    def _prepare_create_vals_list(self, vals_list):
        """Override to take them into archives that are kept, and to say until when they change."""
        archives = self._get_given_archives(vals_list)
        for vals in vals_list:
            self._ensure_whole(vals)
        # Whoever destroys or closes an archive takes its row as well.
        self.archive_id.concat(*archives)._touch()
        vals_list = super()._prepare_create_vals_list(vals_list)
        now = fields.Datetime.now()
        return [
            {**vals, 'editable_until': fields.Datetime.add(
                now, hours=archive.company_id.archive_log_hours,
            )}
            for vals, archive in zip(vals_list, archives, strict=True)
        ]

    def _after_create(self):
        """Override to show what is corrected as such."""
        super()._after_create()
        for entry in self.filtered('corrects_id'):
            entry.corrects_id._transition('correct')

    def write(self, vals):
        """Override to keep what was said, after the grace period."""
        self._ensure_not_gated(vals)
        self._ensure_writable(vals)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_correct(self):
        """Open an entry that corrects this one, with what this one says."""
        self.ensure_one()
        self._check_may_take('correct')
        self._ensure_source('correct')
        action = self.archive_id._action_log_communication()
        return {**action, 'name': self.env._("Correct"), 'context': {
            **action['context'], 'default_corrects_id': self.id, 'default_at': self.at,
            'default_way': self.way, 'default_direction': self.direction,
            'default_topic': self.topic, 'default_content': self.content,
            'default_partner_ids': self.partner_ids.ids, 'default_user_ids': self.user_ids.ids,
        }}

    def action_make_complaint(self):
        """Make a complaint out of the problem, or show the one that was made (CA-42)."""
        self.ensure_one()
        self.check_access('read')
        if not self.complaint_id:
            self._make_complaint()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Complaint"),
            'res_model': 'customer.archive.complaint', 'view_mode': 'form',
            'res_id': self.complaint_id.id,
        }

    def action_open_source(self):
        """Show the mail, meeting or call that it comes from, to who may read it."""
        self.ensure_one()
        self.check_access('read')
        source = self.env[self.source_model].browse(self.source_id).exists() if (
            self.source_model in self.env
        ) else None
        if not source:
            raise UserError(self.env._("What this entry comes from is gone."))
        source.check_access('read')
        home = source._get_talk_home()
        return {
            'type': 'ir.actions.act_window', 'res_model': home._name, 'res_id': home.id,
            'view_mode': 'form',
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_transitions(self):
        """Override to state the life of an entry."""
        return {**super()._get_transitions(), **TRANSITIONS}

    @api.model
    def _get_own_project_domain(self):
        """Override: the log belongs to the archive as a whole, as the archive's own record does."""
        _volume_ids, archive_ids = self.env.user._get_archive_projects()
        return Domain('archive_id', 'in', archive_ids)

    def _make_complaint(self):
        """Make a complaint, which keeps the link."""
        self.sudo()._touch()  # Two at once would make two of it; to read it was allowed.
        lines = (self.content or '').strip().splitlines()
        complaint = self.env['customer.archive.complaint'].create({
            'archive_id': self.archive_id.id,
            # The words of a mail are for its readers, not for all who read the archive.
            'title': lines[0][:80] if lines else self.env._(
                "Problem told to us: %(entry)s", entry=self.name,
            ),
            'description': self.content,
            'received_on': self.at.astimezone(self.company_id._get_archive_tz()).date(),
        })
        # Whoever may enter the complaint may say what it came from.
        with_pass(self.sudo()).write({
            'complaint_id': complaint.id, **({} if self.topic else {'topic': 'problem'}),
        })

    def _erase_words(self):
        """Override to note when."""
        self._replace_words(lambda text: False)

    def _replace_words(self, leave):
        """Take words out, where the law asks for it; everything else stays.

        :param Callable leave: what is left of a text
        """
        for entry in self.sudo().filtered('content'):  # Whoever entered them.
            with_pass(entry).write({
                'content': leave(entry.content),
                'erased_on': entry.company_id._get_archive_today(),
            })

    # === HELPERS === #

    @api.model
    def _get_place_fields(self):
        """Override: its number is no column."""
        return [name for name in super()._get_place_fields() if name != self._register_key]

    @api.model
    def _ensure_whole(self, vals):
        """Check what the database would refuse with less to say.

        :param dict vals: the values of a new entry
        :raise UserError: naming what is missing, or why the entry that it corrects stays
        """
        corrected = self.browse(vals.get('corrects_id') or [])
        if corrected:
            corrected._check_may_take('correct')
            corrected._ensure_source('correct')
        if not (vals.get('content') or '').strip():
            raise UserError(self.env._("Say what was said: an entry has a content."))
        self._ensure_happened(fields.Datetime.to_datetime(vals.get('at')))

    @api.model
    def _ensure_happened(self, at):
        """Check that a moment is over.

        :param datetime at: the moment
        :raise ValidationError: when it is still to come
        """
        if at and at > fields.Datetime.add(fields.Datetime.now(), minutes=_AHEAD):
            raise ValidationError(self.env._(
                "An entry tells what has happened: it cannot be dated in the future.",
            ))

    def _get_reason_to_stay(self):
        """Return why the user cannot change what the entry says, a sentence, or `None` if he can.

        :rtype: str|None
        """
        self.ensure_one()
        if self.state == 'corrected':
            return self.env._("%(entry)s was corrected and stays as it is.", entry=self.name)
        if self.source_model:
            return self.env._(
                "%(entry)s entered by itself and stays as it is: correct it by another entry.",
                entry=self.name,
            )
        if self.editable_until <= fields.Datetime.now():
            return self.env._(
                "The time in which %(entry)s could be changed is over: correct it by another"
                " entry.", entry=self.name,
            )
        if not self.env.su and self.create_uid != self.env.user:
            return self.env._(
                "%(entry)s is changed by who entered it: correct it by another entry.",
                entry=self.name,
            )
        return None

    def _ensure_writable(self, vals):
        """Refuse to change what an entry says, unless its author does so in time.

        :param dict vals: the values to write
        :raise UserError: naming what stays as it is
        """
        changing = vals.keys() & (SAID_FIELDS | PLACE_FIELDS)
        if not changing or has_pass(self):
            return
        for entry in self:
            for name in changing & PLACE_FIELDS:
                if vals[name] != entry[name].id and (vals[name] or entry[name]):
                    raise UserError(self.env._(
                        "%(entry)s belongs to %(archive)s: enter a new one, and say in a correction"
                        " of this one that it was wrong.",
                        entry=entry.name, archive=entry.archive_id.name,
                    ))
            said = changing & SAID_FIELDS
            if said == {'topic'} and not entry.topic and entry.state == 'valid':
                continue  # What the customer had in mind is said later.
            if said and (reason := entry._get_reason_to_stay()):
                raise UserError(reason)
