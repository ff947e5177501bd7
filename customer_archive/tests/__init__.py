# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .mechanism import *
from .evidence import *
from .archive import *
from .rights import *
from .content import *
from .custody import *
from .relation import *
from .reporting import *
