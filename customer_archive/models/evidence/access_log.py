# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .pending_access import PendingAccess

_lt = LazyTranslate(__name__)

# In which way somebody reached what lies in an archive.
KINDS = {
    'open': _lt("Opened"),
    'list': _lt("Listed"),
    'search': _lt("Found by searching"),
    'analyse': _lt("Analysed"),
    'export': _lt("Exported"),
    'print': _lt("Printed"),
    'download': _lt("Downloaded"),
    'messages': _lt("Messages read"),
    'copy': _lt("Copied"),
    'read': _lt("Read"),
    'mass': _lt("Many at once"),
    'purpose': _lt("Purpose stated"),
    'refused': _lt("Refused"),
    'log': _lt("Evidence read"),
}


class CustomerArchiveAccessLog(models.Model):
    """Who saw what, when, in which way and for what purpose (CA-64, ND-18).

    What is read in a transaction is collected and written at its end, on a connection of its own: a
    request that only reads stays one that only reads, and a transaction that is rolled back leaves
    its lines all the same. There is one line for each transaction, record and way.
    """

    _name = 'customer.archive.access.log'
    _inherit = ['customer.archive.evidence']
    _description = "Archive Access Log"
    _log_access = False  # Each class says it for itself; see the abstract model.

    kind = fields.Char(string="Technical Way", required=True, readonly=True)
    kind_label = fields.Char(string="Way", compute='_compute_kind_label')
    path = fields.Char(
        string="Call", readonly=True, help="The method or address by which it was asked for.",
    )
    contents = fields.Json(string="Technical Contents", readonly=True)
    contents_label = fields.Char(string="Contents", compute='_compute_contents_label')
    purpose = fields.Char(
        string="Purpose Number", readonly=True, help="The statement of purpose that it was under.",
    )
    count = fields.Integer(string="How Many", readonly=True)
    address = fields.Char(
        string="Network Address", readonly=True, help="The network address of the request.",
    )

    _archive_idx = models.Index("(archive, at)")
    _actor_idx = models.Index("(actor, at)")
    _purpose_idx = models.Index("(purpose) WHERE purpose IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends('kind', 'subject', 'actor')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for line in self:
            line.display_name = " · ".join(
                filter(None, [line.kind_label, line.subject, line.actor]),
            )

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_kind_label(self):
        for line in self:
            line.kind_label = self.env._(  # pylint: disable=gettext-variable
                KINDS[line.kind],
            ) if line.kind in KINDS else line.kind

    @api.depends('model', 'contents')
    @api.depends_context('lang')
    def _compute_contents_label(self):
        for line in self:
            line.contents_label = ", ".join(map(line._show_content, line.contents or ()))

    def _show_content(self, name):
        """Return what a reader of the line calls what was given out, or asked for.

        :param str name: a field of the model, or an operation that was refused
        :rtype: str
        """
        self.ensure_one()
        model = self.env.get(self.model)
        if self.kind == 'refused':
            return {
                'read': self.env._("Reading"), 'write': self.env._("Changing"),
                'create': self.env._("Creating"), 'unlink': self.env._("Deleting"),
            }.get(name, name)
        if model is not None and name in model._fields:
            return model._fields[name]._description_string(self.env)
        return str(name)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, kind, records, contents=()):
        """Note that somebody reached `records`; written at the end of the transaction.

        :param str kind: one of `KINDS`, or empty: told by the request
        :param recordset records: records of a model that is guarded
        :param Iterable[str] contents: the names of the fields that were given out
        """
        if records:
            PendingAccess.of(self.env).note(kind, records, contents)

    @api.model
    def _note_contents(self, records, contents):
        """Note that contents of records were given out, where they are confidential.

        :param recordset records: records of a model that is guarded
        :param Iterable[str] contents: the names of the fields
        """
        pending = PendingAccess.of(self.env)
        pending.count(records)
        # Only which of them are confidential.
        self._note('', records.sudo().filtered('is_confidential'), contents)

    @api.model
    def _get_purposes(self, archives):
        """Return the statements of purpose under which the user reads now.

        For a module to ask for purposes, it must override this method.

        :param recordset archives: archives, with the rights of the superuser
        :return: the number of a statement by archive id
        :rtype: dict[int, str]
        """
        return {}

    @api.model
    def _watch_mass_access(self, actor, line):
        """Add up what somebody read in the last hour, and say so (CA-70).

        :param str actor: the login
        :param dict line: the line of many records that was just entered
        """
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        [[total]] = self.env.execute_query(SQL(
            "SELECT sum(count) FROM customer_archive_access_log"
            " WHERE actor = %s AND at > %s AND kind = 'mass'", actor, since,
        ))
        self._after_mass_access(actor, line, total)

    @api.model
    def _after_mass_access(self, actor, line, total):
        """Do what follows when somebody read many records.

        For a module to react, it must override this method. It runs on the log's own connection.

        :param str actor: the login
        :param dict line: the line that was entered
        :param int total: how many records of all kinds he read so within the hour
        """
