# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_hold
from . import test_indicator
from . import test_held
from . import test_held_customer
from . import test_hold_query
from . import test_hold_rights
from . import test_merged_holds
