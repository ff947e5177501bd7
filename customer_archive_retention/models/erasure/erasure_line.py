# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass

from .erasure_place import ALWAYS_KEPT
from .ranges import to_ranges

_DECIDABLE = frozenset({'decision', 'basis', 'until'})
# What takes data away, and therefore asks what stands against it.
TAKING = ('erase', 'anonymise')
DECISIONS = [
    ('erase', "Erase"), ('anonymise', "Anonymise"), ('restrict', "Restrict until"),
    ('keep', "Keep with basis"),
]


class CustomerArchiveErasureLine(models.Model):
    """One place that holds data of a person, and what is decided about it.

    It names places by their kind and archives by their numbers: nothing of what was erased.
    """

    _name = 'customer.archive.erasure.line'
    _inherit = ['customer.archive.kept']
    _description = "Archive Erasure: Place"
    _order = 'request_id, id'
    _rec_name = 'label'
    _allow_sudo_commands = False

    request_id = fields.Many2one(
        'customer.archive.erasure', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, ondelete='restrict',
    )
    place = fields.Char(string="Technical Place", required=True, readonly=True)
    label = fields.Char(string="Place", compute='_compute_label')
    subject_model = fields.Char(readonly=True)
    subject_id = fields.Integer(readonly=True)
    subject = fields.Char(string="Of", readonly=True)
    record_count = fields.Integer(string="Records", readonly=True)

    # What stands against it, as it was when searched; it is asked again before anything goes.
    reasons = fields.Text(string="Must Stay Because", readonly=True)
    earliest = fields.Date(
        readonly=True, help="The first day on which nothing stands against it.",
    )

    # What the register tells, where the database was restored since.
    recalled = fields.Char(
        string="Treated Before", readonly=True,
        help="The request that treated it before the database was restored.",
    )
    recalled_decision = fields.Selection(DECISIONS, string="Decided Before", readonly=True)
    recalled_ids = fields.Json(string="IDs Treated Before", readonly=True)

    # What is decided.
    proposal = fields.Selection(DECISIONS, readonly=True)
    decision = fields.Selection(DECISIONS)
    basis = fields.Char(string="Legal Basis of Keeping")
    until = fields.Date(help="On this day it is decided anew.")
    decided_by_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')

    # What was done.
    state = fields.Selection(
        [('open', "Open"), ('done', "Done"), ('withheld', "Withheld")], string="Status",
        default='open', required=True, readonly=True,
    )
    done_count = fields.Integer(string="Records Treated", readonly=True)
    done_at = fields.Datetime(string="Done On", readonly=True)
    withheld_reason = fields.Text(readonly=True)
    follow_up_id = fields.Many2one(
        'customer.archive.erasure', string="Decided Anew In", readonly=True, ondelete='restrict',
        index='btree_not_null',
    )

    _place_unique = models.UniqueIndex(
        "(request_id, place, coalesce(subject_model, ''), coalesce(subject_id, 0))",
        "A request names each place once.",
    )
    _kept_with_basis = models.Constraint(
        "CHECK (decision NOT IN ('keep', 'restrict') OR coalesce(basis, '') ~ '[^[:space:]]')",
        "What is kept or restricted is so on a legal basis: say which.",
    )
    _restricted_until = models.Constraint(
        "CHECK (decision != 'restrict' OR until IS NOT NULL)",
        "A restriction says until when.",
    )
    _due_idx = models.Index(
        "(until) WHERE decision = 'restrict' AND state = 'done' AND follow_up_id IS NULL",
    )

    # === COMPUTE METHODS === #

    @api.depends('place')
    @api.depends_context('lang')
    def _compute_label(self):
        places = self.env['customer.archive.erasure.place']._get_places()
        for line in self:
            known = places.get(line.place)
            line.label = self.env._(known.label) if known else line.place  # pylint: disable=gettext-variable

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let the search alone add places."""
        if vals_list and not has_pass(self):
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        """Override to let a decision be changed while it is not approved, and note who made it."""
        if has_pass(self):
            return super().write(vals)
        if not vals.keys() <= _DECIDABLE:
            self._refuse()
        for line in self:
            if line.request_id.state != 'searched':
                raise UserError(self.env._(
                    "%(request)s is not being decided now: search it first.",
                    request=line.request_id.name,
                ))
        self.request_id._ensure_may_decide()
        super().write(vals)
        for line in self:
            line._ensure_decidable()
        # The decision is the user's: nobody names somebody else for it.
        return with_pass(self.sudo()).write({'decided_by_id': self.env.uid})

    def _refuse(self):
        """Refuse to write anything but a decision.

        :raise UserError: always
        """
        raise UserError(self.env._(
            "Places are found by searching, and change by being decided and executed.",
        ))

    # === BUSINESS METHODS === #

    def _ensure_decidable(self):
        """Check that nothing is to go that has to stay.

        :raise UserError: naming the place and why
        """
        self.ensure_one()
        if self.place in ALWAYS_KEPT and self.decision and self.decision != 'keep':
            raise UserError(self.env._(
                "Accounting entries, their files and their audit trail are always kept; say on"
                " what basis.",
            ))
        if self.decision in TAKING and self.reasons:
            raise UserError('\n'.join([
                self.env._("%(place)s has to stay as it is:", place=self.label), self.reasons,
            ]))

    def _get_subject(self):
        """Return the part of an archive, or the contact, that decides about the place.

        :rtype: recordset|None
        """
        self.ensure_one()
        if not self.subject_model:
            return None
        return self.env[self.subject_model].sudo().browse(self.subject_id).exists() or None

    def _take(self, person):
        """Do what was decided about each place, each in a transaction of its own.

        What stands against it is asked again first, inside that transaction.

        :param Person person: whom the request is about
        """
        places = self.env['customer.archive.erasure.place']
        for line in self:
            with self.env.cr.savepoint():
                if not line._take_open():
                    continue
                subject = line._get_subject()
                line._take_guarded_rows(subject)
                reasons = (
                    line.request_id._get_reasons(line.place, subject, person)[0]
                    if line.decision in TAKING else []
                )
                if reasons:
                    line._finish('withheld', reason='\n'.join(reasons))
                    continue
                records = line._get_records(person)
                if line.decision in TAKING:
                    places._apply(
                        line.place, records, line.decision, person, line.request_id.name,
                    )
                elif line.decision == 'restrict':
                    line._restrict(records)
                line._finish('done', records)
            self.env['ir.cron']._commit_progress()
            self.env.invalidate_all()

    def _take_open(self):
        """Take the row of the place, and tell whether nobody has treated it meanwhile.

        :rtype: bool
        """
        return bool(self.env.execute_query(SQL(
            "UPDATE customer_archive_erasure_line SET id = id WHERE id = %s AND state = 'open'"
            " RETURNING id", self.id,
        )))

    def _take_guarded_rows(self, subject):
        """Take the rows of archives and customers: whoever places a hold takes them as well.

        :param recordset|None subject: what decides about the place
        """
        if subject is not None and subject._name == 'res.partner':
            subject._take_guarded_rows()
        elif subject is not None:
            subject._get_held_archives_sudo()._touch()

    def _get_records(self, person):
        """Return what stands in the place now.

        :param Person person: whom the request is about
        :rtype: recordset
        """
        self.ensure_one()
        places = self.env['customer.archive.erasure.place']
        wanted = self._get_subject()
        for subject, records in places._find(self.place, person):
            if (subject or None) == wanted:
                return records
        return self.env[places._get_places()[self.place].model].sudo()

    def _get_reference(self):
        """Return model and id of what decides about the place; nothing where nothing does.

        :rtype: str
        """
        self.ensure_one()
        return f'{self.subject_model},{self.subject_id}' if self.subject_model else ''

    def _restrict(self, records):
        """Let what has to stay be stored only.

        :param recordset records: what stands in the place
        """
        self.ensure_one()
        subject = self._get_subject()
        if subject is None:
            return
        if subject._name == 'res.partner':
            archives = subject._get_archives_sudo()
            if not subject.user_ids.filtered(lambda user: not user.share):
                with_pass(subject).write({'active': False})
        else:
            archives = subject._get_held_archives_sudo()
        archives.filtered(
            lambda archive: not archive.restricted_until or archive.restricted_until < self.until,
        )._restrict(self.until)

    def _finish(self, state, records=(), reason=False):
        """Note what was done, and tell the register, without what it was done to.

        The register names the place so that it is found again in a database that was restored.

        :param str state: `done` or `withheld`
        :param recordset records: what was treated
        :param str reason: why it was withheld
        """
        self.ensure_one()
        ids = records._ids if records else ()
        with_pass(self).write({
            'state': state, 'done_count': len(ids), 'done_at': fields.Datetime.now(),
            'withheld_reason': reason,
        })
        subject = self._get_subject()
        is_part = subject is not None and subject._name != 'res.partner'
        self.env['customer.archive.register']._enter([{
            'event': 'erase' if state == 'done' else 'withhold', 'model': self.request_id._name,
            'subject': self.request_id.name, 'company': self.company_id.id,
            'archive': is_part and subject._get_held_archives_sudo()[:1].name or None,
            'facts': {
                'place': self.place, 'subject': self.subject or None, 'decision': self.decision,
                'count': len(ids), 'contact': self.request_id.partner_id.id,
                'reference': self._get_reference(), 'records': to_ranges(ids),
                'until': self.until and self.until.isoformat() or None,
            },
        }])

    def _decide_as_proposed(self):
        """Decide as it was proposed, where that needs no more words."""
        for line in self:
            basis = line.basis or (line.reasons or '').split('\n')[0]
            if line.proposal in ('keep', 'restrict'):
                vals = {'decision': line.proposal, 'basis': basis or False}
                if line.proposal == 'restrict':
                    vals['until'] = line.until or line.earliest
                if not vals['basis']:
                    continue
            else:
                vals = {'decision': line.proposal}
            line.write(vals)

    def _skip(self):
        """Note that nothing stands there any more."""
        for line in self:
            line._finish('done')
