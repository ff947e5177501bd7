# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import appointment
from . import customer_archive
from . import hr_department
from . import res_company
from . import training_topic
from . import training
from . import operating_item
from . import operating_check
from . import procedure
from . import procedure_version
from . import procedure_acknowledgement
