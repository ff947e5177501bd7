# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What the states of an archive mean to others."""

# Kept: something may be added, and the customer has no other archive.
ACTIVE_STATES = ('temporary', 'formal')
