# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .common import HoldCommon


class TestIndicator(HoldCommon):
    """What is held stands on the overview, and so does what is due."""

    def _value(self, name, user):
        indicator = self.env.ref(f'customer_archive_retention.customer_archive_indicator_{name}')
        indicator.invalidate_recordset(['value'])
        return indicator.with_user(user).with_company(self.company).value

    def test_what_is_held_is_counted_until_it_is_released(self):
        before = self._value('held', self.archivist)
        hold = self._hold(self.archive)
        self.assertEqual(self._value('held', self.archivist) - before, hold.held_volumes)
        self._release(hold)
        self.assertEqual(self._value('held', self.archivist), before)

    def test_all_figures_are_counted(self):
        for name in ('due', 'destroyed', 'erasures'):
            with self.subTest(name=name):
                self.assertEqual(self._value(name, self.archivist), 0)
