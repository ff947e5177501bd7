# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import io
import json
import os
import re

import bagit

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ....models.custody.preservation.bag import Bag, BagError, Entry
from ....models.custody.preservation.packing import get_safe_name
from ...common import ArchiveHttpCase
from .common import SCAN, PackageCommon

LINES = 'customer.archive.package.line'


class TestPackage(PackageCommon):
    """Archives become a bag that the public tool verifies (X-02, ND-20)."""

    def test_the_public_tool_verifies_a_package(self):
        package = self._pack(self.archive | self.other_archive)
        folder = self._write(package)
        bag = bagit.Bag(str(folder))
        bag.validate()
        self.assertEqual(set(bag.algorithms), {'sha256', 'sha512'})
        self.assertEqual(bag.info['External-Identifier'], package.name)
        about = json.loads((folder / 'data' / 'package.json').read_text())
        self.assertEqual(about['archives'], [self.archive.name, self.other_archive.name])

    def test_a_package_holds_data_scans_and_what_the_evidence_says(self):
        folder = self._write(self._pack())
        number = self.archive.name
        told = self._read(folder, number)
        self.assertEqual(told['records']['customer.archive'][0]['name'], number)
        self.assertEqual(told['records']['res.partner'][0]['name'], self.customer.name)
        [row] = told['records']['customer.archive.document']
        self.assertEqual((row['name'], row['pages']), (self.document.name, 3))
        self.assertEqual(len(told['records']['customer.archive.holding']), 2)
        self.assertIn(str(self.document.type_id.id),
                      told['references']['customer.archive.document.type'])
        place = folder / 'data' / 'archives' / number
        # The name that somebody gave the file is told, and is none on the disk.
        self.assertEqual((place / 'scans' / f'{self.document.name}.pdf').read_bytes(), SCAN)
        self.assertEqual(row['scan_name'], self.document.scan_name)
        events = [json.loads(line) for line in (place / 'register.jsonl').open()]
        self.assertIn('open', [event['event'] for event in events])
        self.assertEqual({event['archive'] for event in events}, {number})

    def test_the_register_tells_of_package_and_archive(self):
        package = self._pack()
        entry = self._entries(self.archive, 'pack')
        self.assertEqual(entry.facts['package'], package.name)
        self.assertEqual(entry.actor, self.manager.login)
        self.assertEqual(self._entries(package, 'finish').facts['digest'], package.digest)
        package._fetch().close()
        fetched = self._entries(package, 'fetch')
        self.assertEqual((fetched.actor, fetched.facts['digest']),
                         (self.manager.login, package.digest))

    def test_whoever_asked_is_told(self):
        package = self._pack()
        self.assertEqual(package.activity_ids.user_id, self.manager)
        self.assertIn("Fetch", package.activity_ids.summary)

    def test_what_is_packed_stays_packed_after_a_stop(self):
        package = self._ask(self.archive | self.other_archive)
        package.action_start()
        lines = self.env[LINES]
        with self._counting_commits([1, 0]):
            lines._sweep("Packages", lines._get_waiting_ids(), lambda due: due._pack(), 1)
        first = package.line_ids.filtered(lambda line: line.state == 'packed')
        self.assertEqual((len(first), package.progress, package.state), (1, 50, 'packing'))
        before = first.sudo().entries
        self._run()
        self.assertEqual((package.state, package.progress), ('ready', 100))
        self.assertEqual(first.sudo().entries, before)

    def test_a_year_takes_what_was_opened_or_filed_in_it(self):
        old = self._open_archive(opened_on='2019-03-01')
        filed = self._open_archive(opened_on='2018-03-01')
        with freeze_time('2019-06-03 02:00:00'):
            self._file(self._create_volume(filed))
        self._open_archive(opened_on='2018-03-01')
        package = self._pack(self.env['customer.archive'], scope='year', year=2019)
        self.assertEqual(package.line_ids.archive_id, old | filed)
        with self.assertRefused("is none"):
            self._ask(scope='year', year=12).action_start()
        with self.assertRefused("There is no archive to pack"):
            self._ask(scope='year', year=1950).action_start()

    def test_all_archives_are_those_that_are_kept(self):
        void = self._open_archive()
        void.with_user(self.archivist)._transition('void', reason="By mistake")
        package = self._pack(scope='all')
        self.assertEqual(package.line_ids.archive_id, self.archive | self.other_archive)

    def test_the_reason_is_the_purpose_of_confidential_ones(self):
        self.archive.with_user(self.archivist).sudo().confidentiality = '2'
        package = self._pack()
        purpose = self.env['customer.archive.purpose'].sudo().search([
            ('archive_id', '=', self.archive.id), ('user_id', '=', self.manager.id),
        ])
        self.assertEqual(purpose.note, "Yearly backup")
        self.assertEqual(package.packed_count, 1)

    def test_packages_are_for_managers(self):
        package = self._pack()
        for user in (self.user, self.technician, self.collector, self.archivist, self.outsider):
            theirs = package.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                theirs.read(['name'])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                theirs.action_download()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.archive.with_user(user).action_pack()
        audited = package.with_user(self.auditor)
        self.assertEqual(audited.state, 'ready')
        with self.assertRefused("by managers", exception=AccessError):
            audited.action_download()
        for verb in ('action_start', 'action_withdraw', 'action_retry'):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(audited, verb)()
        self.assertIn(f'/{package.id}', package.with_user(self.general_manager).action_download()[
            'url'])

    def test_nobody_fetches_an_archive_that_is_not_open_to_him(self):
        package = self._pack()
        self.env['ir.rule'].sudo().create({
            'name': "Test", 'model_id': self.env['ir.model']._get_id('customer.archive'),
            'domain_force': f"[('id', '!=', {self.archive.id})]",
        })
        with self.assertRaises(AccessError):
            package.action_download()
        with self.assertRaises(AccessError):
            self._ask().action_start()

    def test_what_was_written_down_is_read_through_the_package_only(self):
        package = self._pack()
        files = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', LINES), ('res_id', 'in', package.line_ids.ids),
            ('res_field', '=', 'entries'),
        ])
        self.assertEqual(len(files), 3)
        for user in (self.manager, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                files[:1].with_user(user).read(['raw'])
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                package.line_ids.with_user(user).read(['entries'])
        with self.assertRaises(AccessError):
            package.line_ids.with_user(self.manager).write({'state': 'waiting'})

    def test_nothing_of_a_package_is_set_by_hand(self):
        package = self._ask()
        for values in ({'state': 'ready'}, {'digest': 'x'}, {'expires_on': '2050-01-01'}):
            with self.subTest(values=values), self.assertRaises(UserError):
                package.write(values)
        package.action_start()
        with self.assertRefused("is under way"):
            package.reason = "Something else"
        with self.assertRaises(UserError):
            package.sudo().unlink()

    def test_packages_can_be_fetched_for_a_while(self):
        self.env['ir.config_parameter'].sudo().set_param('customer_archive.package_days', '3')
        with freeze_time('2026-03-02 02:00:00'):
            package = self._pack()
            self.assertEqual(str(package.expires_on), '2026-03-05')
        with freeze_time('2026-03-06 12:00:00'):
            self._run()
        self.assertEqual((package.state, package.line_ids.state), ('withdrawn', 'gone'))
        self.assertFalse(self.env['ir.attachment'].sudo().search([
            ('res_model', '=', LINES), ('res_field', '=', 'entries'),
            ('res_id', 'in', package.line_ids.ids),
        ]))
        with self.assertRefused("cannot be fetched now"):
            package.action_download()

    # === WHAT GOES WRONG === #

    def _get_scan_path(self):
        scan = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', 'customer.archive.document'), ('res_field', '=', 'scan'),
            ('res_id', '=', self.document.id),
        ])
        return scan._full_path(scan.store_fname)

    def _spoil(self, content):
        """Change the stored scan behind Odoo's back, and put it right afterwards."""
        path = self._get_scan_path()

        def mend():
            with open(path, 'wb') as file:
                file.write(SCAN)

        self.addCleanup(mend)
        if content is None:
            os.unlink(path)
        else:
            with open(path, 'wb') as file:
                file.write(content)
        return mend

    def test_a_changed_scan_leaves_its_archive_out_until_it_is_put_right(self):
        for content, says in ((b'X' + SCAN[1:], "is not what was stored"), (None, "is missing")):
            with self.subTest(says=says):
                mend = self._spoil(content)
                package = self._ask(self.archive | self.other_archive)
                package.action_start()
                self._run()
                self.assertEqual((package.state, package.failed_count), ('stopped', 1))
                line = package.line_ids.filtered('fault')
                self.assertEqual(line.archive_id, self.archive)
                self.assertIn(says, line.fault)
                self.assertTrue(self.env['customer.archive.incident'].sudo().search([
                    ('subject', '=', self.document.name),
                ]))
                mend()
                package.action_retry()
                self._run()
                self.assertEqual((package.state, package.packed_count), ('ready', 2))

    def test_a_manager_may_finish_without_what_failed(self):
        self._spoil(None)
        package = self._ask(self.archive | self.other_archive)
        package.action_start()
        self._run()
        with self.assertRefused("needs a reason"):
            package._transition('settle')
        package._transition('settle', reason="The scan is gone")
        about = json.loads((self._write(package) / 'data' / 'package.json').read_text())
        self.assertEqual((about['archives'], about['failed']),
                         ([self.other_archive.name], [self.archive.name]))
        alone = self._ask()
        alone.action_start()
        self._run()
        with self.assertRefused("Nothing in"):
            alone._transition('settle', reason="Nothing is left")

    def test_what_changed_since_is_not_fetched(self):
        package = self._pack()
        self._spoil(None)
        with self.assertRefused(self.archive.name, "changed since it was packed"):
            package.action_download()

    def test_a_full_disk_leaves_an_archive_out_and_no_half_of_a_file(self):
        line = self._ask()
        line.action_start()
        line = line.line_ids.sudo()
        content = b'what was to be stored'
        attachments = self.env['ir.attachment']
        checksum = attachments._compute_checksum(content)
        path = attachments._full_path(f'{checksum[:2]}/{checksum}')
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(content[:5])
        line._remove_half_written([content])
        self.assertFalse(os.path.exists(path))
        self.assertIn("The disk is full", line._explain(OSError(28, "No space left on device")))

    def test_a_file_that_shrinks_on_the_way_breaks_the_stream(self):
        self.enterContext(mute_logger('odoo.http'))
        with open(self._get_scan_path(), 'rb') as file:
            entries = [Entry('data/a', len(SCAN) + 1, {'sha256': 'x', 'sha512': 'y'}, {})]
            bag = Bag('bag', self.document.create_date, {}, entries, lambda _source: file)
            with self.assertRaises(BagError):
                b''.join(bag.stream())
            bag.close()

    def test_numbers_become_names_that_every_disk_can_have(self):
        self.assertEqual(get_safe_name('客-2026/00001'), '客-2026=2F00001')
        self.assertEqual(get_safe_name('A%B:C.'), 'A=25B=3AC=2E')
        self.assertFalse(re.search('[/:*?]', get_safe_name('a/b:c*d?e')))

    def test_a_bag_names_lines_and_marks_as_the_standard_says(self):
        entry = Entry('data/100%\r\n.txt', len(SCAN), {'sha256': 'x', 'sha512': 'y'}, {})
        bag = Bag('bag', self.document.create_date, {}, [entry], lambda _source: io.BytesIO(SCAN))
        self.addCleanup(bag.close)
        self.assertIn(b'x  data/100%25%0D%0A.txt\n', b''.join(bag.stream()))


