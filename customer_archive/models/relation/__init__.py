# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import account_move
from . import account_payment
from . import transaction
from . import evaluation_criterion
from . import evaluation
from . import archive_class
from . import buying
from . import evaluated
from . import res_company
from . import res_partner
from . import case
from . import complaint
from . import service
from . import communication
from . import customer_archive
