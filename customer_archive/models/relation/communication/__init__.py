# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# What enters by itself
from . import source
from . import mail_message
from . import mail_mail
from . import calendar_event
from . import mail_activity

# The log
from . import communication
from . import capture

# What it is read from
from . import complaint
from . import customer_archive
from . import history
from . import pending_history
from . import silence
from . import timeline
from . import evaluation
from . import res_partner
from . import base_partner_merge
from . import res_company
from . import res_config_settings
