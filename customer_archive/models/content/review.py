# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ..mechanism.triggers import freeze

OUTCOMES = [('unchanged', "Confirmed Without Change"), ('updated', "Updated")]


class CustomerArchiveReview(models.Model):
    """Somebody looked through an archive, and found it right or put it right (CA-29).

    That nothing had to be changed counts as well. The row stays; what was changed stands in it in
    the words of who did it, which go when the archive is destroyed.
    """

    _name = 'customer.archive.review'
    _inherit = [
        'customer.archive.companion', 'customer.archive.kept', 'customer.archive.scope',
    ]
    _description = "Archive Review"
    _order = 'reviewed_on desc, id desc'
    _rec_name = 'archive_id'
    _allow_sudo_commands = False

    _companion_field = 'archive_id'
    _word_fields = ('note',)
    _index_fields = frozenset({'reviewed_on', 'outcome', 'user_id', 'was_due_on', 'next_review'})

    archive_id = fields.Many2one(
        'customer.archive', required=True, readonly=True, index=True, ondelete='restrict',
    )
    company_id = fields.Many2one(related='archive_id.company_id', store=True, precompute=True)
    department_id = fields.Many2one(related='archive_id.department_id', store=True, precompute=True)
    confidentiality = fields.Selection(
        related='archive_id.confidentiality', store=True, precompute=True,
    )
    partner_id = fields.Many2one(
        related='archive_id.partner_id', string="Customer", related_sudo=False,
    )
    reviewed_on = fields.Date(string="Date", required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Reviewed By", required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    note = fields.Text(string="What Was Changed", readonly=True)
    was_due_on = fields.Date(string="Was Due", readonly=True)
    next_review = fields.Date(readonly=True, help="When it is due again, as it was known then.")

    # === SETUP === #

    def init(self):
        """Override to let a review stay as it was recorded, below the ORM too."""
        super().init()
        freeze(self, 'recorded', (
            'archive_id', 'reviewed_on', 'user_id', 'outcome', 'was_due_on', 'next_review',
        ))
