# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# The rooms of the addon: each uses those above it, nothing points down.
from . import rules
from . import holds
from . import disposal
from . import erasure
from . import preservation
from . import reporting
