# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import rule
from . import retained
from . import customer_archive
from . import volume
from . import document
