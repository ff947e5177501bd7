# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import hold_scope
from . import hold
from . import hold_item
from . import held
from . import customer_archive
from . import volume
from . import document
from . import holding
from . import res_partner
from . import base_partner_merge
from . import mail_message
from . import mail_tracking_value
from . import ir_attachment
from . import register
from . import res_company
from . import res_config_settings
