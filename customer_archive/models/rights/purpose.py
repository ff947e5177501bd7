# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..mechanism.inner_pass import has_pass, with_pass

PURPOSES = [
    ('keeping', "Keeping the archive"),
    ('service', "After-sales service"),
    ('contract', "Performing a contract"),
    ('request', "Request of the customer"),
    ('legal', "Legal matter"),
    ('audit', "Audit"),
    ('other', "Other"),
]


class PurposeRequired(AccessError):
    """A confidential archive is closed until its reader says what for.

    The web client shows it as a sentence with a button to the dialog, as it does a redirection.

    :param str message: the sentence
    :param str|int action: the dialog
    :param str button: what the button says
    :param dict context: what the dialog starts with
    """

    def __init__(self, message, action, button, context):
        super().__init__(message)
        self.args = (message, action, button, context)

    def __str__(self):
        return self.args[0]


class CustomerArchivePurpose(models.Model):
    """What for somebody opens a confidential archive, and until when it is open to him (CA-64).

    It is stated once, holds for the hours that the company sets, and cannot be changed. The access
    log keeps it for ever; the row itself is only what opens the archive, and goes after a while.
    """

    _name = 'customer.archive.purpose'
    _description = "Statement of Purpose"
    _order = 'id desc'
    _allow_sudo_commands = False

    name = fields.Char(string="Number", required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', required=True, readonly=True, ondelete='cascade', index=True,
    )
    archive_id = fields.Many2one(
        'customer.archive', required=True, readonly=True, ondelete='restrict', index=True,
    )
    kind = fields.Selection(PURPOSES, string="Purpose", required=True, readonly=True)
    note = fields.Char(string="Details", readonly=True)
    until = fields.Datetime(string="Open Until", required=True, readonly=True)

    _current_idx = models.Index('(user_id, until, archive_id)')
    _other_explained = models.Constraint(
        "CHECK (kind != 'other' OR note IS NOT NULL)", "Say what the other purpose is.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let nobody open archives around :meth:`_state`."""
        self._ensure_passed()
        return super().create(vals_list)

    def write(self, vals):
        """Override to keep what was stated."""
        self._ensure_passed()
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _state(self, archive_ids, kind, note=None):
        """State what for the user opens confidential archives that are open to him otherwise.

        :param list[int] archive_ids: the archives
        :param str kind: one of `PURPOSES`
        :param str note: more about it, required where the purpose is another one
        :return: the statements
        :rtype: recordset
        :raise AccessError: when one of the archives is not open to him with a purpose either
        :raise UserError: when he does not say what the other purpose is
        """
        confidential = self.env['customer.archive.confidential'].browse(archive_ids)
        confidential.check_access('read')
        note = (note or '').strip()
        if kind == 'other' and not note:
            raise UserError(self.env._("Say what the other purpose is."))
        return self._enter_statements(
            self.env['customer.archive'].sudo().browse(archive_ids), kind, note,  # Checked above.
        )

    @api.model
    def _enter_statements(self, archives, kind, note):
        """Enter statements of the user, and log them.

        :param recordset archives: the archives, with the rights of the superuser
        :param str kind: one of `PURPOSES`
        :param str note: more about it, or empty
        :rtype: recordset
        """
        # The number ties the lines of the access log to what was stated.
        sequence_sudo = self.env['ir.sequence'].sudo()
        statements_sudo = with_pass(self.sudo().browse()).create([
            {
                'name': sequence_sudo.next_by_code('customer.archive.purpose'),
                'user_id': self.env.uid, 'archive_id': archive.id, 'kind': kind,
                'note': note or False,
                'until': fields.Datetime.add(
                    fields.Datetime.now(), hours=archive.company_id.archive_purpose_hours,
                ),
            }
            for archive in archives
        ])
        self.env['customer.archive.access.log']._enter([
            {
                'kind': 'purpose', 'model': 'customer.archive', 'purpose': statement.name,
                'subject': statement.archive_id.name, 'archive': statement.archive_id.name,
                'company': statement.archive_id.company_id.id, 'contents': [kind], 'note': note,
            }
            for statement in statements_sudo
        ])
        self.env['customer.archive.scope']._forget_purposes()
        return statements_sudo.with_env(self.env)

    @api.model
    def _get_current(self):
        """Return the numbers of the user's current statements by archive id, the newest last.

        :rtype: dict[int, str]
        """
        self.flush_model()
        return dict(self.env.execute_query(self._get_current_query()))

    @api.autovacuum
    def _gc_statements(self):
        """Remove statements that ended a month ago; the access log keeps them."""
        ended = fields.Datetime.subtract(fields.Datetime.now(), months=1)
        self.sudo().search([('until', '<', ended)], limit=10000).unlink()  # As the vacuum does.

    # === HELPERS === #

    def _ensure_passed(self):
        """Refuse whoever does not go through :meth:`_state`.

        :raise AccessError: unless our own code calls
        """
        if not has_pass(self):
            raise AccessError(self.env._(
                "A purpose is stated in its dialog, and stays as it was stated.",
            ))

    def _get_current_query(self):
        return SQL(
            "SELECT archive_id, name FROM customer_archive_purpose"
            " WHERE user_id = %s AND until > %s ORDER BY id",
            self.env.uid, fields.Datetime.now(),
        )
