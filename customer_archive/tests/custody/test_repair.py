# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64
import io

import psycopg2
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import ArchiveCommon


class TestRepair(ArchiveCommon):
    """Damage is reported, repaired until a day, and in the way until then (CA-59)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive()
        cls.holding = cls._create_document(cls.archive, on_paper=True).holding_ids

    def _report(self, **vals):
        return self.env['customer.archive.repair'].with_user(self.archivist).create({
            'holding_id': self.holding.id, 'cause': "Torn", **vals,
        })

    def test_a_damage_report_marks_the_holding_and_gets_a_number_and_a_deadline(self):
        with freeze_time('2026-03-04 02:00:00'):
            repair = self._report(origin="LN-1")
        self.assertTrue(repair.name.startswith('RP-'))
        self.assertEqual(str(repair.deadline), '2026-03-18')
        self.assertEqual((repair.archive_id, repair.reported_by_id),
                         (self.archive, self.archivist))
        self.assertEqual(self.holding.condition, 'damaged')
        entry = self._entries(repair, 'open')
        self.assertEqual((entry.archive, entry.facts['holding_id']),
                         (self.archive.name, self.holding.barcode))

    def test_what_is_in_repair_is_neither_moved_nor_lent(self):
        repair = self._report()
        with self.assertRefused("is in repair", repair.name):
            self.holding.with_user(self.archivist)._relocate(home=self._create_location())
        self.assertTrue(self.holding._get_blockers('lend'))
        repair._transition('finish', reason="Glued")
        self.assertFalse(self.holding._get_blockers('lend'))
        self.assertEqual((repair.treatment, repair.finished_by_id), ("Glued", self.archivist))
        self.assertEqual(self.holding.condition, 'worn')

    def test_what_is_given_up_stays_damaged(self):
        repair = self._report()
        with self.assertRefused("needs a reason"):
            repair._transition('give_up')
        repair._transition('give_up', reason="Beyond repair")
        self.assertEqual((repair.state, self.holding.condition), ('given_up', 'damaged'))

    def test_a_holding_is_in_repair_once(self):
        self._report()
        with mute_logger('odoo.sql_db'), self.assertRaises(psycopg2.errors.UniqueViolation):
            self._report()

    def test_a_repair_is_late_after_its_deadline(self):
        repair = self._report(deadline='2026-03-04')
        for moment, late in (('2026-03-04 12:00:00', False), ('2026-03-05 12:00:00', True)):
            with freeze_time(moment):
                repair.invalidate_recordset()
                self.assertEqual(repair.is_late, late)

    def test_blame_and_cause_stay(self):
        repair = self._report()
        for values in ({'cause': "Nothing"}, {'responsible_id': False}, {'state': 'done'}):
            with self.subTest(values=values), self.assertRaises(UserError):
                repair.write(values)
        with self.assertRaises(UserError):
            repair.sudo().unlink()
        repair.deadline = '2030-01-01'

    def test_repairs_are_the_archivists(self):
        repair = self._report()
        for user in (self.user, self.technician):
            with self.assertRaises(AccessError):
                repair.with_user(user).read(['cause'])
        for user in (self.auditor, self.general_manager):
            repair.with_user(user).read(['cause'])
            with self.assertRaises(AccessError):
                repair.with_user(user)._transition('finish', reason="Done")
        self.assertFalse(self.env['customer.archive.repair'].with_user(self.other_archivist).search(
            [('id', '=', repair.id)],
        ))

    def test_gated_columns_of_all_classes_add_up(self):
        """An extension that names its own columns does not open those of the base."""
        for record in (self.holding, self.archive):
            with self.assertRefused("cannot be set by hand"):
                record.sudo().write({'state': 'missing'})
        with self.assertRefused("cannot be set by hand"):
            self.holding.sudo().write({'location_id': False})

    # === TREATMENT === #

    def _picture(self, colour):
        buffer = io.BytesIO()
        Image.new('RGB', (8, 8), colour).save(buffer, 'PNG')
        return base64.b64encode(buffer.getvalue())

    def test_it_is_on_the_list_of_who_repairs(self):
        repair = self._report(user_id=self.office_manager.id)
        self.assertEqual(repair.activity_ids.user_id, self.office_manager)
        repair.user_id = self.archivist
        self.assertEqual(repair.activity_ids.user_id, self.archivist)
        repair._transition('finish', reason="Glued")
        self.assertFalse(repair.activity_ids)

    def test_pictures_and_cost_belong_to_an_open_repair(self):
        repair = self._report(picture_before=self._picture('red'))
        before = self.env['ir.attachment'].sudo().search([
            ('res_model', '=', repair._name), ('res_id', '=', repair.id),
            ('res_field', '=', 'picture_before'),
        ])
        self.assertTrue(before)
        repair.write({
            'picture_before': self._picture('blue'), 'picture_after': self._picture('green'),
            'cost': 80,
        })
        repair._transition('finish', reason="Glued")
        for values in ({'cost': 90}, {'picture_after': False}, {'deadline': '2030-01-01'}):
            with self.subTest(values=values), self.assertRefused("has ended"):
                repair.write(values)
        with self.assertRefused("on its record only"):
            before.with_user(self.archivist).write({'name': "x"})
        with self.assertRefused("on its record only"):
            before.unlink()
        with self.assertRaises(AccessError):
            before.with_user(self.user).read(['raw'])

    def test_a_repair_costs_nothing_or_more(self):
        with self.assertImpossible():
            self._report(cost=-1)
