# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import blockable
from . import transition
from . import evidence
from . import scope
from . import sweep
from . import ir_sequence
from . import res_users
from . import kept
from . import approval
