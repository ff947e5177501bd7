# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import workday
from . import res_company
from . import res_config_settings
