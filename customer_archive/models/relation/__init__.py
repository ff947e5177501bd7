# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import res_company
from . import res_config_settings
from . import rated
from . import case
from . import case_clock
from . import complaint
from . import service
from . import measure
from . import survey
from . import survey_line
from . import customer_archive
from . import res_partner
