# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.evidence.pending_access import PendingAccess
from ..common import GROUP, ArchiveCommon

NESTED = {'archive_id': {'fields': {'partner_id': {}}}}


@tagged('post_install', '-at_install')
class TestHoles(ArchiveCommon):
    """Ways around purpose and access log that once were open (CA-64).

    Fixtures: a confidential archive with a volume and a message; a user cleared for it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        hidden = "He hides something"
        cls.archive.message_post(body=hidden)
        cls.archive.confidentiality = '2'
        cls.cleared = cls._create_user('cleared', 'user', cls.department)
        cls.cleared.group_ids |= cls.env.ref(f'{GROUP}clearance_confidential')
        cls.env.flush_all()

    def _open(self):
        self._state_purpose(self.cleared, self.archive)
        self.env.flush_all()
        self.env.invalidate_all()
        PendingAccess.of(self.env(user=self.cleared))._end()

    def _assert_noted(self, content):
        """Assert that the user left a line on the archive that names the content."""
        PendingAccess.of(self.env(user=self.cleared))._end()
        self.env.invalidate_all()
        lines = self.env['customer.archive.access.log'].search([
            ('actor', '=', self.cleared.login), ('model', '=', 'customer.archive'),
            ('subject', '=', self.archive.name), ('kind', '!=', 'purpose'),
        ])
        self.assertIn(content, [name for line in lines for name in line.contents or ()])

    def _of_user(self, model):
        return self.env[model].with_user(self.cleared)

    def test_the_dialog_of_requests_tells_nobody_whose_archive_it_is(self):
        for user in (self.outsider, self.cleared, self.archivist):
            with self.subTest(user=user.login):
                shown = self.env['customer.archive.change.propose'].with_user(user).with_context(
                    default_archive_id=self.archive.id,
                ).default_get(['archive_id', 'customer_name', 'customer_ref'])
                self.assertFalse(shown.get('customer_name'))
                self.assertNotIn('customer_ref', shown)

    def test_a_request_tells_nobody_the_number_and_status_of_an_archive(self):
        with self.assertRaises(AccessError):
            self.env['customer.archive.change.request'].with_user(self.outsider)._request(
                self.archive.with_user(self.outsider), {('res.partner', 'name'): "X"}, "Curious",
            )

    def test_customers_are_not_found_by_archives_that_are_closed(self):
        secret = self._open_archive(department_id=self.other_department.id, confidentiality='3')
        customer = secret.partner_id
        self.env.flush_all()
        for user in (self.user, self.cleared):
            customers = self.env['res.partner'].with_user(user)
            known = [('id', 'in', (customer | self.customer).ids)]
            for domain in (
                [('archive_ids', 'in', (secret | self.archive).ids)],
                [('archive_ids', '!=', False)],
            ):
                self.assertFalse(customers.search(domain + known))
            self.assertEqual(
                customers.search([('archive_ids', '=', False), *known]), customer | self.customer,
            )
            self.assertEqual(len(customers.search([
                ('archive_ids', 'not in', secret.ids), *known,
            ])), 2)
        self.assertEqual(
            self.env['res.partner'].search([('archive_ids', 'in', secret.ids)]), customer,
        )

    def test_customers_are_found_by_archives_that_are_open(self):
        self._open()
        customers = self._of_user('res.partner')
        self.assertEqual(customers.search([('archive_ids', 'in', self.archive.ids)]), self.customer)
        self.assertIn(self.customer, customers.search([('archive_ids', '!=', False)]))

    def test_what_our_own_code_looked_at_before_is_noted(self):
        self._open()
        [shown] = self._of_user('customer.archive.volume').browse(self.volume.id).web_read(
            {'title': {}, **NESTED},
        )
        self.assertEqual(shown['archive_id']['partner_id'], self.customer.id)
        self._assert_noted('partner_id')

    def test_a_path_from_another_model_is_noted(self):
        for model in ('customer.archive.volume', 'customer.archive.purpose'):
            with self.subTest(model=model):
                self._open()
                groups = self._of_user(model).formatted_read_group(
                    [], ['archive_id.partner_id'], ['__count'],
                )
                self.assertIn(self.customer.id, [
                    (group['archive_id.partner_id'] or [0])[0] for group in groups
                ])
                self._assert_noted('partner_id')

    def test_conditions_on_groups_are_noted(self):
        self._open()
        self._of_user('customer.archive').formatted_read_group(
            [], ['name'], ['__count'], having=[('customer_type:max', '>', 'a')],
        )
        self._assert_noted('customer_type')

    def test_the_order_of_groups_is_noted(self):
        self._open()
        self._of_user('customer.archive').formatted_read_group(
            [], ['name'], ['__count'], order='customer_type:max desc',
        )
        self._assert_noted('customer_type')

    def test_an_order_is_noted(self):
        self._open()
        self._of_user('customer.archive').search([], order='partner_id desc, id')
        self._assert_noted('partner_id')

    def test_messages_of_a_record_are_noted(self):
        self._open()
        [shown] = self._of_user('customer.archive').browse(self.archive.id).web_read(
            {'message_ids': {'fields': {'body': {}}}},
        )
        self.assertIn("He hides", str(shown['message_ids']))
        self._assert_noted('message_ids')

    def test_messages_that_are_read_are_noted(self):
        self._open()
        message = self.archive.message_ids[:1]
        self.env.invalidate_all()
        self._of_user('mail.message').browse(message.id).read(['body'])
        self._assert_noted('message_ids')

    def test_messages_as_groups_are_noted(self):
        self._open()
        groups = self._of_user('mail.message').formatted_read_group(
            [('model', '=', 'customer.archive')], ['res_id'], ['body:array_agg'],
        )
        self.assertIn("He hides", str(groups))
        self._assert_noted('message_ids')

    def test_messages_that_somebody_asks_about_are_noted(self):
        self._open()
        self.assertTrue(self._of_user('mail.message').search_count([
            ('model', '=', 'customer.archive'), ('body', 'ilike', "hides"),
        ]))
        self._assert_noted('message_ids')

    def test_activities_are_noted(self):
        self.archive.activity_schedule(
            'mail.mail_activity_data_todo', user_id=self.cleared.id, summary="Ask him",
        )
        self.env.flush_all()
        self.env.invalidate_all()
        activities = self._of_user('mail.activity')
        self.assertEqual(activities.search_read(
            [('res_model', '=', 'customer.archive')], ['summary'],
        )[0]['summary'], "Ask him")
        self._assert_noted('activity_ids')
