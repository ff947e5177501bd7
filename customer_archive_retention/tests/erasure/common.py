# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64

from ..holds.common import HoldCommon

NAME = "Zephyrine Quillfeather"
EMAIL = 'zephyrine@quillfeather.example.com'
PHONE = '+86 571 8899 7766'
TALK = f"{NAME} called from {PHONE}"
MENTION = f"Recommended by {NAME}, a friend"


class ErasureCommon(HoldCommon):
    """A person who left traces everywhere.

    Fixtures:

    - `person`: an individual customer called by `NAME`, `EMAIL` and `PHONE`
    - `own`: his archive, with `paper`, a document with a scan that names him
    - `words`: what he said, in his log; `gossip`: what another customer said of him
    - `letter`: a file on his contact; `talk`: a message with him; `mention`: one that names him on
      the archive of another customer
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._create_customer(
            name=NAME, email=EMAIL, phone=PHONE, street="7 Canary Row", is_company=False,
        )
        cls.own = cls._open_archive(cls.person)
        cls.paper = cls._create_document(
            cls.own, title=f"Letter of {NAME}", source=EMAIL, scan_name='letter.txt',
            scan=base64.b64encode(f"I am {NAME}".encode()),
        )
        cls.talk = cls.person.message_post(body=TALK)
        cls.mention = cls.other_archive.message_post(body=MENTION)
        # His own words, and those of another customer about him, long after they could be changed.
        cls.company.archive_log_hours = 0
        cls.words, cls.gossip = cls.env['customer.archive.communication'].create([
            {'archive_id': cls.own.id, 'content': TALK},
            {'archive_id': cls.other_archive.id, 'content': MENTION},
        ])
        cls.letter = cls.env['ir.attachment'].create({
            'name': f'{NAME}.txt', 'raw': f"Dear {NAME}".encode(), 'res_model': 'res.partner',
            'res_id': cls.person.id, 'mimetype': 'text/plain',
        })
        cls.person.activity_schedule('mail.mail_activity_data_todo', note=f"Call {NAME}")
        cls.env['mail.mail'].create({
            'subject': "Offer", 'email_to': EMAIL, 'body_html': f"<p>Dear {NAME}</p>",
        })
        cls.env['res.partner.bank'].create({
            'acc_number': 'CN00 1234', 'partner_id': cls.person.id, 'acc_holder_name': NAME,
        })

    @classmethod
    def _request(cls, partner=None, user=None, **vals):
        return cls.env['customer.archive.erasure'].with_user(user or cls.archivist).create({
            'partner_id': (partner or cls.person).id, 'company_id': cls.company.id,
            'identity_verified_by_id': cls.archivist.id, 'law': "PIPL, art. 47", **vals,
        })

    @classmethod
    def _search(cls, **vals):
        request = cls._request(**vals)
        request.action_search()
        return request

    @classmethod
    def _decide(cls, request, place=None, **vals):
        """Decide places of a request by the archivist, all of them as proposed by default."""
        if place:
            lines = request.line_ids.filtered(lambda line: line.place == place)
            lines.write(vals)
        else:
            request.action_propose()
        return request

    def _execute(self, request):
        """Let the general manager approve and the archivist execute."""
        request.with_user(self.general_manager).action_approve()
        with self._counting_commits():
            request.action_execute()

    def _line(self, request, place, subject=None):
        lines = request.line_ids.filtered(
            lambda line: line.place == place and (
                subject is None or line.subject == subject.display_name
            ),
        )
        self.assertTrue(lines, f"No line for {place}")
        return lines[0]
