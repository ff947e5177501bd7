# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_transition
from . import test_blockers
from . import test_sweep
from . import test_scope
from . import test_number_pattern
from . import test_text_search
from . import test_person
