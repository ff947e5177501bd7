# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_review
from . import test_people
from . import test_execution
from . import test_files
from . import test_certificate
from . import test_disposal_rights
from . import test_disposal_tours
from . import test_reapply
from . import test_merged_disposal
