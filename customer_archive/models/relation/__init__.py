# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import case
from . import complaint
from . import service
from . import communication
from . import customer_archive
