# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

# Rooms, from the ground up: what the company decided, what is lent, what the archive says of it,
# and the desk where it is done; beside it who waits and is reminded, what is copied, and the list
# of each month.
from . import policy
from . import loan
from . import archive
from . import desk
from . import circulation
from . import copying
from . import monthly
from . import reporting
