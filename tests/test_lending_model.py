# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Lending against a plain model of it: whatever is done in whatever order, both agree.

`ARCHIVE_EXAMPLES` says how many lives are tried, by default five hundred.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_archive.models.mechanism.inner_pass import with_pass
from odoo.addons.customer_archive_lending.tests.common import SIGNATURE, LendingCommon

EXAMPLES = int(os.environ.get('ARCHIVE_EXAMPLES', '500'))

# What a holding is, in the model. Away is what the borrower answers for.
HOME, REPAIR, MISSING = 'home', 'repair', 'missing'
AWAY = frozenset({'out', 'claimed', 'lost', 'discrepancy'})
# verb: where it starts, where it leads.
STEPS = {
    'claim': ({'out'}, 'claimed'),
    'deny': ({'claimed', 'lost'}, 'out'),
    'lose': ({'out', 'claimed'}, 'lost'),
    'settle': ({'discrepancy'}, HOME),
    'write_off': ({'lost'}, MISSING),
}
NUMBERS = st.integers(min_value=0, max_value=2)


class LendingMachine(RuleBasedStateMachine):
    """One original and two copies, borrowed and given back, lost and found, torn and repaired."""

    test = None

    def __init__(self):
        super().__init__()
        self.savepoint = self.test.env.cr.savepoint(flush=True)
        self.holdings = self.test.original | self.test.copy_1 | self.test.copy_2
        self.state = [HOME, HOME, HOME]
        self.loans = []

    def teardown(self):
        self.test.env.invalidate_all(flush=False)
        self.savepoint.close(rollback=True)
        self.test.env.invalidate_all(flush=False)

    # === STEPS === #

    def attempt(self, allowed, work):
        """Do something; it is refused exactly when the model says so, and then does nothing."""
        refusal = None
        try:
            with self.test.env.cr.savepoint():
                work()
                self.test.env.flush_all()
        except UserError as error:
            self.test.env.invalidate_all(flush=False)
            refusal = str(error)
        assert allowed == (refusal is None), refusal or "it should have been refused"
        return allowed

    @rule(numbers=st.sets(NUMBERS, min_size=1))
    def lend(self, numbers):
        """Lend some of them in one loan: all, or none when one of them is not there."""
        wanted = self.holdings.browse(self.holdings[number].id for number in sorted(numbers))
        loan = self.test._draft_loan(wanted)
        admin = self.test.archivist
        with_pass(loan.sudo()).write({
            'state': 'approved', 'verified_by_id': admin.id, 'approved_by_id': admin.id,
            'borrower_user_id': self.test.user.id,
        })
        allowed = all(self.state[number] == HOME for number in numbers)
        if self.attempt(
            allowed, lambda: loan.with_user(self.test.archivist)._hand_over(SIGNATURE),
        ):
            for number in numbers:
                self.state[number] = 'out'
            self.loans.append((loan.sudo(), numbers))

    @rule(number=NUMBERS, whole=st.booleans(), torn=st.booleans())
    def take_back(self, number, whole, torn):
        """Take one back, with all its pages or one less, torn or not."""
        line = self.last_line(number)
        if not line:
            return
        allowed = self.state[number] in ('out', 'claimed', 'lost')
        if self.attempt(allowed, lambda: line._take_back(
            12 if whole else 11, 'damaged' if torn else 'good',
        )):
            self.state[number] = (REPAIR if torn else HOME) if whole else 'discrepancy'
            if torn and not whole:
                self.state[number] = 'torn discrepancy'

    @rule(number=NUMBERS, verb=st.sampled_from(sorted(STEPS)))
    def step(self, number, verb):
        """Claim, deny, lose, settle or write off."""
        line = self.last_line(number)
        if not line:
            return
        sources, target = STEPS[verb]
        torn = self.state[number] == 'torn discrepancy'
        allowed = self.state[number] in sources or (torn and verb == 'settle')
        if self.attempt(allowed, lambda: line.with_user(self.test.office_manager)._transition(
            verb, reason="Because",
        )):
            self.state[number] = REPAIR if torn else target

    @rule(number=NUMBERS)
    def move(self, number):
        """Move one to another shelf and back: only what is here moves."""
        holding = self.holdings[number].with_user(self.test.archivist)
        self.attempt(self.state[number] == HOME, lambda: (
            holding._relocate(current=self.test.other_shelf.with_user(self.test.archivist)),
            holding._relocate(current=self.test.shelf.with_user(self.test.archivist)),
        ))

    @rule(number=NUMBERS)
    def repair(self, number):
        """Repair what is in repair."""
        repair = self.holdings[number].repair_ids.filtered(lambda repair: repair.state == 'open')
        if repair:
            repair.with_user(self.test.archivist)._transition('finish', reason="Glued")
            self.state[number] = {
                REPAIR: HOME, 'torn discrepancy': 'discrepancy',
            }[self.state[number]]

    @rule(number=NUMBERS)
    def find(self, number):
        """Find what was given up."""
        holding = self.holdings[number].with_user(self.test.archivist)
        if self.attempt(self.state[number] == MISSING, holding.action_find):
            self.state[number] = HOME

    @rule(number=NUMBERS)
    def close_volume(self, number):
        """The volume waits for all of them."""
        away = any(self.is_away(other) for other in range(3))
        blockers = self.test.volume.sudo()._get_blockers('close')
        assert bool(blockers) == away, blockers

    # === WHAT HOLDS === #

    def last_line(self, number):
        """Return the line of the last loan of a holding, as the archivist sees it."""
        for loan, numbers in reversed(self.loans):
            if number in numbers:
                return loan.line_ids.filtered(
                    lambda line: line.holding_id == self.holdings[number],
                ).with_user(self.test.archivist)
        return None

    def is_away(self, number):
        """Tell whether the borrower answers for a holding."""
        return self.state[number] in AWAY or self.state[number] == 'torn discrepancy'

    @invariant()
    def holdings_agree(self):
        """Each holding is where the model says."""
        for number, holding in enumerate(self.holdings):
            away = self.is_away(number)
            open_lines = holding.sudo().loan_line_ids.filtered('is_open')
            assert len(open_lines) == int(away), (number, self.state)
            assert holding.loan_line_id == open_lines, (number, self.state)
            gone = away or self.state[number] == MISSING
            assert bool(holding.location_id) == (not gone), (number, self.state)
            assert holding.home_location_id == self.test.shelf
            missing = self.state[number] in ('lost', MISSING)
            assert (holding.state == 'missing') == missing, (number, self.state)
            lendable = self.state[number] == HOME
            assert (not holding.sudo()._get_lending_blockers()) == lendable, (number, self.state)

    @invariant()
    def loans_agree(self):
        """A loan is open exactly as long as one of its lines is."""
        for loan, _numbers in self.loans:
            still = any(loan.line_ids.mapped('is_open'))
            assert loan.state == ('handed_over' if still else 'closed'), loan.name
            assert loan.out_count == len(loan.line_ids.filtered('is_open'))


@tagged('standard', 'post_install', '-at_install')
class TestLendingModel(LendingCommon):
    """Loans, returns, losses, discrepancies and repairs in any order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_shelf = cls._create_location()

    def test_lending_agrees_with_a_plain_model(self):
        machine = type('Machine', (LendingMachine,), {'test': self})
        run_state_machine_as_test(machine, settings=settings(
            max_examples=EXAMPLES, stateful_step_count=8, deadline=None, database=None,
            derandomize=True, suppress_health_check=list(HealthCheck),
        ))
