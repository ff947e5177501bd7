# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import export
from . import intake
from . import package
from . import rating
