# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..mechanism.inner_pass import with_pass
from ..mechanism.transition import Transition

_lt = LazyTranslate(__name__)

ARCHIVIST = 'customer_archive.customer_archive_group_archivist'
TRANSITIONS = {
    'explain': Transition(
        _lt("explain an incident"), _lt("Explained"), ('open',), 'explained', ARCHIVIST, True,
    ),
    'resolve': Transition(
        _lt("resolve an incident"), _lt("Resolved"), ('open', 'explained'), 'resolved', ARCHIVIST,
        True,
    ),
}


class CustomerArchiveIncident(models.Model):
    """Something that is not as it was stored: a file that is gone or holds other bytes (ND-20).

    It stays for ever, with what was expected, what was found, and what a person made of it. Like
    the register it names a document by its number.
    """

    _name = 'customer.archive.incident'
    _inherit = ['customer.archive.transition']
    _description = "Archive Incident"
    _order = 'id desc'
    _rec_name = 'subject'
    _check_company_auto = True
    _allow_sudo_commands = False

    _register_key = 'subject'
    _gated_fields = frozenset({
        'state', 'kind', 'subject', 'archive', 'company_id', 'expected', 'found', 'detected_at',
        'repaired_on', 'explanation',
    })

    subject = fields.Char(string="Document Number", required=True, readonly=True)
    archive = fields.Char(string="Archive Number", required=True, readonly=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    kind = fields.Selection(
        [('missing', "File Missing"), ('changed', "File Changed")], required=True, readonly=True,
    )
    expected = fields.Char(
        readonly=True, help="The SHA-256 of the file as it was uploaded.",
    )
    found = fields.Char(
        string="Found Now", readonly=True, help="The SHA-256 of what lies there now.",
    )
    detected_at = fields.Datetime(
        string="Detected", required=True, readonly=True, default=lambda self: fields.Datetime.now(),
    )
    repaired_on = fields.Date(
        readonly=True, help="When a later check found the file as it was uploaded.",
    )
    explanation = fields.Text(readonly=True)
    state = fields.Selection(
        [('open', "In Progress"), ('explained', "Explained"), ('resolved', "Resolved")],
        string="Status", default='open', required=True, readonly=True, copy=False,
    )

    _open_unique = models.UniqueIndex(
        "(company_id, subject) WHERE state = 'open'",
        "There is an open incident of this document already.",
    )
    _subject_idx = models.Index('(subject, id)')

    # === CRUD METHODS === #

    def _after_create(self):
        """Override to enter what was found into the register."""
        super()._after_create()
        self._enter_register('detect', lambda incident: {
            'kind': incident.kind, 'expected': incident.expected, 'found': incident.found or None,
        })

    def copy_data(self, default=None):
        """Override to refuse: an incident happened once."""
        self._refuse_copy()
        return super().copy_data(default)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        """Refuse: what happened stays, with what was made of it."""
        raise UserError(self.env._("An incident is never deleted: explain or resolve it."))

    # === ACTION METHODS === #

    def action_explain(self):
        """Ask for the explanation."""
        return self._ask_reason('explain')

    def action_resolve(self):
        """Ask what was done about it."""
        return self._ask_reason('resolve')

    # === BUSINESS METHODS === #

    @api.model
    def _open_incidents(self, faults):
        """Open incidents for what has no open one yet; what was repaired is broken again.

        :param list[dict] faults: values of `subject`, `archive`, `company_id`, `kind`,
                                  `expected`, `found`
        :return: the new ones
        :rtype: recordset
        """
        known = self._get_open({fault['subject'] for fault in faults})
        taken = {(incident.company_id.id, incident.subject) for incident in known}
        if relapsed := known.filtered('repaired_on'):
            with_pass(relapsed).repaired_on = False
        opened = with_pass(self.sudo().browse()).create([  # Found by the system, for nobody.
            {'detected_at': fields.Datetime.now(), 'state': 'open', **fault} for fault in faults
            if (fault['company_id'], fault['subject']) not in taken
        ])
        return opened.with_env(self.env)

    @api.model
    def _note_repaired(self, subjects, companies):
        """Note on open incidents that their files are as they were uploaded again.

        A person still says what had happened.

        :param Iterable[str] subjects: the numbers of the documents
        :param recordset companies: their companies
        """
        repaired = self._get_open(subjects).filtered(
            lambda incident: incident.company_id in companies and not incident.repaired_on,
        )
        for company, incidents in repaired.grouped('company_id').items():
            with_pass(incidents).repaired_on = company._get_archive_today()
        repaired._enter_register('repair')

    @api.model
    def _get_open(self, subjects):
        """Return the open incidents of documents.

        :param Iterable[str] subjects: the numbers of the documents
        :rtype: recordset
        """
        # Also those that the user does not see: there is one at a time.
        return self.sudo().search([('state', '=', 'open'), ('subject', 'in', list(subjects))])

    @api.model
    def _get_transitions(self):
        """Override to state the life of an incident."""
        return {**super()._get_transitions(), **TRANSITIONS}

    def _get_event_labels(self):
        """Override to name what the checks find."""
        return {
            **super()._get_event_labels(), 'detect': self.env._("Incident detected"),
            'repair': self.env._("Found repaired"),
        }

    def _transition(self, verb, vals=None, reason=None):
        """Override to keep the words of the user on the incident as well."""
        explanation = (reason or '').strip() or False
        return super()._transition(verb, {**(vals or {}), 'explanation': explanation}, reason)

    def _prepare_register_vals(self):
        """Override to say which archive it is about."""
        self.ensure_one()
        return {
            **super()._prepare_register_vals(), 'archive': self.archive,
            'company': self.company_id.id,
        }

    def _refuse_copy(self):
        """Refuse a copy.

        :raise UserError: when there is something to copy
        """
        if self:
            raise UserError(self.env._("An incident happened once: it is not duplicated."))
