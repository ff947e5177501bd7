# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_appointment
from . import test_training
from . import test_operating
from . import test_staff_tours
from . import test_procedure
