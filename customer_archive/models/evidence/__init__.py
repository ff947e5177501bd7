# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import register
from . import incident

# Files
from . import base
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
from . import thread
