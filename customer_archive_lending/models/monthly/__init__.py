# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import res_company
from . import res_config_settings
from . import loan_line
from . import loan_report
from . import loan_report_line
