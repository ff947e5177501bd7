# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from . import customer_archive_reason
from . import customer_archive_volume_hand_in
from . import customer_archive_volume_file
from . import customer_archive_holding_move
from . import customer_archive_hand_over
from . import customer_archive_evaluation_override
from . import customer_archive_location_move
from . import customer_archive_inspection_explain
from . import customer_archive_evidence_export
from . import customer_archive_verification_run
from . import customer_archive_import
from . import customer_archive_import_line
from . import customer_archive_change_propose
from . import customer_archive_purpose_state
from . import customer_archive_communication_fill
from . import customer_archive_authorization_withdraw
from . import customer_archive_marketing_list
from . import customer_archive_review_enter
from . import customer_archive_intake_link_show
from . import customer_archive_assessment_period
from . import customer_archive_assessment_acknowledge
from . import customer_archive_package_take_in
