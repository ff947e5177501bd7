# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import rule
from . import rule_version
from . import retained
from . import explained
from . import customer_archive
from . import volume
from . import document
from . import accounted
from . import account_move
from . import account_payment
from . import res_company
from . import res_config_settings
from . import inactive
from . import sweep
from . import warning
from . import due
