# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_case
from . import test_transaction
from . import test_evaluation
from . import test_transaction_tour
