# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_case
from . import test_case_clock
from . import test_measure
from . import test_migration
from . import test_rating
from . import test_rating_page
from . import test_survey
