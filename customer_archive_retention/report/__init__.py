# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import customer_archive_erasure
from . import customer_archive_disposal_list
from . import customer_archive_certificate
