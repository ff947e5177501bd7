# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import base
from . import evidence
from . import register
from . import access_log
from . import read_log
from . import evidence_reading
from . import ir_rule
from . import ir_actions_report
from . import mail_message
from . import ir_attachment
from . import seal
from . import anchor
from . import verification
from . import verification_line
from . import ir_module_module
from . import res_config_settings
