# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import serving
from . import loan
from . import loan_due
from . import loan_check
from . import loan_step
from . import loan_line
from . import search_step
from . import register
