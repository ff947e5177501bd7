# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# What lies in an archive, and how it ends
from . import destroyable
from . import unsettled
from . import customer_archive
from . import volume
from . import document
from . import holding
from . import ir_attachment

# The lists
from . import res_company
from . import res_config_settings
from . import disposal
from . import disposal_line
from . import disposal_file
from . import execution
from . import restored
from . import certificate
from . import register
