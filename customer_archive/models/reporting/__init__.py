# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import res_company
from . import res_config_settings
from . import indicator
from . import kpi
from . import improvement_clock
from . import improvement
from . import assessment_criterion
from . import assessment_line
from . import assessment_count
from . import assessment
from . import late_entry
