# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .rpc_attacks import TITLE, RpcAttackCommon


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
