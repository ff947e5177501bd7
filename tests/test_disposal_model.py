# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Disposal against a plain model of it: nothing held, lent or unexpired is ever destroyed.

`ARCHIVE_EXAMPLES` says how many lives are tried, by default five hundred.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive_lending.tests.common import SIGNATURE, LendingCommon
from odoo.addons.customer_archive_retention.tests.disposal.common import DisposalCommon

EXAMPLES = int(os.environ.get('ARCHIVE_EXAMPLES', '500'))
NUMBERS = st.integers(min_value=0, max_value=1)
DECISIONS = st.sampled_from(['destroy', 'destroy', 'destroy', 'extend', 'keep'])


class DisposalMachine(RuleBasedStateMachine):
    """Two volumes that are due, and everything that may stand against their end."""

    test = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.test.env.cr.savepoint(flush=True)
        self.volumes = self.test.volumes
        # The plain model: what stands against each volume, and what it is.
        self.expired = [True, True]
        self.holds = [0, 0]
        self.lent = [False, False]
        self.kept = [False, False]
        self.extended = [False, False]
        self.destroyed = [False, False]
        self.complaint = None
        self.listed = {}  # What the running list wants: number of the volume, decision.
        self.disposal = None
        self.placed = [[], []]
        self.loans = [None, None]

    def teardown(self):
        self.test.env.invalidate_all(flush=False)
        self.savepoint.close(rollback=True)
        self.test.env.invalidate_all(flush=False)

    # === WHAT STANDS AGAINST IT === #

    @rule(number=NUMBERS, years=st.sampled_from([1, 11]))
    def age(self, number, years):
        """Let a volume be filed years ago."""
        if not self.destroyed[number]:
            self.test._age(self.volumes[number], years)
            self.expired[number] = years > 10

    @rule(number=NUMBERS)
    def hold(self, number):
        """Place a hold on a volume."""
        hold = self.test.env['customer.archive.hold'].with_user(self.test.archivist).create({
            'matter': "Claim", 'reason': "Evidence", 'authority': "Court",
            'company_id': self.test.company.id, 'review_on': fields.Date.today(),
            'volume_ids': [Command.set(self.volumes[number].ids)],
        })
        try:
            with self.test.env.cr.savepoint():
                hold.action_place()
        except UserError:
            assert self.destroyed[number]
            return
        self.placed[number].append(hold)
        self.holds[number] += 1

    @rule(number=NUMBERS)
    def release(self, number):
        """Release a hold: the others go on."""
        if self.placed[number]:
            self.placed[number].pop()._transition('release', reason="Settled")
            self.holds[number] -= 1

    @rule(number=NUMBERS)
    def lend(self, number):
        """Lend a copy of what lies in a volume."""
        if self.lent[number] or self.destroyed[number]:
            return
        loan = self.test._draft_loan(self.test.copies[number])
        with_pass(loan.sudo()).write({
            'state': 'approved', 'verified_by_id': self.test.archivist.id,
            'approved_by_id': self.test.archivist.id, 'borrower_user_id': self.test.user.id,
        })
        loan.with_user(self.test.archivist)._hand_over(SIGNATURE)
        self.loans[number] = loan.sudo()
        self.lent[number] = True

    @rule(number=NUMBERS)
    def take_back(self, number):
        """Take it back."""
        if self.lent[number]:
            self.loans[number].line_ids.with_user(self.test.archivist)._take_back(12, 'good')
            self.lent[number] = False

    @rule()
    def complain(self):
        """Let the customer complain, about neither volume or both."""
        if not self.complaint:
            self.complaint = self.test.env['customer.archive.complaint'].create({
                'archive_id': self.test.archive.id, 'title': "It jams",
            })

    @rule()
    def settle(self):
        """Settle the complaint."""
        if self.complaint:
            self.complaint._transition('close', reason="Repaired")
            self.complaint = None

    @rule(number=NUMBERS)
    def reopen(self, number):
        """Close a volume and reopen it: neither begins its period anew."""
        volume = self.volumes[number].with_user(self.test.archivist)
        if self.destroyed[number]:
            for step in (volume.action_close, volume.action_reopen):
                try:
                    step() and volume._transition('reopen', reason="X")
                except UserError:
                    continue
                raise AssertionError("what is destroyed was reopened")
        elif volume.state == 'filed' and not self.lent[number]:
            volume.action_close()
        elif volume.state == 'closed':
            volume._transition('reopen', reason="One more paper")

    # === THE LIST === #

    @rule(decision=DECISIONS)
    def list_what_is_due(self, decision):
        """Take in what is due, decide about it, approve it and begin."""
        if self.disposal:
            return
        due = {number for number in range(2) if self.is_due(number)}
        disposal = self.test.env['customer.archive.disposal'].with_user(
            self.test.archivist,
        ).create({'title': "Expired", 'company_id': self.test.company.id})
        try:
            with self.test.env.cr.savepoint():
                disposal.action_collect()
        except UserError:
            assert not due
            return
        lines = disposal.line_ids
        assert set(lines.volume_id.ids) == {self.volumes[number].id for number in due}
        lines[0].write({
            'decision': decision, 'justification': "Because",
            'extend_until': fields.Date.add(fields.Date.today(), years=1),
        })
        first = self.volumes.ids.index(lines[0].volume_id.id)
        self.kept[first] |= decision == 'keep'
        self.extended[first] |= decision == 'extend'
        self.listed = {
            number: 'destroy' for number in due if number != first or decision == 'destroy'
        }
        self.test._approve(disposal)
        if self.listed:
            self.test._start(disposal)
            self.disposal = disposal.sudo()
        else:
            assert disposal.state == 'closed'

    @rule()
    def execute(self):
        """Execute the list: what has changed since is taken off, the rest is destroyed."""
        if not self.disposal:
            return
        for number in self.listed:
            self.destroyed[number] = self.may_go(number)
        self.disposal._execute_lines(self.disposal._get_open_line_ids())
        self.disposal._finish()
        assert self.disposal.state == 'executed'
        self.disposal, self.listed = None, {}

    # === WHAT HOLDS === #

    def is_due(self, number):
        """Tell whether time lets a volume go."""
        return self.expired[number] and not (
            self.kept[number] or self.extended[number] or self.destroyed[number]
        )

    def may_go(self, number):
        """Tell whether nothing stands against the end of a volume."""
        return self.is_due(number) and not (
            self.holds[number] or self.lent[number] or self.complaint
        )

    @invariant()
    def volumes_agree(self):
        """Each volume is destroyed exactly when the model says so, and then all that is in it."""
        self.test.env.invalidate_all()
        for number, volume in enumerate(self.volumes):
            assert (volume.state == 'destroyed') == self.destroyed[number], number
            states = set(volume.holding_ids.mapped('state'))
            assert (states == {'destroyed'}) == self.destroyed[number], states


@tagged('standard', 'post_install', '-at_install')
class TestDisposalModel(DisposalCommon, LendingCommon):
    """Holds, reviews, lists, loans and reopenings in any order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        second = cls._create_due_volume(cls.archive)
        cls.volumes = cls.volume | second
        cls.copies = cls.env['customer.archive.holding']
        for volume in cls.volumes:
            document = volume.document_ids[0]
            document.pages = document.holding_ids.pages = 12
            cls.copies |= cls._create_copies(document.holding_ids, 1)

    def test_nothing_held_lent_or_unexpired_is_destroyed(self):
        machine = type('Machine', (DisposalMachine,), {'test': self})
        run_state_machine_as_test(machine, settings=settings(
            max_examples=EXAMPLES, stateful_step_count=8, deadline=None, database=None,
            derandomize=True, suppress_health_check=list(HealthCheck),
        ))
