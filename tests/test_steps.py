# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Who may take which step, of all addons together (CA-79).

`steps.csv` says it: a line for each step of each table, a column for each role. A step that the
roles share out anew changes a line of it, and somebody has to read that line.
"""

import csv
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.customer_archive.tests.common import ArchiveCommon

TABLE = Path(__file__).with_name('steps.csv')
ROLES = (
    'user', 'technician', 'collector', 'archivist', 'office_manager', 'general_manager', 'auditor',
)
EVERYBODY = {*ROLES} - {'auditor'}
BACK_OFFICE = {'archivist', 'office_manager'}
# What the rules of the house say who does, in their own words (D2§3).
DUTIES = {
    "项目负责人递交竣工文档": ('customer.archive.volume', 'hand_in', EVERYBODY),
    "内勤部归档": ('customer.archive.volume', 'accept', BACK_OFFICE),
    "客户档案入柜": ('customer.archive.volume', 'file', BACK_OFFICE),
    "核实": ('customer.archive.document', 'verify', BACK_OFFICE),
    "登记后借阅": ('customer.archive.loan', 'request', EVERYBODY),
    "借出": ('customer.archive.loan', 'hand_over', BACK_OFFICE),
    "归还": ('customer.archive.loan.line', 'take_back', BACK_OFFICE),
    "经内勤部经理同意影印": ('customer.archive.copy.request', 'approve', {'office_manager'}),
    "领取影印件": ('customer.archive.copy.request', 'copy', BACK_OFFICE),
    "还原存档": ('customer.archive.copy.request', 'restore', BACK_OFFICE),
    "备份锁匙知会内勤部经理": ('customer.archive.key.use', 'acknowledge', {'office_manager'}),
    "每月统计未归还": ('customer.archive.loan.report', 'submit', BACK_OFFICE),
    "呈交总经理": ('customer.archive.loan.report', 'acknowledge', {'general_manager'}),
    "批准更改": ('customer.archive.change.request', 'approve', BACK_OFFICE),
    "批准销毁": ('customer.archive.disposal', 'approve', {'office_manager', 'general_manager'}),
}


@tagged('standard', 'post_install', '-at_install')
class TestSteps(ArchiveCommon):
    """The roles of the rules have distinct duties (CA-79)."""

    # === HELPERS === #

    def _get_takers(self, model, step):
        """Return the roles that the gate lets through.

        :rtype: set[str]
        """
        takers = set()
        for role in ROLES:
            try:
                self.env[model].with_user(self[role])._check_may_take(step)
            except AccessError:
                continue
            takers.add(role)
        return takers

    def __getitem__(self, role):
        return getattr(self, role)

    def _get_table(self):
        """Return who takes which step, asked of the gate."""
        registry = self.env.registry
        return {
            (name, step): self._get_takers(name, step)
            for name in sorted(registry.descendants(['customer.archive.transition'], '_inherit'))
            if not registry[name]._abstract
            for step in sorted(self.env[name]._get_transitions())
        }

    # === TESTS === #

    def test_each_step_is_for_the_roles_that_the_table_names(self):
        with TABLE.open(encoding='utf-8', newline='') as file:
            expected = {
                (line.pop('model'), line.pop('step')): {role for role in ROLES if line[role]}
                for line in csv.DictReader(file)
            }
        found = self._get_table()
        self.assertGreater(len(found), 100)
        self.assertEqual(list(expected), sorted(expected), "In order, each step once.")
        self.assertEqual(found.keys(), expected.keys())
        for key, takers in found.items():
            with self.subTest(step=key):
                self.assertEqual(takers, expected[key])

    def test_the_duties_of_the_rules_are_with_whom_they_name(self):
        for duty, (model, step, takers) in DUTIES.items():
            with self.subTest(duty=duty):
                self.assertEqual(self._get_takers(model, step), takers)

    def test_the_auditor_takes_no_step_of_business(self):
        """He withdraws what he asked for, takes a key that he is given, attends a destruction."""
        taken = {
            step for (_model, step), takers in self._get_table().items() if 'auditor' in takers
        }
        self.assertEqual(taken, {
            'withdraw', 'decline', 'take', 'attend', 'certify',
        })
