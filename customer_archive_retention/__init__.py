# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import models
from . import report
from . import wizard
