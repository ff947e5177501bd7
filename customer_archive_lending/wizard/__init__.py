# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import customer_archive_copy_request_restore
from . import customer_archive_loan_ask
from . import customer_archive_loan_hand_over
from . import customer_archive_loan_recall
from . import customer_archive_loan_take_back
