# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import customer_archive_paper
from . import customer_archive_label
from . import customer_archive_disclosure
from . import customer_archive_custody_papers
from . import customer_archive_campaign
from . import customer_archive_sheets
