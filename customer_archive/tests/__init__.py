# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .mechanism import test_transition
from .mechanism import test_blockers
from .mechanism import test_sweep
from .mechanism import test_scope
from .mechanism import test_number_pattern
from .mechanism import test_text_search
from .evidence import test_register
from .evidence import test_attachments
from .archive import test_archive
from .archive import test_numbers
from .archive import test_volume
from .archive import test_filing_clock
from .archive import test_document
from .archive import test_holding
from .archive import test_location
from .archive import test_classification
from .archive import test_partner
from .archive import test_merge
from .archive import test_sale_order
from .archive import test_rights
from .archive import test_lookup
from .archive import test_companies
from .archive import test_import
from .archive import test_tours
