# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import res_company
from . import res_config_settings
from . import copy_request
from . import holding
from . import standing_suggestion
from . import document
from . import lent_contents
from . import loan
