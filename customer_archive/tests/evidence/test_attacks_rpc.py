# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase
from .attacks import AttackCommon
from .test_public_methods import PUBLIC_METHODS

TITLE = "Secret hall under the hill"
KEYS = {
    'customer_archive_pass': True, 'force': True, 'bypass': True, 'skip_check': True,
    'import_file': True, 'install_mode': True, 'tracking_disable': True, 'no_register': True,
    'module': 'customer_archive', 'uid': 1, 'su': True, 'bin_size': False,
}


class RpcAttackCommon(AttackCommon):
    """Fixtures, beside those of the base class: `foreign`, a volume of `other_department`, with
    the document `foreign_document`; `own`, an archive of `other_department`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volume.title = TITLE
        cls.document.title = TITLE
        cls.archive.note = TITLE
        cls.own = cls._open_archive(department_id=cls.other_department.id)
        cls.foreign = cls._create_volume(cls.own)
        cls.foreign_document = cls._create_document(cls.foreign)

    def _state_of(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            (record._name, record.id, record.state, record.department_id, record.company_id,
             record.archive_id if 'archive_id' in record else record.partner_id)
            for record in records
        ]

    def _try(self, user, model, method, *args, **kwargs):
        """Call as over RPC; return what came back, or nothing when it was refused."""
        try:
            with self.env.cr.savepoint():
                return self._call(user, model, method, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 Refused in whatever way: its message counts as well.
            self.env.invalidate_all(flush=False)
            return str(error)

    def _assert_tells_nothing(self, answer):
        for secret in (self.customer.name, TITLE):
            self.assertNotIn(secret, str(answer))


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


class TestRelated(RpcAttackCommon):
    """Class of attack: reading through fields of other models what a record rule hides."""

    def test_a_contact_tells_nothing_of_its_archive(self):
        partner = self.customer
        paths = ('archive_ids', 'archive_id', 'archive_state')
        for user in (self.other_user, self.outsider):
            for name in paths:
                answer = self._try(user, 'res.partner', 'read', partner.ids, [name])
                if isinstance(answer, list):
                    self.assertFalse(answer[0][name])
            for domain in (
                [['archive_ids.name', '=', self.archive.name]],
                [['archive_ids.note', 'ilike', TITLE]],
                [['archive_id.volume_ids.title', 'ilike', TITLE]],
                [['archive_state', '=', 'temporary']],
            ):
                with self.subTest(user=user.login, domain=domain):
                    answer = self._try(
                        user, 'res.partner', 'search', [['id', '=', partner.id], *domain],
                    )
                    self.assertFalse(isinstance(answer, list) and answer)
            for spec in ('archive_ids:array_agg', 'archive_id:count'):
                answer = self._try(
                    user, 'res.partner', 'formatted_read_group', [['id', '=', partner.id]], [],
                    [spec],
                )
                self.assertNotIn(str(self.archive.id), str(answer) if isinstance(
                    answer, list) else '')

    def test_an_order_tells_nothing_of_its_volume(self):
        self.other_user.group_ids |= self.env.ref('sales_team.group_sale_salesman_all_leads')
        order = self.env['sale.order'].create({
            'partner_id': self.customer.id, 'company_id': self.company.id,
        })
        self.volume.sale_order_id = order
        [values] = self._call(
            self.other_user, 'sale.order', 'web_read', order.ids,
            {'archive_volume_ids': {'fields': {'title': {}}}},
        )
        self._assert_tells_nothing(values)
        self.assertFalse(values['archive_volume_ids'])
        self._assert_tells_nothing(self._try(
            self.other_user, 'sale.order', 'action_view_archive_volume', order.ids,
        ))

    def test_an_archive_tells_of_its_customer_what_the_reader_may_know(self):
        self.customer.write({'email': 'north@example.com', 'phone': "+86 10 5555"})
        self.env['ir.rule'].create({
            'name': "Nobody reads this contact",
            'model_id': self.env.ref('base.model_res_partner').id,
            'domain_force': [('id', '!=', self.customer.id)], 'perm_write': False,
            'perm_create': False, 'perm_unlink': False,
        })
        for field in ('email', 'phone', 'vat', 'city'):
            answer = self._try(self.user, 'customer.archive', 'read', self.archive.ids, [field])
            self.assertNotIn('north@example.com', str(answer))
            self.assertNotIn("5555", str(answer))

    def test_what_is_inside_is_found_under_the_rules_of_the_seeker(self):
        for domain in (
            [['volume_ids.title', 'ilike', TITLE]], [['document_ids.title', 'ilike', TITLE]],
            [['lookup', 'ilike', TITLE]], [['display_name', 'ilike', "Northern"]],
        ):
            for user in (self.other_user, self.other_collector):
                with self.subTest(domain=domain):
                    self.assertFalse(self._call(
                        user, 'customer.archive', 'search_count', domain,
                    ))
        # Through a record of his own to what it should not lead to.
        self.assertFalse(self._call(self.other_user, 'customer.archive.holding', 'search_count', [
            ['archive_id.document_ids.title', 'ilike', TITLE],
        ]))


class TestNames(RpcAttackCommon):
    """Class of attack: the display name of what one may not open. It is a number."""

    def test_names_are_numbers(self):
        for record in self.records:
            number = record[record._register_key]
            with self.subTest(model=record._name):
                self.assertEqual(record.display_name, number)
                self.assertEqual(record.with_user(self.user).display_name, number)
                self._assert_tells_nothing(record.display_name)

    def test_they_are_numbers_wherever_they_are_shown(self):
        activity = self.archive.with_user(self.archivist).activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.archivist.id,
        )
        self.assertEqual(activity.res_name, self.archive.name)
        message = self.archive.with_user(self.archivist).message_post(body=TITLE)
        self.assertEqual(message.record_name, self.archive.name)
        for record in self.records:
            number = record[record._register_key]
            for method, args in (
                ('name_search', [number]), ('web_name_search', [number, {'display_name': {}}]),
                ('search_read', [[['id', '=', record.id]], ['display_name']]),
                ('web_search_read', [[['id', '=', record.id]], {'display_name': {}}]),
                ('name_search', [self.customer.name]), ('name_search', [TITLE]),
            ):
                with self.subTest(model=record._name, method=method):
                    answer = self._call(self.user, record._name, method, *args)
                    self._assert_tells_nothing(answer)
        for field in ('archive_id', 'volume_id', 'document_id'):
            [values] = self._call(
                self.user, 'customer.archive.holding', 'web_read', self.folder.ids,
                {field: {'fields': {'display_name': {}}}},
            )
            self._assert_tells_nothing(values)
            [values] = self._call(
                self.user, 'customer.archive.holding', 'read', self.folder.ids, [field],
            )
            self._assert_tells_nothing(values)

    def test_a_file_that_is_exported_or_attached_bears_no_name(self):
        document = self._create_document(
            self.volume, scan=b'c2Nhbg==', scan_name=f"{self.customer.name}.pdf",
        )
        scan = self.env['ir.attachment'].search([
            ('res_model', '=', document._name), ('res_id', '=', document.id),
            ('res_field', '=', 'scan'),
        ])
        self.assertNotIn(self.customer.name, scan.name)
        self.assertEqual(scan.res_name, document.name)

    def test_an_attacker_searches_in_vain(self):
        for record in self.records:
            for user in (self.other_user, self.outsider):
                for method in ('name_search', 'web_name_search'):
                    args = [record[record._register_key]]
                    args += [{'display_name': {}}] if method == 'web_name_search' else []
                    answer = self._try(user, record._name, method, *args)
                    self.assertFalse(isinstance(answer, list) and answer)


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


class TestLogTables(RpcAttackCommon):
    """Class of attack: lines of the register are written for others, changed or removed."""

    def test_nobody_touches_the_register(self):
        entry = self._entries(self.archive)[:1]
        line = {'at': '2000-01-01 00:00:00', 'actor': "boss", 'event': 'open',
                'model': 'customer.archive', 'subject': self.archive.name}
        admin = self._create_user('system')
        admin.group_ids |= self.env.ref('base.group_system')
        for user in (*self.attackers, self.user, self.archivist, self.office_manager,
                     self.general_manager, self.auditor, admin):
            for method, args in (
                ('create', [line]), ('write', [entry.ids, {'actor': "boss"}]),
                ('unlink', [entry.ids]), ('copy', [entry.ids]), ('web_save', [[], line, {}]),
                ('web_save', [entry.ids, {'note': "X"}, {}]),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_closed(user, 'customer.archive.register', method, *args)
            answer = self._try(user, 'customer.archive.register', 'load',
                               list(line), [list(line.values())])
            self.assertFalse(isinstance(answer, dict) and answer.get('ids'))
        self.assertEqual(self._entries(self.archive)[:1].actor, entry.actor)

    def test_the_register_names_nobody_outside(self):
        lines = self.env['customer.archive.register'].search([])
        for line in lines:
            self._assert_tells_nothing([line.subject, line.facts, line.archive])


class TestCleaners(RpcAttackCommon):
    """Class of attack: a cleaner deletes or archives as superuser; contacts are merged."""

    def test_no_cleaner_removes_anything(self):
        """`data_recycle` and `privacy_lookup` do it this way."""
        self.document.with_user(self.archivist).action_verify()
        for record in (self.archive, self.volume, self.document, self.folder):
            with self.subTest(model=record._name), self.assertRaises(UserError):
                record.sudo().with_context(active_test=False).unlink()
            self.assertNotIn('active', record._fields)
            self.assertTrue(record.exists())

    def test_no_cleaner_removes_the_customer(self):
        with self.assertRaises(UserError):
            self.customer.sudo().unlink()
        self.assertTrue(self.customer.exists())

    @mute_logger('odoo.sql_db')
    def test_a_user_who_merges_contacts_loses_no_archive(self):
        self.outsider.group_ids |= self.env.ref('base.group_partner_manager')
        both = self.customer | self.own.partner_id
        for target in both:
            wizard = self._call(
                self.outsider, 'base.partner.merge.automatic.wizard', 'create', {
                    'partner_ids': [[6, 0, both.ids]], 'dst_partner_id': target.id,
                    'state': 'selection',
                },
            )
            self._try(
                self.outsider, 'base.partner.merge.automatic.wizard', 'action_merge', [wizard],
            )
            self.env.invalidate_all()
            self.assertTrue((self.archive | self.own).exists() == self.archive | self.own)
            self.assertEqual(self.archive.partner_id, self.customer)
            self.assertTrue(both.exists() == both)


@tagged('post_install', '-at_install')
class TestAttacksOverHttp(RpcAttackCommon, ArchiveHttpCase):
    """The same over real requests: `/json/2` with a bearer's key, and the routes of reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = {
            user: cls.env['res.users.apikeys'].with_user(user)._generate(
                'rpc', "Attack", fields.Datetime.now() + timedelta(days=1),
            )
            for user in (cls.user, cls.other_user, cls.outsider)
        }

    def _json2(self, user, model, method, **body):
        self.env.flush_all()
        with mute_logger('odoo.http'):
            response = self.url_open(f'/json/2/{model}/{method}', data=json.dumps(body), headers={
                'Authorization': f'Bearer {self.keys[user]}', 'Content-Type': 'application/json',
            })
        self.env.invalidate_all()
        return response

    def test_a_bearer_reads_what_its_user_reads(self):
        for record in self.records:
            path = {'ids': record.ids, 'fields': ['display_name']}
            self.assertEqual(self._json2(self.user, record._name, 'read', **path).status_code, 200)
            for user in (self.other_user, self.outsider):
                for method, body in (
                    ('read', path),
                    ('web_read', {'ids': record.ids, 'specification': {'display_name': {}}}),
                    ('export_data', {'ids': record.ids, 'fields_to_export': ['display_name']}),
                    ('write', {'ids': record.ids, 'vals': {'state': 'formal'}}),
                    ('unlink', {'ids': record.ids}), ('_transition', {'ids': record.ids}),
                    ('copy_data', {'ids': record.ids}),
                ):
                    with self.subTest(user=user.login, model=record._name, method=method):
                        response = self._json2(user, record._name, method, **body)
                        self.assertGreaterEqual(response.status_code, 400)
                        self._assert_tells_nothing(response.text)
                for method, body in (('search_read', {'domain': []}),
                                     ('search_count', {'domain': [['id', 'in', record.ids]]})):
                    response = self._json2(user, record._name, method, **body)
                    self._assert_tells_nothing(response.text)
                    if method == 'search_count' and response.status_code == 200:
                        self.assertEqual(response.json(), 0)

    def test_a_bearer_s_context_opens_nothing(self):
        response = self._json2(
            self.user, 'customer.archive', 'write', ids=self.archive.ids,
            vals={'state': 'formal'}, context=KEYS,
        )
        self.assertGreaterEqual(response.status_code, 400)
        self.assertEqual(self.archive.state, 'temporary')

    def test_no_report_prints_foreign_ids(self):
        labels = {
            'archive': self.archive, 'volume': self.volume, 'holding': self.folder,
        }
        for user in self.attackers:
            self.authenticate(user.login, user.login)
            for kind, record in labels.items():
                name = f'customer_archive.report_{kind}_label'
                for url in (
                    f'/report/html/{name}/{record.id}', f'/report/pdf/{name}/{record.id}',
                    f'/report/text/{name}/{record.id}',
                    f'/report/html/{name}/{record.id}?context={{"active_ids": [{record.id}]}}',
                    f'/report/download?data=["/report/pdf/{name}/{record.id}","qweb-pdf"]',
                ):
                    with self.subTest(user=user.login, url=url), \
                            mute_logger('odoo.http', 'odoo.addons.web.controllers.report'):
                        response = self.url_open(url, allow_redirects=False)
                        self._assert_tells_nothing(response.text)
                        self.assertNotIn(b'%PDF', response.content)

    def test_the_label_is_printed_for_who_may_read(self):
        self.authenticate(self.user.login, self.user.login)
        response = self.url_open(
            f'/report/html/customer_archive.report_volume_label/{self.volume.id}',
        )
        self.assertIn(self.volume.name, response.text)

    def test_no_route_serves_a_field_of_a_foreign_record(self):
        for user in (*self.attackers, None):
            self.authenticate(user and user.login, user and user.login)
            for record in self.records:
                for url in (
                    f'/web/content/{record._name}/{record.id}/scan',
                    f'/web/image/{record._name}/{record.id}/scan',
                    f'/odoo/{record._name}/{record.id}',
                    f'/mail/view?model={record._name}&res_id={record.id}',
                ):
                    with self.subTest(user=user and user.login, url=url), \
                            mute_logger('odoo.http'):
                        self._assert_tells_nothing(self.url_open(url).text)
