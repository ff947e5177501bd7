# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The addons on a database in use: Odoo's own demonstration company, with its cleaning addons."""

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval


@tagged('standard', 'post_install', '-at_install')
class TestExistingDatabase(TransactionCase):
    """X-08: customers, orders and employees that were there before get their archives.

    Fixtures: an archivist; the customers of Odoo's demonstration data who have orders.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = new_test_user(
            cls.env, 'existing_archivist',
            'customer_archive.customer_archive_group_archivist,base.group_partner_manager',
        )
        cls.customers = cls.env['res.partner'].search([('archive_missing', '=', True)])

    def test_customers_of_the_demonstration_data_wait_for_their_archives(self):
        """CA-02: the list shows who has business but no archive."""
        ordering = self.env['sale.order'].search([('state', '!=', 'cancel')]).partner_id
        waiting = ordering.commercial_partner_id.filtered(lambda partner: not partner.archive_id)
        self.assertTrue(waiting)
        self.assertLessEqual(waiting, self.customers)

    def test_all_their_archives_are_opened_at_once(self):
        """CA-02, CA-03: one action opens them; the list is empty afterwards."""
        action = self.customers.with_user(self.archivist).action_open_customer_archive()
        archives = self.env['customer.archive'].search(action.get('domain') or [
            ('id', '=', action.get('res_id')),
        ])
        self.assertEqual(archives.partner_id, self.customers)
        self.assertEqual(len(set(archives.mapped('name'))), len(archives))
        self.assertFalse(self.env['res.partner'].search([('archive_missing', '=', True)]))

    def test_every_screen_shows_something(self):
        """The demonstration data reach each menu of the archive, for its archivist."""
        archivist = self.env.ref('customer_archive.user_archivist')
        closed = self.env['customer.archive.confidential'].with_user(archivist).search([
            ('purpose_stated', '=', False),
        ])
        self.env['customer.archive.purpose'].with_user(archivist)._state(closed.ids, 'keeping')
        data = self.env['ir.model.data'].search([
            ('module', '=', 'customer_archive'), ('model', '=', 'ir.ui.menu'),
        ])
        menus = self.env['ir.ui.menu'].browse(data.mapped('res_id')).filtered('action')
        actions = [menu.action for menu in menus if menu.action._name == 'ir.actions.act_window']
        shown = [
            action for action in actions
            if not self.env[action.res_model]._transient and action.target != 'new'
            # No incident is what one wants to see.
            and action.res_model != 'customer.archive.incident'
            and self.env[action.res_model].with_user(archivist).has_access('read')
        ]
        self.assertGreaterEqual(len(shown), 10)
        for action in shown:
            domain = safe_eval(action.domain or '[]')
            records = self.env[action.res_model].with_user(archivist).search(domain, limit=1)
            self.assertTrue(records, f"{action.name} is empty")

    def test_every_filter_and_grouping_can_be_clicked(self):
        """Nobody learns from an error which filters are for the superuser only."""
        data = self.env['ir.model.data'].search([
            ('module', '=like', 'customer_archive%'), ('model', '=', 'ir.ui.view'),
        ])
        views = self.env['ir.ui.view'].browse(data.mapped('res_id')).filtered(
            lambda view: view.type == 'search',
        )
        users = self.archivist, new_test_user(
            self.env, 'existing_manager',
            'customer_archive.customer_archive_group_general_manager',
        )
        clicked = 0
        for view in views:
            for user in users:
                model = self.env[view.model].with_user(user)
                if not model.has_access('read'):
                    continue
                for node in etree.fromstring(view.arch_db.encode()).iter('filter'):
                    with self.subTest(view=view.name, filter=node.get('name'), user=user.login):
                        self._click(model, node, user)
                        clicked += 1
        self.assertGreater(clicked, 500)

    def _click(self, model, node, user):
        """Use a filter of a search view as its user would."""
        values = {
            'uid': user.id, 'context_today': fields.Date.today,
            'allowed_company_ids': user.company_ids.ids,
        }
        if node.get('domain'):
            model.search(safe_eval(node.get('domain'), values), limit=1)
        if group_by := safe_eval(node.get('context') or '{}', values).get('group_by'):
            if ':' not in group_by and model._fields[group_by].type in ('date', 'datetime'):
                group_by += ':month'  # As the web client does.
            model.formatted_read_group([], [group_by], ['__count'], limit=2)

    def test_who_uses_no_archive_does_not_read_its_settings(self):
        """Each request reads its company: our columns are not among what that reads."""
        company = self.env['res.company']
        ours = {name for name, field in company._fields.items()
                if field._module and field._module.startswith('customer_archive') and field.store}
        self.assertGreater(len(ours), 50)
        read = {name for name in ours if company._fields[name].column_type
                and company._fields[name].prefetch is True}
        self.assertFalse(read)

    def test_the_register_says_what_its_facts_are(self):
        """No fact of the demonstration data is shown by the name of a variable."""
        register = self.env['customer.archive.register']
        labels = {'from', 'to', *register._get_fact_labels()}
        unnamed = {
            (entry.model, entry.event, name)
            for entry in register.search([]) for name in entry.facts or {}
            if name not in labels and name not in self.env[entry.model]._fields
        }
        self.assertFalse(unnamed)


@tagged('standard', 'post_install', '-at_install')
class TestCleaners(TransactionCase):
    """What cleans a database by superuser never loses an archive.

    Fixtures: a customer with an archive and a volume in it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create({
            'name': "Forgotten Customer Ltd", 'email': 'forgotten@customer.example.com',
        })
        cls.archive = cls.env['customer.archive']._open_for(cls.customer)
        cls.volume = cls.env['customer.archive.volume'].create({
            'archive_id': cls.archive.id, 'title': "Only volume",
        })

    def _recycle(self, record, action):
        model = self.env['data_recycle.model'].create({
            'name': "Recycling", 'res_model_id': self.env['ir.model']._get_id(record._name),
            'recycle_action': action, 'domain': f"[('id', '=', {record.id})]",
        })
        model._recycle_records()
        recycled = self.env['data_recycle.record'].search([('recycle_model_id', '=', model.id)])
        self.assertEqual(recycled.res_id, record.id)
        return recycled.action_validate()

    def test_recycling_deletes_no_customer_with_an_archive(self):
        with self.assertRaisesRegex(UserError, "never given again"):
            self._recycle(self.customer, 'unlink')
        self.assertTrue(self.archive.exists())
        self.assertTrue(self.customer.exists())

    def test_recycling_archives_the_customer_with_a_trace(self):
        self._recycle(self.customer, 'archive')
        self.assertFalse(self.customer.active)
        self.assertEqual(self.archive.partner_id, self.customer)
        entry = self.env['customer.archive.register'].search([
            ('archive', '=', self.archive.name),
        ], limit=1)
        self.assertEqual(entry.event, 'customer_archived')

    def test_recycling_deletes_neither_archive_nor_volume(self):
        for record in (self.volume, self.archive):
            with self.subTest(record._name), self.assertRaisesRegex(UserError, "never deleted"):
                self._recycle(record, 'unlink')
            self.assertTrue(record.exists())

    def test_privacy_lookup_deletes_no_customer_with_an_archive(self):
        wizard = self.env['privacy.lookup.wizard'].create({
            'name': self.customer.name, 'email': self.customer.email,
        })
        wizard.action_lookup()
        lines = wizard.line_ids.filtered(lambda line: line.resource_ref == self.customer)
        self.assertTrue(lines)
        with self.assertRaisesRegex(UserError, "never given again"):
            lines.action_unlink()
        self.assertTrue(self.archive.exists())
        self.assertTrue(self.customer.exists())
