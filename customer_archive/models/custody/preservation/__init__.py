# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import packing
from . import customer_archive
from . import package
from . import package_line
from . import register
from . import taking_in
