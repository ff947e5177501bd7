# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...models.mechanism.inner_pass import (
    CONTEXT_KEY,
    has_pass,
    with_pass,
)
from ..common import ArchiveCommon


class TestTransition(ArchiveCommon):
    """The transition gate: nothing but a step of the table writes `state` (CA-07, CA-79)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.holding = cls.document.holding_ids
        cls.records = (cls.archive, cls.volume, cls.document, cls.holding)
        # What an archivist could enter by hand, and a state that is not the first one.
        cls.beginnings = {
            'customer.archive': {'partner_id': cls.customer.id, 'state': 'formal'},
            'customer.archive.volume': {
                'archive_id': cls.archive.id, 'title': "Second", 'state': 'filed',
            },
            'customer.archive.document': {
                'archive_id': cls.archive.id, 'title': "Second", 'state': 'verified',
                'type_id': cls._type('contract').id,
            },
            'customer.archive.holding': {
                'archive_id': cls.archive.id, 'document_id': cls.document.id, 'kind': 'copy',
                'state': 'withdrawn',
            },
        }

    # === THE STATE IS NOT WRITTEN BY HAND === #

    def test_nobody_writes_a_gated_column(self):
        for record in self.records:
            for name in record._gated_fields:
                for user in (self.office_manager, self.env.user):
                    with self.subTest(model=record._name, field=name, user=user.login), \
                            self.assertRefused("cannot be set by hand"):
                        record.with_user(user).write({name: record[name]})

    def test_the_superuser_does_not_write_it_either(self):
        for record in self.records:
            with self.subTest(model=record._name), self.assertRefused("Status"):
                record.sudo().state = self.beginnings[record._name]['state']

    def test_nobody_creates_a_record_in_the_middle_of_its_life(self):
        for model, vals in self.beginnings.items():
            with self.subTest(model=model), self.assertRefused("Status"):
                self.env[model].with_user(self.archivist).create(vals)

    def test_defaults_in_the_context_do_not_begin_a_life_elsewhere(self):
        for model, vals in self.beginnings.items():
            state = vals['state']
            others = {name: value for name, value in vals.items() if name != 'state'}
            with self.subTest(model=model):
                record = self.env[model].with_user(self.archivist).with_context(
                    default_state=state, default_name='X-1', default_barcode='X-1',
                    default_filed_on='2020-01-01', default_formal_on='2020-01-01',
                ).create(others)
                self.assertNotEqual(record.state, state)
                self.assertNotEqual(record[record._register_key], 'X-1')
                self.assertFalse('filed_on' in record and record.filed_on)
                self.assertFalse('formal_on' in record and record.formal_on)

    def test_an_import_cannot_set_it(self):
        archives = self.env['customer.archive'].with_user(self.archivist)
        for fields, row in (
            (['partner_id/.id', 'state'], [str(self.customer.id), 'formal']),
            (['partner_id/.id', 'name'], [str(self.customer.id), 'KH-1']),
            (['.id', 'state'], [str(self.archive.id), 'formal']),
        ):
            with self.subTest(fields=fields):
                result = archives.load(fields, [row])
                self.assertFalse(result['ids'])
                self.assertIn("cannot be set by hand", result['messages'][0]['message'])
        self.assertEqual(self.archive.state, 'temporary')
        self.assertFalse(self.customer.archive_ids)

    def test_saving_a_screen_cannot_set_it(self):
        with self.assertRefused("Status"):
            self.archive.with_user(self.archivist).web_save({'state': 'formal'}, {'state': {}})
        with self.assertRefused("Status"):
            self.env['customer.archive'].with_user(self.archivist).web_save(
                self.beginnings['customer.archive'], {'state': {}},
            )

    def test_an_onchange_writes_nothing(self):
        self.archive.with_user(self.archivist).onchange(
            {'state': 'formal'}, ['state'], {'state': {}},
        )
        self.env.flush_all()
        self.archive.invalidate_recordset()
        self.assertEqual(self.archive.state, 'temporary')

    def test_x2many_commands_reach_no_gated_column(self):
        archive = self.archive.with_user(self.archivist)
        location = self._create_location().with_user(self.archivist)
        volume, document, holding = self.volume.id, self.document.id, self.holding.id
        for record, vals in (
            (archive, {'volume_ids': [Command.update(volume, {'state': 'filed'})]}),
            (archive, {'volume_ids': [Command.create({'title': "X", 'state': 'filed'})]}),
            (archive, {'document_ids': [Command.update(document, {'state': 'verified'})]}),
            (self.volume.with_user(self.archivist), {
                'document_ids': [Command.update(document, {'scan_sha256': 'ab'})]}),
            (self.volume.with_user(self.archivist), {
                'holding_ids': [Command.update(holding, {'state': 'withdrawn'})]}),
            (location, {'holding_ids': [Command.link(holding)]}),
            (location, {'holding_ids': [Command.set([holding])]}),
        ):
            with self.subTest(vals=vals), self.assertRefused("cannot be set by hand"):
                record.write(vals)

    def test_a_customer_is_no_way_into_his_archive(self):
        with self.assertRefused("cannot be set by hand"):
            self.archive.partner_id.with_user(self.archivist).sudo().write({
                'archive_ids': [Command.update(self.archive.id, {'state': 'formal'})],
            })

    def test_a_holding_in_a_holding_begins_its_life_as_well(self):
        """The pass of the outer record does not open the inner one of the same model."""
        inner = {
            'archive_id': self.archive.id, 'document_id': self.document.id, 'kind': 'copy',
            'serial': 9, 'state': 'withdrawn',
        }
        with self.assertRefused():
            self.env['customer.archive.holding'].with_user(self.archivist).create({
                'archive_id': self.archive.id, 'document_id': self.document.id, 'kind': 'copy',
                'serial': 8, 'content_ids': [Command.create(inner)],
            })

    def test_an_upload_carries_no_gated_column(self):
        """The pass that notes the checksum of a scan opens nothing that the user sends."""
        for vals in (
            {'state': 'verified'}, {'name': 'X-1'}, {'verified_by_id': self.archivist.id},
            {'scan_sha256': '0' * 64},
        ):
            with self.subTest(vals=vals), self.assertRefused("cannot be set by hand"):
                self.document.with_user(self.collector).write({
                    'scan': b'c2Nhbg==', 'scan_name': "scan.pdf", **vals,
                })

    def test_a_copy_begins_at_the_beginning(self):
        volume = self._file(self.volume)
        twin = volume.with_user(self.archivist).copy()
        self.assertEqual(twin.state, 'temporary')
        self.assertNotEqual(twin.name, volume.name)
        self.assertFalse(twin.filed_on or twin.received_on or twin.accepted_on)
        self.document.with_user(self.archivist).action_verify()
        twin = self.document.with_user(self.archivist).copy()
        self.assertEqual(twin.state, 'unverified')
        self.assertFalse(twin.verified_on or twin.verified_by_id)

    # === A PASS IS NOT FORGED === #

    def test_no_value_that_json_can_carry_is_a_pass(self):
        for key in (
            True, 1, 0, "pass", "", [], ['customer.archive'], {}, {'_model': 'customer.archive'},
            {'_ids': [self.archive.id], '_model': 'customer.archive'}, None, 1.5,
        ):
            with self.subTest(key=key):
                for record in self.records:
                    with self.assertRefused():
                        record.with_user(self.archivist).with_context(**{CONTEXT_KEY: key}).write(
                            {'state': self.beginnings[record._name]['state']},
                        )
                with self.assertRaises(AccessError):
                    self.env['customer.archive.register'].sudo().with_context(
                        **{CONTEXT_KEY: key},
                    ).create({'event': 'x', 'model': 'x', 'subject': 'x', 'at': '2020-01-01',
                              'actor': 'x'})

    def test_a_pass_opens_what_it_was_made_for_and_no_more(self):
        other = self._open_archive()
        passed = with_pass(self.archive)
        self.assertTrue(has_pass(passed))
        self.assertTrue(has_pass(with_pass(self.archive | other)[1]))
        self.assertFalse(has_pass(other.with_env(passed.env)))
        self.assertFalse(has_pass((self.archive | other).with_env(passed.env)))
        self.assertFalse(has_pass(self.volume.with_env(passed.env)))
        self.assertFalse(has_pass(self.archive))
        self.assertFalse(has_pass(passed.browse()))
        # One that was made to create opens no record that is there.
        creating = with_pass(self.archive.browse())
        self.assertTrue(has_pass(creating))
        self.assertFalse(has_pass(self.archive.with_env(creating.env)))

    # === THE TABLE === #

    def test_a_wrong_move_names_where_from_where_to_and_which_record(self):
        with self.assertRefused(self.archive.name, "Temporary", "close an archive", "Formal"):
            self.archive.with_user(self.archivist)._transition('close', reason="No more business")
        with self.assertRefused(self.volume.name, "Temporary", "file a volume", "Handed In"):
            self.volume.with_user(self.archivist)._transition('file')

    def test_every_step_is_refused_where_it_does_not_start(self):
        for record in self.records:
            for verb, transition in record._get_transitions().items():
                if record.state in transition.sources:
                    continue
                with self.subTest(model=record._name, verb=verb), self.assertRefused(
                    record.display_name,
                ):
                    record.with_user(self.archivist)._transition(verb, reason="A test")

    def test_an_unknown_step_is_a_fault_of_the_program(self):
        with self.assertRaises(ValueError):
            self.archive._transition('fly')

    def test_a_step_says_for_whom_it_is(self):
        """CA-06, CA-79: the back office makes archives formal and files volumes."""
        for user in (self.user, self.technician, self.collector, self.general_manager):
            with self.subTest(user=user.login):
                with self.assertRefused("Archivist", exception=AccessError):
                    self.archive.with_user(user)._transition('formalise')
                with self.assertRefused("Archivist", exception=AccessError):
                    self.volume.with_user(user)._transition('void', reason="A test")

    def test_an_auditor_takes_no_step(self):
        for record in self.records:
            for verb in record._get_transitions():
                with self.subTest(model=record._name, verb=verb), self.assertRaises(AccessError):
                    record.with_user(self.auditor)._transition(verb, reason="A test")

    def test_a_reason_is_asked_for_and_kept(self):
        archive = self._open_archive()
        for reason in (None, "", "   ", "\n\t"):
            with self.subTest(reason=reason), self.assertRefused("Say why"):
                archive.with_user(self.archivist)._transition('void', reason=reason)
        self.assertEqual(archive.state, 'temporary')
        archive.with_user(self.archivist)._transition('void', reason="  Opened twice ")
        entry = self._entries(archive, 'void')
        self.assertEqual(entry.note, "Opened twice")
        self.assertEqual(entry.facts, {'from': 'temporary', 'to': 'void'})
        self.assertEqual(entry.actor, self.archivist.login)

    def test_all_or_nothing(self):
        """A step over several records is refused as a whole by one of them."""
        closed = self._formalise(self._open_archive())
        fine = self._open_archive()
        with self.assertRefused(closed.name):
            (fine | closed).with_user(self.archivist)._transition('void', reason="A test")
        self.env.invalidate_all()
        self.assertEqual(fine.state, 'temporary')
        self.assertFalse(self._entries(fine, 'void'))

    def test_each_step_leaves_one_entry_in_the_register(self):
        """CA-07: the history of the states is kept."""
        volume = self._file(self.volume)
        volume.with_user(self.archivist).action_close()
        volume.with_user(self.archivist)._transition('reopen', reason="A paper turned up")
        self.assertEqual(
            self._entries(volume).mapped('event'),
            ['open', 'hand_in', 'accept', 'file', 'close', 'reopen'],
        )

    # === THE DIALOG === #

    def _answer(self, records, verb, reason="A reason", user=None):
        self.env['customer.archive.reason'].with_user(user or self.archivist).create({
            'model': records._name, 'verb': verb, 'record_ids': records.ids, 'reason': reason,
        }).action_confirm()

    def test_the_dialog_takes_the_step(self):
        archive = self._open_archive()
        action = archive.with_user(self.archivist).action_void()
        dialog = self.env[action['res_model']].with_user(self.archivist).with_context(
            **action['context'],
        ).create({'reason': "Opened by mistake"})
        dialog.action_confirm()
        self.assertEqual(archive.state, 'void')
        self.assertEqual(self._entries(archive, 'void').note, "Opened by mistake")

    def test_the_dialog_does_not_open_for_who_may_not(self):
        with self.assertRaises(AccessError):
            self.archive.with_user(self.collector).action_void()
        with self.assertRaises(AccessError):
            self._answer(self.archive, 'void', user=self.collector)

    def test_the_dialog_takes_only_steps_that_ask_for_a_reason(self):
        """`take_over`, which asks for no documents, belongs to the import alone."""
        self.volume.folder_id._relocate(home=self._create_location())
        with self.assertRaises(UserError):
            self._answer(self.volume, 'take_over')
        self.assertEqual(self.volume.state, 'temporary')

    def test_the_dialog_reaches_no_model_without_a_gate(self):
        before = self.customer.read()
        with self.assertRaises(UserError):
            self._answer(self.customer, 'void')
        self.assertEqual(self.customer.read(), before)

    def test_the_dialog_is_of_who_opened_it(self):
        dialog = self.env['customer.archive.reason'].with_user(self.archivist).create({
            'model': 'customer.archive', 'verb': 'void', 'record_ids': self.archive.ids,
            'reason': "A reason",
        })
        with self.assertRaises(AccessError):
            dialog.with_user(self.office_manager).action_confirm()
