# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_purpose
from . import test_change_log
from . import test_change_request
from . import test_merge
from . import test_merge_tour
from . import test_share
from . import test_disclosure
from . import test_subscription
from . import test_rights_matrix
from . import test_holes
