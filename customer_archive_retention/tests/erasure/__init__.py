# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_erasure
from . import test_erasure_reasons
from . import test_erasure_export
from . import test_text_scan
from . import test_erasure_tours
from . import test_restored
