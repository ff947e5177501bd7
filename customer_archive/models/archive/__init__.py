# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import access_log
from . import res_users
from . import hr_department
from . import res_company
from . import res_config_settings
from . import archive_class_dimension
from . import archive_class
from . import location
from . import document_type
from . import container
from . import classified
from . import found
from . import customer_archive
from . import drawn
from . import keeper
from . import duplicate
from . import member
from . import volume
from . import document
from . import document_fixity
from . import companion
from . import holding
from . import res_partner
from . import sale_order
from . import base_partner_merge
from . import merged
