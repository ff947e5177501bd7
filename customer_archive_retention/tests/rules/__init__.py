# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_calculation
from . import test_rule
from . import test_triggers
from . import test_recompute
from . import test_sweep
from . import test_screens
from . import test_merged_rules
