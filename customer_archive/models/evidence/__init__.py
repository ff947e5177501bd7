# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import evidence
from . import register
from . import ir_attachment
from . import seal
from . import anchor
from . import verification
from . import verification_line
from . import ir_module_module
