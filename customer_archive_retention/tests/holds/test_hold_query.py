# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import ValidationError

from .common import HoldCommon


class TestHoldQuery(HoldCommon):
    """A hold finds archives by what is entered in them, once or as long as it lasts."""

    def _query(self, mode, domain=None, **vals):
        domain = [('partner_id.city', '=', "Dalian")] if domain is None else domain
        return self._hold(query=repr(domain), query_mode=mode, **vals)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.city = "Dalian"

    def test_a_frozen_query_holds_what_it_finds_when_placed(self):
        hold = self._query('frozen')
        later = self._open_archive(self._create_customer(city="Dalian"))
        self.assertEqual(hold.item_ids.archive_id, self.archive)
        self.assertTrue(self.volume.is_held)
        self.assertFalse(later.is_held)

    def test_a_living_query_holds_at_once_what_meets_it_later(self):
        hold = self._query('living')
        later = self._open_archive(self._create_customer(city="Dalian"))
        document = self._create_document(later)
        for record in (later, document, document.holding_ids):
            self.assertTrue(record.is_held)
            self.assertIn(record, record.search([('is_held', '=', True)]))
            with self.assertRefused(hold.name):
                record._ensure_not_blocked('destroy')
        self.assertTrue(later.partner_id.archive_is_held)
        with self.assertRefused(hold.name):
            later.partner_id.write({'phone': False, 'city': False})

    def test_the_sweep_writes_down_what_a_living_query_finds_and_never_lets_it_go(self):
        hold = self._query('living')
        later = self._open_archive(self._create_customer(city="Dalian"))
        with self._counting_commits():
            self.env['customer.archive.hold']._cron_holds()
            self.env['customer.archive.hold']._cron_holds()
        self.assertEqual(hold.item_ids.archive_id, self.archive | later)
        self.assertEqual(len(self._entries(later, 'held')), 1)
        later.partner_id.with_context(tracking_disable=True).city = "Harbin"
        self.assertTrue(later.is_held)

    def test_the_sweep_leaves_alone_what_is_held_already(self):
        self._query('living')
        self.env.flush_all()
        self.cr.execute("SELECT ctid::text FROM customer_archive WHERE id = %s", [self.archive.id])
        before = self.cr.fetchall()
        with self._counting_commits():
            self.env['customer.archive.hold']._cron_holds()
        self.cr.execute("SELECT ctid::text FROM customer_archive WHERE id = %s", [self.archive.id])
        self.assertEqual(self.cr.fetchall(), before)

    def test_a_query_that_finds_everything_is_confirmed(self):
        for domain in ([], [(1, '=', 1)], [('state', '!=', 'x')], [('company_id', '!=', False)]):
            with self.assertRefused("Everything Is Meant"):
                self._query('frozen', domain)
        hold = self._query('frozen', [(1, '=', 1)], holds_everything=True)
        self.assertEqual(hold.held_archives, 2)

    def test_a_query_finds_archives_of_its_company_only(self):
        other = self.env['customer.archive'].create({
            'partner_id': self._create_customer(city="Dalian").id,
            'company_id': self.other_company.id,
        })
        self._query('living')
        self.assertFalse(other.is_held)

    def test_a_query_that_cannot_be_read_is_refused(self):
        for query in ("[('nothing', '=', 1)]", "[(", "[('name', '=', user)]"):
            with self.assertRefused("cannot be read", exception=ValidationError):
                self._draft_hold(query=query)

    def test_a_query_does_not_ask_for_what_is_told_to_a_user(self):
        for query in (
            "[('is_held', '=', True)]", "[('is_own_department', '=', True)]",
            "[('volume_ids.is_held', '=', True)]", "[('volume_ids', 'any', [('is_held', '=', 1)])]",
        ):
            with self.assertRefused("computed anew", exception=ValidationError):
                self._draft_hold(query=query)
