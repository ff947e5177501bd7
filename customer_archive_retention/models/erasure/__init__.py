# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import restricted
from . import customer_archive
from . import member
from . import erasure_place
from . import erasure_apply
from . import text_scan
from . import erasure_search
from . import erasure_scan
from . import erasure_export
from . import erasure
from . import erasure_line
from . import erasure_finding
from . import restored
from . import register
from . import res_company
from . import res_config_settings
