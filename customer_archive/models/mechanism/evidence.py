# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .inner_pass import has_pass, with_pass


class CustomerArchiveEvidence(models.AbstractModel):
    """Append-only rows: entered in the transaction they describe, never changed, never removed.

    The rows are plain columns without foreign keys, so that nothing that happens to other tables
    reaches them. The ORM refuses everybody, the superuser included; a trigger refuses below it.
    """

    _name = 'customer.archive.evidence'
    _description = "Archive: Append-only Evidence"
    # Its columns would be foreign keys to the users. Not inherited: a model of evidence repeats it.
    _log_access = False
    _order = 'id desc'
    _allow_sudo_commands = False

    at = fields.Datetime(string="Time", required=True, readonly=True)
    actor = fields.Char(string="Login", required=True, readonly=True)

    # === SETUP === #

    def init(self):
        """Put the guards of the table in place, also where an upgrade finds them missing."""
        if self._abstract:
            return
        table = SQL.identifier(self._table)
        # Told by the database, for who later has to know which rows were already committed.
        self.env.cr.execute(SQL(
            "ALTER TABLE %s ADD COLUMN IF NOT EXISTS txid bigint NOT NULL"
            " DEFAULT (pg_current_xact_id()::text::bigint)", table,
        ))
        self.env.cr.execute(SQL("""
            CREATE OR REPLACE FUNCTION customer_archive_refuse_change() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'Rows of %% are evidence: they are never changed or removed.',
                                TG_TABLE_NAME;
            END $$
        """))
        for event, level in (('UPDATE OR DELETE', 'ROW'), ('TRUNCATE', 'STATEMENT')):
            name = SQL.identifier(f'{self._table}_no_{level.lower()}_change')
            self.env.cr.execute(SQL(
                "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
                " FOR EACH %(level)s EXECUTE FUNCTION customer_archive_refuse_change()",
                name=name, event=SQL(event), table=table, level=SQL(level),
            ))
            # ALWAYS: a session in the replica role is refused as well.
            self.env.cr.execute(SQL(
                "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", table, name,
            ))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to enter rows from our own code only."""
        if not has_pass(self):
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        """Override to refuse everybody."""
        self._refuse()
        return super().write(vals)

    def unlink(self):
        """Override to refuse everybody."""
        self._refuse()
        return super().unlink()

    def copy(self, default=None):
        """Override to refuse everybody."""
        self._refuse()
        return super().copy(default)

    # === BUSINESS METHODS === #

    @api.model
    def _enter(self, vals_list, actor=None):
        """Append rows.

        :param list[dict] vals_list: the rows; time and actor are filled in here
        :param str actor: the login of who did it, by default the user
        """
        signature = {'at': fields.Datetime.now(), 'actor': actor or self.env.user.login}
        # Nobody has the right to create evidence: it is written for him, here only.
        with_pass(self.sudo().browse()).create([{**vals, **signature} for vals in vals_list])
        self._after_enter(vals_list)

    @api.model
    def _after_enter(self, vals_list):
        """Do what follows from new rows, in the same transaction.

        For a module to react to what is entered, it must override this method.

        :param list[dict] vals_list: the rows
        """

    def _refuse(self):
        """Refuse to touch the evidence.

        :raise AccessError: always
        """
        raise AccessError(self.env._("Evidence is only ever added, by the system itself."))
