# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_repair
from . import test_search
from . import test_shelf
from . import test_environment
from . import test_key
from . import test_key_use
from . import test_inspection
from . import test_inspection_settling
from . import test_move_desk
from . import test_custody_papers
from . import test_custody_tours
from .staff import *
from .preservation import *
