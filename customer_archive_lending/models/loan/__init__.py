# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import loan
from . import loan_line
from . import search_step
