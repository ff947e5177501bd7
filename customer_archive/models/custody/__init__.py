# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import res_company
from . import res_config_settings
from . import res_users
from . import climate
from . import shelf
from . import location
from . import environment_reading
from . import repair
from . import search
from . import search_step
from . import holding
from . import key
from . import key_handover
from . import key_use
from . import inspection_line
from . import count
from . import inspection
from . import scan_desk
from . import inspection_desk
from . import move_desk
from . import register
from . import staff
from . import preservation
