# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import customer_archive_disposal_execute
from . import customer_archive_disposal_certify
from . import customer_archive_retention_preview
from . import customer_archive_reapply
