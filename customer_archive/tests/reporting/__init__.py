# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_indicator
from . import test_kpi
from . import test_overview_tour
from . import test_improvement
from . import test_assessment
from . import test_assessment_count
from . import test_assessment_tour
from . import test_late_entry