@tagged('post_install', '-at_install')
class TestPackageRoute(PackageCommon, ArchiveHttpCase):
    """A package is sent to managers, and its way out leaves a trace."""

    def test_tour_a_package_from_its_beginning_to_its_end(self):
        url, login = '/odoo/archive-packages', self.manager.login
        self.start_tour(url, 'customer_archive_package_begin', login=login)
        package = self.env['customer.archive.package'].search([
            ('company_id', '=', self.company.id),
        ])
        self.assertEqual(package.state, 'packing')
        self._run()
        self.start_tour(url, 'customer_archive_package_end', login=login)
        self.assertEqual((package.state, set(package.line_ids.mapped('state'))),
                         ('withdrawn', {'gone'}))

    def test_the_route_sends_the_package_to_managers(self):
        package = self._pack()
        url = f'/customer_archive/package/{package.id}'
        self.authenticate(self.manager.login, self.manager.login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(int(response.headers['Content-Length']), len(response.content))
        self.assertIn(f'{package.name}.tar', response.headers['Content-Disposition'])
        self.assertIn(SCAN, response.content)
        self.assertTrue(self._entries(package, 'fetch'))
        self.assertTrue(self.env['customer.archive.access.log'].sudo().search([
            ('archive', '=', self.archive.name), ('kind', '=', 'download'),
            ('actor', '=', self.manager.login),
        ]))
        for user, status in ((self.archivist, 403), (self.outsider, 403)):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login), mute_logger('odoo.http'):
                self.assertEqual(self.url_open(url).status_code, status)
        self.authenticate(self.manager.login, self.manager.login)
        with mute_logger('odoo.http'):
            self.assertEqual(self.url_open('/customer_archive/package/99999999').status_code, 404)
