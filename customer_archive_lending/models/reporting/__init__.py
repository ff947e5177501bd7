# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import indicator
from . import loan_line
