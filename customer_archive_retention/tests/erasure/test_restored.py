# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.erasure.ranges import from_ranges, to_ranges
from ..restored import RestoredMixin
from .common import EMAIL, NAME, ErasureCommon

NICKNAME = "Old Quill"
HINT = f"Ask {NICKNAME}"


@tagged('post_install', '-at_install')
class TestRestored(RestoredMixin, ErasureCommon):
    """Who was forgotten before a restore is listed again, for decision by people (X-02, ND-17)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hint = cls.other_archive.message_post(body=HINT)

    def _forget(self, **vals):
        """Erase what is known of the person, who is called by one more name than his contact says.
        """
        request = self._search(
            words='\n'.join([NAME, EMAIL, "+86 571 8899 7766", "CN00 1234", NICKNAME]), **vals,
        )
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        return request

    def _list_again(self, file):
        return self._reapply(file).erasure_ids

    def test_the_places_are_listed_again_and_erased_again(self):
        file = self._restore_after(self._forget)
        self.assertEqual(self.person.name, NAME)
        request = self._list_again(file)
        self.assertEqual((request.partner_id, request.state), (self.person, 'searched'))
        self.assertFalse(request.line_ids.mapped('decision')[0], "People decide")
        self.assertEqual(self._line(request, 'document').proposal, 'erase')
        self.assertIn("UTC", self._line(request, 'document').recalled)
        self._decide(request)
        self._execute(request)
        self.assertEqual(request.state, 'executed')
        self.assertEqual(self.person.name, request.name)
        self.assertFalse(self.paper.scan_sha256)
        self.assertNotIn(NAME, self.mention.body)
        self.assertFalse(request.finding_ids.filtered(lambda finding: not finding.is_kept))

    def test_what_only_the_register_knows_is_found_by_its_id(self):
        request = self._list_again(self._restore_after(self._forget))
        self.assertNotIn(NICKNAME, request.words)
        line = self._line(request, 'mention', self.other_archive)
        self.assertIn(self.hint.id, line.recalled_ids)
        self.assertEqual(line.record_count, 2)
        line.decision = 'erase'
        self._decide(request, 'document', decision='erase')
        self._decide(request)
        self._execute(request)
        self.assertFalse(self.hint.body)

    def test_the_register_holds_nothing_of_what_was_erased(self):
        self._restore_after(lambda: self.assertFalse([
            word for word in (NAME, EMAIL, NICKNAME, "Quillfeather", "CN00")
            if word in str(self.env['customer.archive.register'].search([
                ('subject', '=', self._forget().name),
            ]).mapped('facts'))
        ]))
        # The history of an archive tells that something in it was erased.
        self._forget()
        self.assertTrue(self.env['customer.archive.register'].search_count([
            ('event', '=', 'erase'), ('archive', '=', self.own.name),
        ]))

    def test_what_is_still_erased_is_not_listed(self):
        self._restore_after(lambda: None)
        self._forget()
        self.env.flush_all()
        with self.assertRefused("nothing to do again"):
            self._reapply(self._export_register())

    def test_what_was_listed_once_is_not_listed_twice(self):
        file = self._restore_after(self._forget)
        request = self._list_again(file)
        self.assertEqual(self._list_again(file), request)
        self._decide(request)
        self._execute(request)
        with self.assertRefused("nothing to do again"):
            self._reapply(file)

    def test_an_id_that_was_given_anew_names_somebody_else(self):
        file = self._restore_after(self._forget)
        for table, records in (('mail_message', self.hint), ('res_partner', self.person)):
            self.env.cr.execute(SQL(
                "UPDATE %s SET create_date = now() + interval '1 day' WHERE id = %s",
                SQL.identifier(table), records.id,
            ))
            self.env.invalidate_all()
            if table == 'mail_message':
                line = self._line(self._list_again(file), 'mention', self.other_archive)
                self.assertEqual((line.recalled_ids, line.record_count), ([self.mention.id], 1))
                line.request_id._transition('refuse', reason="Again")
        with self.assertRefused("nothing to do again"):
            self._reapply(file)

    def test_a_hold_of_today_still_decides(self):
        file = self._restore_after(self._forget)
        self._hold(archive_ids=self.own.ids)
        line = self._line(self._list_again(file), 'document')
        self.assertIn("Held since", line.reasons)
        self.assertNotEqual(line.proposal, 'erase')

    def test_a_restriction_comes_back_with_its_date(self):
        def restrict():
            request = self._search()
            self._decide(
                request, 'archive', decision='restrict', basis="Law", until='2036-01-01',
            )
            self._decide(request)
            self._execute(request)

        file = self._restore_after(restrict)
        self.assertFalse(self.own.restricted_until)
        line = self._line(self._list_again(file), 'archive')
        self.assertEqual(
            (line.recalled_decision, str(line.until), line.decision),
            ('restrict', '2036-01-01', False),
        )

    def test_a_request_that_was_open_in_the_backup_is_used(self):
        request = self._search()

        def forget():
            self._decide(request, 'document', decision='erase')
            self._decide(request)
            self._execute(request)

        file = self._restore_after(forget)
        self.assertEqual(self._list_again(file), request)

    def test_ranges_say_what_they_were_made_of(self):
        for ids in ((), (7,), (3, 4, 5, 9), (1, 3, 5), range(10, 2000)):
            self.assertEqual(from_ranges(to_ranges(ids)), frozenset(ids))
        self.assertEqual(to_ranges([9, 3, 4, 5]), '3-5 9')
