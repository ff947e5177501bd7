# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import account_move
from . import account_payment
from . import dealing
from . import transaction
from . import analysed
from . import evaluation_criterion
from . import evaluation
from . import archive_class
from . import buying
from . import evaluated
from . import res_company
from . import res_config_settings
from . import rated
from . import case
from . import case_clock
from . import complaint
from . import service
from . import timeline
from . import communication
from . import measure
from . import survey
from . import survey_line
from . import customer_archive
from . import res_partner
