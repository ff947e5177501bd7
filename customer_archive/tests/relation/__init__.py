# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_analysis
from . import test_case
from . import test_transaction
from . import test_evaluation
from . import test_transaction_tour
from . import test_communication
from . import test_communication_contact
from . import test_communication_history
from . import test_communication_mails
from . import test_communication_meetings
from . import test_communication_rights
from . import test_communication_tours
from . import test_case_clock
from . import test_measure
from . import test_migration
from . import test_rating
from . import test_rating_page
from . import test_survey
from . import test_timeline
from . import test_sheets
