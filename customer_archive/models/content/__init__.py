# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import formats
from . import measure
from . import res_company
from . import res_config_settings
from . import checklist
from . import checklist_line
from . import container
from . import customer_archive
from . import completeness_sweep
from . import formality
from . import profile
from . import volume
from . import document_type
from . import document
from . import document_validity
from . import authorization
from . import intake
from . import collected
from . import res_partner
from . import sale_order
from . import account_move
from . import mail_activity
from . import register
