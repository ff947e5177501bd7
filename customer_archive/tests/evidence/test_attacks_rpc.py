# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


from odoo.tools import mute_logger

from .rpc_attacks import KEYS, TITLE, RpcAttackCommon
from .test_public_methods import PUBLIC_METHODS


class TestPublicMethods(RpcAttackCommon):
    """Class of attack: any public method is called with any ids."""

    def test_no_method_of_ours_does_or_tells_anything_to_who_may_not_read(self):
        before = self._state_of(self.records)
        for record in self.records:
            methods = [name for model, name in PUBLIC_METHODS if model == record._name]
            for method in {*methods, 'read', 'web_read', 'export_data', 'copy', 'copy_data',
                           'get_metadata', 'unlink', 'message_get_followers', 'web_save',
                           'action_archive', 'activity_schedule', 'check_access'}:
                for user in self.attackers:
                    for args in ([], [['display_name', 'note', 'title']], [{'title': {}}]):
                        with self.subTest(model=record._name, method=method, user=user.login), \
                                mute_logger('odoo.sql_db'):
                            self._assert_tells_nothing(self._try(
                                user, record._name, method, record.ids, *args,
                            ))
        self.assertEqual(self._state_of(self.records), before)

    def test_private_methods_are_not_called(self):
        for record in self.records:
            for method in ('_transition', '_write', '_enter_register', '_touch', '_draw_serials',
                           '__init__', '_read_group'):
                with self.subTest(model=record._name, method=method):
                    self._assert_closed(self.archivist, record._name, method, record.ids)
        for method in ('_enter', '_refuse'):
            self._assert_closed(self.archivist, 'customer.archive.register', method, [])


class TestCallersValues(RpcAttackCommon):
    """Class of attack: x2many commands under somebody else's rights take foreign rows."""

    def _commands(self, record, text='title'):
        return [
            [[4, record.id]], [[6, 0, record.ids]], [[1, record.id, {text: "Stolen"}]],
            [[2, record.id]], [[3, record.id]], [[5]],
        ]

    def test_no_command_reaches_what_somebody_may_not_read(self):
        before = self._state_of(self.records)
        targets = (
            ('customer.archive', self.own, 'volume_ids', self.volume, 'title'),
            ('customer.archive', self.own, 'document_ids', self.document, 'title'),
            ('customer.archive.volume', self.foreign, 'document_ids', self.document, 'title'),
            ('customer.archive.volume', self.foreign, 'holding_ids', self.folder, 'condition'),
            ('customer.archive.document', self.foreign_document, 'holding_ids', self.folder,
             'condition'),
            ('customer.archive.holding', self.foreign.folder_id, 'content_ids', self.folder,
             'condition'),
            ('res.partner', self.own.partner_id, 'archive_ids', self.archive, 'note'),
        )
        self.other_collector.group_ids |= self.env.ref('base.group_partner_manager')
        for model, parent, field, child, text in targets:
            for command in self._commands(child, text):
                for user in (self.other_collector, self.outsider):
                    for method, args in (
                        ('write', [parent.ids, {field: command}]),
                        ('web_save', [parent.ids, {field: command}, {}]),
                    ):
                        with self.subTest(field=f'{model}.{field}', command=command,
                                          user=user.login):
                            self._try(user, model, method, *args)
        self.assertEqual(self._state_of(self.records), before)
        self.assertEqual(self.volume.title, TITLE)
        self.assertEqual(self.document.title, TITLE)
        self.assertIn(TITLE, self.archive.note)

    def test_nobody_opens_something_in_a_foreign_archive(self):
        contract = self._type('contract').id
        for user in (self.other_collector, self.other_user, self.outsider):
            for model, vals in (
                ('customer.archive.volume', {'archive_id': self.archive.id, 'title': "X"}),
                ('customer.archive.document', {
                    'archive_id': self.archive.id, 'title': "X", 'type_id': contract}),
                ('customer.archive.document', {
                    'volume_id': self.volume.id, 'title': "X", 'type_id': contract}),
                ('customer.archive.holding', {
                    'archive_id': self.archive.id, 'document_id': self.document.id}),
            ):
                with self.subTest(user=user.login, model=model):
                    self._assert_closed(user, model, 'create', vals)


