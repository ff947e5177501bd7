# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class CustomerArchiveHolding(models.Model):
    """A holding that others wait for."""

    _inherit = 'customer.archive.holding'

    _index_fields = frozenset({'reservation_ids', 'reservation_count'})

    reservation_ids = fields.One2many(
        'customer.archive.reservation', 'holding_id', string="Reservations",
    )
    reservation_count = fields.Integer(
        string="Waiting", compute='_compute_reservation_count', compute_sudo=True,
        help="How many wait for it.",
    )

    # === COMPUTE METHODS === #

    @api.depends('reservation_ids.state', 'document_id.reservation_ids.state')
    def _compute_reservation_count(self):
        for holding in self:
            holding.reservation_count = len(holding._get_queue())

    # === ACTION METHODS === #

    def action_reserve(self):
        """Begin a reservation of the holding."""
        self.ensure_one()
        self._ensure_may_ask()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Reserve"),
            'res_model': 'customer.archive.reservation', 'view_mode': 'form',
            'context': {'default_holding_id': self.id},
        }

    def action_view_reservations(self):
        """Show who waits for the holding."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'customer_archive_lending.customer_archive_reservation_action',
        )
        return {**action, 'domain': [('holding_id', '=', self.id)], 'context': {}}

    # === BUSINESS METHODS === #

    def _get_queue(self):
        """Return the open reservations of the holdings, the first one first.

        Whoever waits for any copy of a document waits for each of them, until one is kept for him.

        :rtype: recordset
        """
        copies = self.filtered(lambda holding: holding.kind == 'copy')
        anybody = copies.document_id.reservation_ids.filtered(
            lambda reservation: not reservation.holding_id,
        )
        return (self.reservation_ids | anybody).filtered('is_open').sorted('id')

    def _get_ready_reservations(self):
        """Return for whom the holding, or what goes along with it, is kept.

        A folder is kept with a sheet in it, and a sheet with its folder: they leave together.

        :rtype: recordset
        """
        self.ensure_one()
        contents = self.content_ids if self.kind == 'folder' else self.browse()
        return (self | contents | self.folder_id).reservation_ids.filtered(
            lambda reservation: reservation.state == 'ready',
        )

    def _advance_queues(self):
        """Tell the first one who waits for each holding that it is here, and kept for him.

        Called with the rights of the superuser. What is away, in repair or kept for somebody
        already stays as it is.
        """
        for holding in self:
            queue = holding._get_queue()
            if queue and holding._is_idle():
                queue[0]._transition('ready', vals={'holding_id': holding.id})

    def _is_idle(self):
        """Tell whether the holding is here, whole, and kept for nobody.

        :rtype: bool
        """
        self.ensure_one()
        return not (
            self.loan_line_id or self._get_ready_reservations() or self._get_lending_blockers()
        )
