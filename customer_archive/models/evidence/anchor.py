# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
import logging
import os
import re
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_split

from .seal_key import get_anchor_file, get_seal_key

_logger = logging.getLogger(__name__)

RECIPIENTS_PARAMETER = 'customer_archive.anchor_recipients'
# A head as the mail shows it: however a mail program breaks the line.
_HEAD_PATTERN = re.compile(r'\b([a-z_]+(?:\.[a-z_]+)+)\s+(\d+)\s+([0-9a-f]{64})\b')


class Head(NamedTuple):
    """What a chain of seals ended with at some time.

    :param str chain: the model of the evidence
    :param int number: the number of the seal
    :param str digest: its digest (hexadecimal)
    """

    chain: str
    number: int
    digest: str


class CustomerArchiveAnchor(models.AbstractModel):
    """The heads of all chains, kept where whoever owns the database does not reach.

    Cutting off the end of a chain together with its last seals leaves a chain that is whole. Only
    a head that is known outside shows what is missing.
    """

    _name = 'customer.archive.anchor'
    _description = "Archive: Anchor of the Evidence"

    # === ACTIONS === #

    @api.model
    def _cron_anchor(self):
        """Anchor the heads once a day (UTC)."""
        self.env['customer.archive.seal']._cron_seal()
        day = fields.Date.to_string(fields.Datetime.now())
        if not self._get_entries([('subject', '=', day)], limit=1):
            self._anchor(day)

    # === BUSINESS METHODS === #

    @api.model
    def _anchor(self, subject):
        """Keep the heads of all chains: in the register, in the file, and by mail.

        :param str subject: what the register calls this anchor: a day
        """
        anchor = self._prepare_anchor()
        if not anchor['heads']:
            return
        self.env['customer.archive.register']._enter([{
            'event': 'anchor', 'model': self._name, 'subject': subject,
            'company': self.env.company.id,
            'facts': {
                head['chain']: f"{head['number']} {head['digest']}" for head in anchor['heads']
            },
        }])
        # A file and a mail too many do no harm: what they say was committed before.
        self._append_to_file(anchor)
        self._mail(anchor)

    @api.model
    def _prepare_anchor(self):
        """Return what an anchor says.

        :rtype: dict
        """
        key = get_seal_key()
        seals = self.env['customer.archive.seal']
        heads = [
            seals._get_last(chain)
            for chain in self.env['customer.archive.evidence']._get_evidence_models()
        ]
        return {
            'time': fields.Datetime.to_string(fields.Datetime.now()),
            'database': self.env.cr.dbname,
            'uuid': self._get_database_uuid(),
            'key_id': key.key_id if key else None,
            'heads': [
                {'chain': seal.chain, 'number': seal.number, 'digest': seal.digest,
                 'sealed_at': fields.Datetime.to_string(seal.sealed_at)}
                for seal in heads if seal
            ],
        }

    @api.model
    def _get_known_heads(self, text=None):
        """Return the heads that were anchored, and where each is known from.

        :param str text: what a person kept, such as mails or lines of the file
        :return: translated sources and heads
        :rtype: list[tuple[str, Head]]
        """
        pasted = [(self.env._("the text given"), head) for head in self._parse(text or '')]
        return [*self._get_registered_heads(), *self._get_filed_heads(), *pasted]

    @api.model
    def _get_last_anchored_at(self):
        """Return when the heads were anchored for the last time.

        :rtype: datetime|None
        """
        return self._get_entries([], limit=1).at or None

    @api.model
    def _is_configured(self):
        """Tell whether the heads are to be anchored outside.

        :rtype: bool
        """
        return bool(get_anchor_file() or self._get_recipients())

    @api.model
    def _get_event_labels(self):
        """Return what the register calls the events of this model.

        :rtype: dict[str, str]
        """
        return {'anchor': self.env._("Anchored")}

    # === HELPERS === #

    def _get_entries(self, domain, limit=None):
        """Return entries of anchors in the register, the newest first."""
        # An anchor is of the whole database; it is not shown to anybody here.
        return self.env['customer.archive.register'].sudo().search([
            ('model', '=', self._name), ('event', '=', 'anchor'), *domain,
        ], limit=limit)

    def _get_registered_heads(self):
        """Return the heads that the register knows."""
        return [
            (self.env._("the anchor of %(day)s in the register", day=entry.subject), head)
            for entry in self._get_entries([])
            for chain, fact in (entry.facts or {}).items()
            for head in self._parse(f'{chain} {fact}')
        ]

    def _get_filed_heads(self):
        """Return the heads of this database in the file."""
        path = get_anchor_file()
        if not path or not os.path.exists(path):
            return []
        with open(path, encoding='utf-8') as file:
            return [
                (self.env._("line %(number)s of the anchor file", number=number), head)
                for number, line in enumerate(file, 1) for head in self._parse_line(line)
            ]

    def _parse(self, text):
        """Return the heads in a text: lines of the file, and words as in the mail."""
        heads = [head for line in text.splitlines() for head in self._parse_line(line)]
        return heads + [
            Head(chain, int(number), digest)
            for chain, number, digest in _HEAD_PATTERN.findall(text)
        ]

    def _parse_line(self, line):
        """Return the heads in a line of the file, none where it is of another database."""
        try:
            anchor = json.loads(line)
            if anchor['uuid'] != self._get_database_uuid():
                return []
            return [
                Head(head['chain'], int(head['number']), head['digest'])
                for head in anchor['heads']
            ]
        except (KeyError, TypeError, ValueError):
            return []

    def _get_database_uuid(self):
        # It names the database to whoever keeps its anchors.
        return self.env['ir.config_parameter'].sudo().get_param('database.uuid')

    def _get_recipients(self):
        """Return the addresses that anchors are sent to."""
        # A setting, for whoever anchors.
        return email_split(
            self.env['ir.config_parameter'].sudo().get_param(RECIPIENTS_PARAMETER) or '',
        )

    def _append_to_file(self, anchor):
        """Append an anchor to the file, so that it is on the disk before this returns."""
        path = get_anchor_file()
        if not path:
            return
        line = json.dumps(anchor, sort_keys=True, ensure_ascii=False) + '\n'
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                os.write(descriptor, line.encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            # The other ways remain; verification says when the file misses the anchor.
            _logger.error("The anchor cannot be appended to %s: %s", path, error)

    def _mail(self, anchor):
        """Queue the mail with an anchor; its text can be pasted into a verification."""
        recipients = self._get_recipients()
        if not recipients:
            return
        lines = [f"{head['chain']} {head['number']} {head['digest']}" for head in anchor['heads']]
        # The queue of mails is the system's; nobody who is asked for a right stands behind it.
        self.env['mail.mail'].sudo().create({
            'subject': self.env._(
                "Anchor of the customer archive: %(database)s, %(time)s UTC",
                database=anchor['database'], time=anchor['time'],
            ),
            'body_html': Markup("<p>%s</p><pre>%s</pre><p>%s</p>") % (
                self.env._("The register and the access log ended with these seals:"),
                '\n'.join(lines),
                self.env._(
                    "Keep this mail. Pasted into a verification, it shows whether anything that was"
                    " sealed until then was changed or removed. Database: %(uuid)s. Key: %(key)s.",
                    uuid=anchor['uuid'], key=anchor['key_id'] or "–",
                ),
            ),
            'email_to': ','.join(recipients),
            'auto_delete': False,
        })