class TestButtons(RpcAttackCommon):
    """Class of attack: the button that only the view hides."""

    def test_a_user_of_the_department_takes_no_step_of_the_back_office(self):
        before = self._state_of(self.records)
        for user in (self.user, self.technician, self.collector, self.auditor,
                     self.general_manager):
            for model, method, ids in (
                ('customer.archive', 'action_formalise', self.archive.ids),
                ('customer.archive', 'action_close', self.archive.ids),
                ('customer.archive', 'action_void', self.archive.ids),
                ('customer.archive.volume', 'action_accept', self.volume.ids),
                ('customer.archive.volume', 'action_file', self.volume.ids),
                ('customer.archive.volume', 'action_void', self.volume.ids),
                ('customer.archive.document', 'action_verify', self.document.ids),
                ('customer.archive.document', 'action_supersede', self.document.ids),
                ('customer.archive.holding', 'action_miss', self.folder.ids),
                ('customer.archive.holding', 'action_withdraw', self.folder.ids),
                ('customer.archive.holding', 'action_move', self.folder.ids),
            ):
                with self.subTest(user=user.login, method=f'{model}.{method}'):
                    self._assert_closed(user, model, method, ids)
        self.assertEqual(self._state_of(self.records), before)

    def test_the_dialogs_are_no_back_door(self):
        for user in (self.user, self.collector):
            for record, verb in ((self.archive, 'void'), (self.volume, 'void'),
                                 (self.folder, 'withdraw'), (self.archive, 'formalise')):
                with self.subTest(user=user.login, verb=verb):
                    dialog = self._call(user, 'customer.archive.reason', 'create', {
                        'model': record._name, 'verb': verb, 'record_ids': record.ids,
                        'reason': "X",
                    })
                    self._assert_closed(
                        user, 'customer.archive.reason', 'action_confirm', [dialog],
                    )
            self._assert_closed(user, 'customer.archive.holding.move', 'create', {
                'holding_ids': [[6, 0, self.folder.ids]], 'reason': "X",
                'location_id': self._create_location().id,
            })

    def test_nobody_uses_the_dialog_of_another(self):
        dialog = self.env['customer.archive.reason'].with_user(self.archivist).create({
            'model': 'customer.archive', 'verb': 'void', 'record_ids': self.archive.ids,
            'reason': TITLE,
        })
        for user in (self.user, self.outsider):
            self._assert_tells_nothing(self._try(
                user, dialog._name, 'read', dialog.ids, ['reason'],
            ))
            self._assert_closed(user, dialog._name, 'action_confirm', dialog.ids)


class TestContextKeys(RpcAttackCommon):
    """Class of attack: the key that switches a guard off is sent along."""

    def test_no_key_opens_a_guard(self):
        scan = self._create_document(self.volume, scan=b'c2Nhbg==', scan_name="x.pdf")
        attachment = self.env['ir.attachment'].search([
            ('res_model', '=', scan._name), ('res_id', '=', scan.id), ('res_field', '=', 'scan'),
        ])
        for value in (True, 1, "1", {}, [], {'_model': 'customer.archive', '_ids': [1]}, None):
            context = {**KEYS, 'customer_archive_pass': value}
            for model, method, args in (
                ('customer.archive', 'write', [self.archive.ids, {'state': 'formal'}]),
                ('customer.archive', 'write', [self.archive.ids, {
                    'partner_id': self.own.partner_id.id}]),
                ('customer.archive.volume', 'write', [self.volume.ids, {'state': 'filed'}]),
                ('customer.archive.document', 'write', [scan.ids, {'scan_sha256': 'f' * 64}]),
                ('customer.archive.holding', 'write', [self.folder.ids, {'barcode': "X"}]),
                ('customer.archive', 'unlink', [self.archive.ids]),
                ('ir.attachment', 'write', [attachment.ids, {'raw': "forged"}]),
                ('ir.attachment', 'unlink', [attachment.ids]),
                ('customer.archive.register', 'create', [{
                    'at': '2000-01-01 00:00:00', 'actor': "boss", 'event': 'open', 'model': 'x',
                    'subject': 'x'}]),
            ):
                with self.subTest(value=value, method=f'{model}.{method}'):
                    self._assert_closed(self.archivist, model, method, *args, context=context)


