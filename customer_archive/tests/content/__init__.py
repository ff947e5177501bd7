# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_checklist
from . import test_completeness
from . import test_formality
from . import test_validity
from . import test_formats
from . import test_authorization
from . import test_intake
from . import test_intake_link
from . import test_intake_page
from . import test_review
from . import test_campaign
from . import test_marketing_list
from . import test_content_tours
