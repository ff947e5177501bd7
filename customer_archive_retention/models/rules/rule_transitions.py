# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The life of a retention rule."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_archive.models.mechanism.roles import ARCHIVIST
from odoo.addons.customer_archive.models.mechanism.transition import Transition

_lt = LazyTranslate(__name__)

APPROVERS = (
    'customer_archive.customer_archive_group_office_manager,'
    'customer_archive.customer_archive_group_general_manager'
)
TRANSITIONS = {
    'propose': Transition(
        _lt("propose a retention rule"), _lt("Proposed"), ('draft',), 'proposed', ARCHIVIST,
    ),
    'send_back': Transition(
        _lt("send a retention rule back"), _lt("Sent back"), ('proposed',), 'draft',
        f'{ARCHIVIST},{APPROVERS}', True,
    ),
    'approve': Transition(
        _lt("put a retention rule in force"), _lt("Put in force"), ('proposed',), 'in_force',
        APPROVERS,
    ),
    # No group: only our own code knows that a new version takes the place of an old one.
    'replace': Transition(
        _lt("replace a retention rule"), _lt("Replaced by a new version"), ('in_force',),
        'replaced',
    ),
    'request_withdrawal': Transition(
        _lt("ask for the withdrawal of a retention rule"), _lt("Withdrawal requested"),
        ('in_force',), None, f'{ARCHIVIST},{APPROVERS}', True,
    ),
    'withdraw': Transition(
        _lt("withdraw a retention rule"), _lt("Withdrawn"), ('in_force',), 'withdrawn', APPROVERS,
        True,
    ),
    'discard': Transition(
        _lt("discard a retention rule"), _lt("Discarded"), ('draft', 'proposed'), 'withdrawn',
        ARCHIVIST, True,
    ),
}
