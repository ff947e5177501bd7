# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .rules import *
from .holds import *
from .disposal import *
from .erasure import *
from .preservation import *


from . import test_dependencies
from . import test_public_methods
