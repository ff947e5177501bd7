# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import purpose
from . import purpose_scope
from . import scope_share
from . import confidential
from . import protected
from . import change
from . import logged
from . import mail_thread
from . import customer_archive
from . import access_log
from . import ir_rule
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_users
from . import base_partner_merge
from . import change_request
from . import change_request_line
from . import merge
from . import share
from . import disclosure
from . import subscription
from . import register