class TestWritableState(RpcAttackCommon):
    """Class of attack: the state is set by write, create, load, web_save, copy or a default."""

    def test_no_path_sets_what_only_a_step_sets(self):
        other = self._create_customer()
        contract = self._type('contract').id
        news = {
            'customer.archive': ({'partner_id': other.id}, 'closed'),
            'customer.archive.volume': ({'archive_id': self.archive.id, 'title': "X"}, 'filed'),
            'customer.archive.document': (
                {'archive_id': self.archive.id, 'title': "X", 'type_id': contract}, 'verified'),
            'customer.archive.holding': (
                {'archive_id': self.archive.id, 'document_id': self.document.id, 'serial': 7},
                'withdrawn'),
        }
        for record in self.records:
            vals, state = news[record._name]
            model, before = record._name, record.state
            for method, args, kwargs in (
                ('write', [record.ids, {'state': state}], {}),
                ('web_save', [record.ids, {'state': state}, {}], {}),
                ('create', [{**vals, 'state': state}], {}),
                ('web_save', [[], {**vals, 'state': state}, {}], {}),
                ('copy', [record.ids, {'state': state}], {}),
                ('load', [['.id', 'state'], [[str(record.id), state]]], {}),
                ('create', [vals], {'context': {'default_state': state}}),
            ):
                with self.subTest(model=model, method=method):
                    answer = self._try(self.archivist, model, method, *args, **kwargs)
                    if method == 'create' and isinstance(answer, int):
                        self.assertNotEqual(self.env[model].browse(answer).state, state)
                    self.env.invalidate_all()
                    self.assertEqual(record.state, before)
                    self.assertFalse(self.env[model].search([
                        ('state', '=', state), ('archive_id' if 'archive_id' in record else 'id',
                                                'in', self.archive.ids),
                    ]))

    def test_a_default_of_the_user_is_none(self):
        self.env['ir.default'].with_user(self.archivist).set(
            'customer.archive.volume', 'state', 'filed', user_id=True,
        )
        volume = self._call(self.archivist, 'customer.archive.volume', 'create', {
            'archive_id': self.archive.id, 'title': "X",
        })
        self.assertEqual(self.env['customer.archive.volume'].browse(volume).state, 'temporary')


class TestMoves(RpcAttackCommon):
    """Class of attack: a record is moved out of the sight of others, or into one's own."""

    def test_nothing_changes_its_archive_department_or_company(self):
        shared = self._create_user('both', 'archivist')
        shared.company_ids |= self.other_company
        elsewhere = self.env['customer.archive'].with_context(
            allowed_company_ids=[self.other_company.id],
        ).create({'partner_id': self._create_customer().id, 'company_id': self.other_company.id})
        context = {'allowed_company_ids': [self.company.id, self.other_company.id]}
        before = self._state_of(self.records)
        for record in self.records:
            for vals in (
                {'company_id': self.other_company.id}, {'archive_id': self.own.id},
                {'archive_id': elsewhere.id}, {'partner_id': self._create_customer().id},
                *([{'department_id': self.other_department.id}, {'confidentiality': '1'}]
                  if record != self.archive else []),
            ):
                if not vals.keys() <= record._fields.keys():
                    continue
                for user in (shared, self.collector, self.user):
                    with self.subTest(model=record._name, vals=vals, user=user.login):
                        self._try(
                            user, record._name, 'write', record.ids, vals,
                            context=context if user == shared else {},
                        )
                        self.assertEqual(self._state_of(self.records), before)

    def test_nobody_moves_a_document_into_a_foreign_volume(self):
        for volume in (self.foreign, self._create_volume(self.own)):
            for user in (self.collector, self.archivist):
                with self.subTest(user=user.login):
                    self._assert_closed(user, 'customer.archive.document', 'write',
                                        self.document.ids, {'volume_id': volume.id})

    def test_an_archive_does_not_go_to_a_department_of_another_company(self):
        department = self.env['hr.department'].create({
            'name': "X", 'company_id': self.other_company.id,
        })
        self._assert_closed(self.archivist, 'customer.archive', 'write', self.archive.ids, {
            'department_id': department.id,
        })

    def test_a_transfer_of_an_employee_counts_at_once(self):
        """Class of attack: rule domains that are cached by user."""
        for record in self.records:
            self.assertTrue(self._call(self.user, record._name, 'search', [
                ['id', '=', record.id],
            ]))
        self.user.employee_id.department_id = self.other_department
        for record in self.records:
            self.assertFalse(self._call(self.user, record._name, 'search', [
                ['id', '=', record.id],
            ]))
            self._assert_closed(self.user, record._name, 'read', record.ids, ['display_name'])
