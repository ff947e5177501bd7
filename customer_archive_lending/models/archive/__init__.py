# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import hr_employee
from . import lent_contents
from . import holding
from . import document
from . import volume
from . import customer_archive
from . import repair
