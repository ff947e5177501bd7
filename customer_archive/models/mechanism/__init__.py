# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import blockable
from . import transition
from . import append_only
from . import evidence_note
from . import evidence
from . import packed
from . import scope
from . import sweep
from . import ir_sequence
from . import res_users
from . import kept
from . import numbered
from . import approval
