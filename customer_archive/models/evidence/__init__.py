# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import base
from . import register
from . import access_log
from . import read_log
from . import evidence_reading
from . import ir_rule
from . import ir_actions_report
from . import mail_message
from . import ir_attachment
