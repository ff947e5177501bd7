# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_archive
from . import test_numbers
from . import test_volume
from . import test_filing_clock
from . import test_document
from . import test_holding
from . import test_location
from . import test_classification
from . import test_partner
from . import test_merge
from . import test_sale_order
from . import test_rights
from . import test_lookup
from . import test_companies
from . import test_import
from . import test_import_customers
from . import test_import_faults
from . import test_tours
from . import test_labels
from . import test_dialogs
from . import test_duplicates
from . import test_hand_over
from . import test_fixity
