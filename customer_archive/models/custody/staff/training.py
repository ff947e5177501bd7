# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...mechanism.triggers import freeze

ACTIVITY = 'customer_archive.mail_activity_type_training'
RECORDED = (
    'company_id', 'topic_id', 'user_id', 'held_on', 'valid_until', 'trainer', 'note',
    'proof_name', 'proof_checksum', 'recorded_by_id',
)
# What may change later: whether it counts, and that somebody was reminded.
_LATER = frozenset({'active', 'reminded_on'})
# Who was trained again in the same.
_NEWER = SQL("""
    SELECT FROM customer_archive_training AS newer
     WHERE newer.user_id = training.user_id AND newer.topic_id = training.topic_id
       AND newer.company_id = training.company_id AND newer.active
       AND (newer.held_on, newer.id) > (training.held_on, training.id)
""")


class CustomerArchiveTraining(models.Model):
    """Somebody was trained: in what, when, until when that counts, and what proves it (CA-73).

    Nobody has the right to write a training, so nobody replaces or removes its proof either: files
    follow the rights of their record. What was entered wrongly is withdrawn and entered again.
    """

    _name = 'customer.archive.training'
    _inherit = [
        'customer.archive.kept', 'customer.archive.sweep', 'mail.thread', 'mail.activity.mixin',
    ]
    _description = "Archive Training"
    _order = 'held_on desc, id desc'
    _check_company_auto = True
    _allow_sudo_commands = False

    active = fields.Boolean(default=True, readonly=True, help="Withdrawn ones count no more.")
    company_id = fields.Many2one(
        'res.company', required=True, index=True, ondelete='restrict',
        default=lambda self: self.env.company,
    )
    topic_id = fields.Many2one(
        'customer.archive.training.topic', required=True, index=True, ondelete='restrict',
    )
    user_id = fields.Many2one(
        'res.users', string="Person", required=True, index=True, ondelete='restrict',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    held_on = fields.Date(
        string="Date", required=True, default=lambda self: self.env.company._get_archive_today(),
    )
    valid_until = fields.Date(
        compute='_compute_valid_until', store=True, readonly=False, precompute=True,
        help="The last day that it counts; empty for ever.",
    )
    trainer = fields.Char(help="Who held it.")
    note = fields.Text()
    proof = fields.Binary(
        attachment=True, help="The certificate or the signed list; it cannot be replaced later.",
    )
    proof_name = fields.Char(string="File Name")
    proof_checksum = fields.Char(string="SHA-256", readonly=True, copy=False)
    recorded_by_id = fields.Many2one(
        'res.users', required=True, readonly=True, ondelete='restrict',
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    is_expired = fields.Boolean(
        string="Expired", compute='_compute_is_expired', search='_search_is_expired',
        help="It counts no more, and the person was not trained in it again.",
    )

    _dates_in_order = models.Constraint(
        'CHECK (valid_until >= held_on)', "A training counts from the day it was held.",
    )
    _renewed_idx = models.Index("(user_id, topic_id, held_on)")
    _waiting_idx = models.Index(
        "(valid_until) WHERE active AND reminded_on IS NULL AND valid_until IS NOT NULL",
    )

    # === SETUP === #

    def init(self):
        """Override to let a training stay as it was recorded, below the ORM too."""
        super().init()
        freeze(self, 'recorded', RECORDED)

    # === COMPUTE METHODS === #

    @api.depends('topic_id', 'user_id')
    def _compute_display_name(self):
        for training in self:
            training.display_name = self.env._(
                "%(topic)s: %(person)s", topic=training.topic_id.name or '',
                person=training.user_id.name or '',
            )

    @api.depends('topic_id', 'held_on')
    def _compute_valid_until(self):
        for training in self:
            months = training.topic_id.valid_months
            training.valid_until = training.held_on and months and fields.Date.subtract(
                fields.Date.add(training.held_on, months=months), days=1,
            )

    @api.depends('valid_until', 'active')
    def _compute_is_expired(self):
        expired = self.search([('id', 'in', self._origin.ids), ('is_expired', '=', True)])
        for training in self:
            training.is_expired = training._origin in expired

    def _search_is_expired(self, operator, value):
        if operator != 'in':
            return NotImplemented
        expired = Domain.OR(
            Domain('id', 'in', self._get_unrenewed_query(company, company._get_archive_today()))
            for company in self.env['res.company'].sudo().search([])  # Their time zones only.
        )
        return expired if True in value else ~expired

    # === CONSTRAINT METHODS === #

    @api.constrains('held_on')
    def _check_held_on(self):
        for training in self:
            if training.held_on > training.company_id._get_archive_today():
                raise ValidationError(self.env._(
                    "A training is recorded when it was held, not before.",
                ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to note who recorded it, and what the proof is."""
        proofs = self._fields['proof']
        told = []
        for vals in vals_list:
            proof = proofs.convert_to_cache(vals.get('proof') or False, self)
            told.append({
                **vals, 'active': True, 'reminded_on': False, 'recorded_by_id': self.env.uid,
                'proof_checksum': _get_checksum(proof),
            })
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        trainings = super(CustomerArchiveTraining, quiet).create(told).with_env(self.env)
        for training in trainings:  # Who is trained again needs no reminder of the last time.
            training.sudo().search([
                ('user_id', '=', training.user_id.id), ('topic_id', '=', training.topic_id.id),
                ('held_on', '<=', training.held_on), ('id', '!=', training.id),
            ]).activity_unlink([ACTIVITY])
        return trainings

    def write(self, vals):
        """Override to let a training stay as it was recorded."""
        told = vals.keys() - _LATER - {'message_follower_ids', 'activity_ids'}
        if self and told:
            raise UserError(self.env._(
                "%(training)s stays as it was recorded: withdraw it, and record it again.",
                training=self[0].display_name,
            ))
        return super().write(vals)

    # === ACTION METHODS === #

    def action_withdraw(self):
        """Take back what was entered wrongly; it stays readable.

        :raise AccessError: unless the user may record trainings, and reads these
        """
        self.check_access('read')
        self.browse().check_access('create')
        self.sudo().active = False  # Nobody may write trainings otherwise.
        self.sudo().activity_unlink([ACTIVITY])

    # === CRON METHODS === #

    @api.model
    def _cron_remind(self):
        """Remind, once, of trainings that soon count no more (CA-73)."""
        return self._sweep(
            "Trainings", self._get_ending_ids(), lambda trainings: trainings._remind(), size=200,
        )

    # === BUSINESS METHODS === #

    def _get_unrenewed_query(self, company, day):
        """Return the query for what counts no more on a day, and was not renewed.

        :param recordset company: the company
        :param date day: the day
        :rtype: SQL
        """
        self.flush_model()
        return SQL(
            """(
            SELECT training.id
              FROM customer_archive_training AS training
             WHERE training.company_id = %(company)s AND training.active
               AND training.valid_until < %(day)s
               AND NOT EXISTS (%(newer)s))""",
            company=company.id, day=day, newer=_NEWER,
        )

    @api.model
    def _get_ending_ids(self):
        """Return the trainings of which the person is to be reminded now.

        :rtype: list[int]
        """
        self.flush_model()
        self.env['customer.archive.training.topic'].flush_model()
        self.env['res.users'].flush_model(['active'])
        # Each company's day begins in its own time zone.
        today = {
            company.id: company._get_archive_today()
            for [company] in self._read_group([('reminded_on', '=', False)], ['company_id'])
        }
        if not today:
            return []
        return [training for [training] in self.env.execute_query(SQL(
            """
            SELECT training.id
              FROM customer_archive_training AS training
              JOIN unnest(%(companies)s, %(days)s) AS today (company_id, day)
                ON today.company_id = training.company_id
              JOIN customer_archive_training_topic AS topic ON topic.id = training.topic_id
              JOIN res_users AS person ON person.id = training.user_id AND person.active
             WHERE training.active AND training.reminded_on IS NULL
               AND training.valid_until IS NOT NULL
               AND training.valid_until <= today.day + topic.remind_days
               AND NOT EXISTS (%(newer)s)
             ORDER BY training.id
            """,
            companies=list(today), days=list(today.values()), newer=_NEWER,
        ))]

    def _remind(self):
        """Put the trainings on the lists of those who were trained."""
        for training in self:
            today = training.company_id._get_archive_today()
            training.reminded_on = today
            training.with_context(lang=training.user_id.lang).activity_schedule(
                ACTIVITY, user_id=training.user_id.id, summary=training.topic_id.name,
                date_deadline=training.valid_until,
            )


def _get_checksum(proof):
    """Return the SHA-256 of a file as it comes from a form, in base64."""
    if not proof:
        return False
    return hashlib.sha256(base64.b64decode(proof)).hexdigest()
