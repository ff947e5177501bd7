# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import notice
from . import res_company
from . import res_config_settings
from . import hr_employee
from . import reservation
from . import holding
from . import document
from . import loan
from . import loan_line
from . import reminder
