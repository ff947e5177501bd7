# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import test_register
from . import test_attachments
from . import test_seal
from . import test_tampering
from . import test_verification
from . import test_anchor
from . import test_export
from . import test_uninstall
from . import test_attacks_files
from . import test_attacks_messages
from . import test_attacks_rpc
from . import test_attacks_reading
from . import test_attacks_http
from . import test_exports
from . import test_public_methods
from . import test_migration
from . import test_access_log
