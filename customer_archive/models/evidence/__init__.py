# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# Evidence
from . import evidence
from . import register
from . import access_log
from . import seal
from . import anchor
from . import verification
from . import verification_line
from . import incident
from . import ir_module_module

# Reading
from . import base
from . import watched
from . import read_log
from . import noted
from . import ir_rule
from . import ir_actions_report

# Files
from . import ir_attachment
from . import ir_binary
from . import mail_activity
from . import mail_compose_message
from . import mail_mail
from . import mail_scheduled_message

# Chatter
from . import mail_followers
from . import mail_message
from . import mail_thread
from . import rating_rating
from . import thread
