# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# The rooms of the house, from the ground up: nothing points upwards.
from . import mechanism
from . import evidence
from . import archive
from . import rights
from . import content
from . import custody
from . import relation
from . import reporting
