# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import purpose
from . import purpose_scope
from . import confidential
from . import customer_archive
from . import access_log
from . import ir_rule
from . import res_company
from . import res_config_settings
from . import res_partner
