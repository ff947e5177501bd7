# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_assessment
from . import test_borrower
from . import test_circulation_tours
from . import test_copy_request
from . import test_dependencies
from . import test_public_methods
from . import test_desk
from . import test_due
from . import test_indicator
from . import test_lendable
from . import test_loan
from . import test_loan_report
from . import test_papers
from . import test_reminder
from . import test_renewal
from . import test_reservation
from . import test_return
from . import test_rights
from . import test_serving
from . import test_standing_copy
from . import test_tours
from . import test_merged_loans
