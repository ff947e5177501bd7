# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
import os
import tempfile
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import config, mute_logger

from ...models.evidence.seal_key import get_anchor_file, get_seal_key
from .common import CHAIN, CLUSTER, EvidenceCommon


class AnchorCommon(EvidenceCommon):
    """A configuration file that names a key for seals and a file for anchors."""

    def setUp(self):
        super().setUp()
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.anchor_file = os.path.join(self.folder, 'anchors.jsonl')
        self.key_file = os.path.join(self.folder, 'seal.pem')
        self._make_key()
        self._configure(seal_key=self.key_file, anchor_file=self.anchor_file)

    def _make_key(self):
        with open(self.key_file, 'wb') as file:
            file.write(Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption(),
            ))

    def _configure(self, **options):
        """Let the server's configuration name the options."""
        path = os.path.join(self.folder, f'{len(os.listdir(self.folder))}.conf')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[options]\n[customer_archive]\n')
            file.writelines(f'{name} = {value}\n' for name, value in options.items())
        self.enterContext(patch.dict(config.options, {'config': path}))

    def _cut_tail(self):
        """Remove the last rows together with their seal, and all that the database knows of it."""
        self._alter("DELETE FROM customer_archive_seal WHERE id = %s", self.seals[1].id,
                    table='customer_archive_seal')
        self._alter("DELETE FROM customer_archive_register WHERE cluster = %s AND txid >= 102",
                    CLUSTER)
        self._alter("DELETE FROM customer_archive_register WHERE event = 'anchor'")
        self.env.cr.execute("DELETE FROM customer_archive_evidence_note WHERE row = ANY(%s)",
                            [self.rows[6:]])
        for table in ('customer_archive_verification_line', 'customer_archive_verification'):
            self._alter(f"DELETE FROM {table}", table=table)  # noqa: S608 names of this file


class TestAnchor(AnchorCommon):
    """The ends of the chains are known outside of the database."""

    def _anchor(self):
        with self._counting_commits():
            self.env['customer.archive.anchor']._cron_anchor()

    def _lines(self):
        with open(self.anchor_file, encoding='utf-8') as file:
            return [json.loads(line) for line in file]

    def _mails(self):
        return self.env['mail.mail'].search([('email_to', '=', 'auditor@example.com')])

    def _set_recipient(self):
        self.env['res.config.settings'].create({
            'archive_anchor_recipients': "auditor@example.com",
        }).execute()

    def test_heads_are_appended_to_the_file_once_a_day(self):
        for day in ('2026-05-04 00:10:00', '2026-05-04 23:50:00', '2026-05-05 00:10:00'):
            with freeze_time(day):
                self._anchor()
        lines = self._lines()
        self.assertEqual([line['time'][:10] for line in lines], ['2026-05-04', '2026-05-05'])
        [head] = [head for head in lines[0]['heads'] if head['chain'] == CHAIN]
        self.assertEqual((head['number'], head['digest']),
                         (self.seals[1].number, self.seals[1].digest))
        self.assertEqual(lines[0]['key_id'], get_seal_key().key_id)

    def test_heads_are_mailed(self):
        self._set_recipient()
        self._anchor()
        self.assertIn(f'{CHAIN} {self.seals[1].number} {self.seals[1].digest}',
                      self._mails().body_html)

    def test_heads_are_entered_in_the_register(self):
        self._anchor()
        entry = self.register.search([('event', '=', 'anchor')], limit=1)
        self.assertEqual(entry.facts[CHAIN], f'{self.seals[1].number} {self.seals[1].digest}')
        self.assertEqual(entry.event_label, "Anchored")

    def test_a_tail_cut_with_its_head_is_found_by_the_file(self):
        self._anchor()
        self._cut_tail()
        line = self.assertFound('head', seal=self.numbers[1])
        self.assertIn("line 1 of the anchor file", line.explanation)

    def test_a_tail_cut_with_its_head_is_found_by_the_mail(self):
        self._set_recipient()
        self._anchor()
        text = self._mails().body_html.replace('<pre>', '\n').replace(' ', '\n')
        os.remove(self.anchor_file)
        self._cut_tail()
        self.assertIntact()  # Nothing in the database tells of it.
        self.assertFound('head', seal=self.numbers[1], anchors=text)

    def test_a_chain_made_anew_is_found(self):
        self._anchor()
        self._cut_tail()
        self._insert(102, 6)
        self._seal()
        self.assertFound('anchor', seal=self.numbers[1])

    def test_anchors_of_another_database_say_nothing(self):
        self._anchor()
        [line] = self._lines()
        line['uuid'] = 'another'
        line['heads'][0]['digest'] = '0' * 64
        with open(self.anchor_file, 'a', encoding='utf-8') as file:
            file.write(json.dumps(line) + '\nnot a line\n')
        self.assertIntact()

    def test_a_missed_anchor_deserves_a_look(self):
        with freeze_time('2026-05-04 00:10:00'):
            self._anchor()
        verification = self._verify().verification_id
        self.assertIn("An anchor was missed", verification.message)
        self.assertEqual(verification.result, 'warning')

    def test_a_file_that_cannot_be_written_does_not_stop_the_anchor(self):
        self._configure(anchor_file=self.folder)
        with mute_logger('odoo.addons.customer_archive.models.evidence.anchor'):
            self.env['customer.archive.anchor']._append_to_file({'heads': []})
        self.assertEqual(get_anchor_file(), self.folder)


class TestSealKey(AnchorCommon):
    """Seals are signed with a key that the database does not hold."""

    def test_a_seal_is_signed(self):
        self._insert(110, 1)
        self._seal()
        seal = self.env['customer.archive.seal']._get_last(CHAIN)
        self.assertEqual(seal.key_id, get_seal_key().key_id)
        self.assertTrue(seal.signature)
        self.assertIn(seal.public_key, seal.header)

    def test_a_changed_signature_is_found(self):
        self._insert(110, 1)
        self._seal()
        seal = self.env['customer.archive.seal']._get_last(CHAIN)
        for change in ("signature = NULL", "signature = reverse(signature)", "signature = 'x'"):
            with self.subTest(change), self.cr.savepoint(flush=False) as savepoint:
                self._alter(f"UPDATE customer_archive_seal SET {change} WHERE id = %s",  # noqa: S608
                            seal.id, table='customer_archive_seal')
                self.assertFound('signature', seal=seal.number)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_another_key_deserves_a_look_until_it_is_accepted(self):
        self._insert(110, 1)
        self._seal()
        line = self._verify()
        self.assertEqual((line.result, line.reason), ('warning', 'key'))
        verification = line.verification_id
        with self.assertRaises(AccessError):
            verification.with_user(self.auditor).action_accept_key()
        verification.with_user(self.office_manager).action_accept_key()
        self.assertNotEqual(self._verify().reason, 'key')
        with self.assertRefused("accepted before", exception=UserError):
            verification.with_user(self.office_manager).action_accept_key()

        self._make_key()
        os.utime(self.key_file, ns=(1, 1))
        self._insert(111, 1)
        self._seal()
        self.assertEqual(self._verify().reason, 'key')

    def test_a_key_that_cannot_be_read_does_not_stop_the_sealing(self):
        for content in (b'', b'no key'):
            with open(self.key_file, 'wb') as file:
                file.write(content)
            os.utime(self.key_file, ns=(2, len(content)))
            with mute_logger('odoo.addons.customer_archive.models.evidence.seal_key'):
                self.assertIsNone(get_seal_key())

    def test_without_a_section_there_is_no_key(self):
        self._configure()
        self.assertIsNone(get_seal_key())
        self.assertIsNone(get_anchor_file())
