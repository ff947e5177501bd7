# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mechanism.inner_pass import with_pass

HOLDING = 'customer.archive.holding'


class CustomerArchiveShelf(models.AbstractModel):
    """What belongs in a place and what is there, at a glance; and all of it moved at once (CA-53).

    Folders and loose sheets count, what lies in a folder goes with it. The counts include what lies
    below the place.
    """

    _name = 'customer.archive.shelf'
    _description = "Archive: What Is in a Place"

    belonging_count = fields.Integer(string="Belongs Here", compute='_compute_belonging_count')
    absent_count = fields.Integer(
        string="Away", compute='_compute_belonging_count',
        help="What belongs here and is somewhere else, on loan or missing.",
    )
    present_count = fields.Integer(string="Is Here", compute='_compute_present_count')
    visitor_count = fields.Integer(
        string="Only Lies Here", compute='_compute_present_count',
        help="What is here and belongs somewhere else.",
    )

    # === COMPUTE METHODS === #

    @api.depends('holding_ids')
    def _compute_belonging_count(self):
        counts = self._count_below('home_location_id', 'location_id')
        for location in self:
            location.belonging_count, location.absent_count = counts.get(location.id, (0, 0))

    @api.depends('holding_ids')
    def _compute_present_count(self):
        counts = self._count_below('location_id', 'home_location_id')
        for location in self:
            location.present_count, location.visitor_count = counts.get(location.id, (0, 0))

    # === ACTION METHODS === #

    def action_view_absent(self):
        """Show what belongs in the location and is somewhere else."""
        return self._action_view_below('home_location_id')

    def action_view_present(self):
        """Show what is in the location now."""
        return self._action_view_below('location_id', home=None)

    def action_view_visitors(self):
        """Show what is in the location and belongs somewhere else."""
        return self._action_view_below('location_id')

    def action_move_all(self):
        """Let the archivist say where all of it goes, and why."""
        self.ensure_one()
        self.check_access('write')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Move"),
            'res_model': 'customer.archive.location.move', 'view_mode': 'form', 'target': 'new',
            'context': {'default_location_id': self.id},
        }

    def _action_view_below(self, column, home=False):
        """Return the list of what a column of holdings places in the location or below it."""
        self.ensure_one()
        action = self.action_view_holdings()
        elsewhere = [('is_home', '=', False)] if home is False else []
        return {**action, 'domain': [
            (column, 'child_of', self.id), ('folder_id', '=', False),
            ('state', '!=', 'withdrawn'), *elsewhere,
        ]}

    # === BUSINESS METHODS === #

    def _count_below(self, column, other):
        """Count what a column of holdings places in the locations or below them.

        :param str column: the column that counts
        :param str other: the column that it is compared with
        :return: by location id: how many, and how many of them have another value there
        :rtype: dict[int, tuple[int, int]]
        """
        if not self.ids:
            return {}
        self.env[HOLDING].flush_model(['home_location_id', 'location_id', 'folder_id', 'state'])
        self.flush_model(['parent_path'])
        # As for a full shelf: everybody sees how much stands there, not what.
        return {location: (count, others) for location, count, others in self.env.execute_query(SQL(
            """
            SELECT top.id, count(*), count(*) FILTER (WHERE %(other)s IS DISTINCT FROM %(column)s)
              FROM customer_archive_location AS top
              JOIN customer_archive_location AS place
                ON place.parent_path LIKE top.parent_path || '%%'
              JOIN customer_archive_holding AS holding ON %(column)s = place.id
             WHERE top.id = ANY(%(ids)s) AND holding.folder_id IS NULL
               AND holding.state != 'withdrawn'
             GROUP BY top.id
            """, column=SQL.identifier('holding', column), other=SQL.identifier('holding', other),
            ids=self.ids,
        ))}

    def _move_all(self, target, reason):
        """Move all that belongs in the location, or lies in it, to another one, boxes included.

        What belongs here and is elsewhere now, on loan for instance, gets its new home and stays
        where it is; what only lies here comes along and keeps its home.

        :param recordset target: where it goes
        :param str reason: why, for the register
        :return: how many folders and loose sheets were moved
        :rtype: int
        :raise UserError: when something that is here has to stay, or there is no room
        """
        self.ensure_one()
        self.check_access('write')
        reason = self._ensure_reason(reason)
        if target == self:
            raise UserError(self.env._("It is there already: say where it goes."))
        if target.company_id != self.company_id:
            raise UserError(self.env._("Nothing moves to a location of another company."))
        # In one order, whoever moves what: the last free place is taken once.
        (self | target).sudo().sorted('id')._touch()
        target._ensure_in_use()
        target._ensure_not_blocked('shelve')
        for box in self.child_ids:
            box._move_into(target, reason)
        count = self._move_holdings(target, reason)
        target._ensure_room()
        return count

    def _move_into(self, parent, reason=None):
        """Move the location itself, with all that lies in it.

        :param recordset parent: where it lies from now on; nothing when it stands by itself
        :param str reason: why, for the register
        """
        self.ensure_one()
        before = {self: self.parent_id}
        if parent:
            parent._ensure_in_use()
            parent._ensure_not_blocked('shelve')
        with_pass(self).write({'parent_id': parent.id})
        self._register_new_places(before, self._ensure_reason(reason))

    def _move_holdings(self, target, reason):
        """Move what belongs or lies directly in the location; see :meth:`_move_all`."""
        holdings_sudo = self.env[HOLDING].sudo()  # The right to the location decides.
        holdings_sudo.flush_model()
        moved = self.env.execute_query(SQL(
            """
            UPDATE customer_archive_holding AS holding
               SET home_location_id = CASE old.home WHEN %(source)s THEN %(target)s
                                      ELSE old.home END,
                   location_id = CASE old.place WHEN %(source)s THEN %(target)s ELSE old.place END,
                   write_uid = %(uid)s, write_date = %(now)s
              FROM (SELECT id, home_location_id AS home, location_id AS place
                      FROM customer_archive_holding
                     WHERE home_location_id = %(source)s OR location_id = %(source)s) AS old
             WHERE old.id = holding.id
         RETURNING holding.id, COALESCE(old.home = %(source)s, false),
                   COALESCE(old.place = %(source)s, false), holding.folder_id
            """, source=self.id, target=target.id, uid=self.env.uid,
            now=fields.Datetime.now(),
        ))
        holdings_sudo.invalidate_model(['home_location_id', 'location_id', 'is_home'], flush=False)
        (self | target).invalidate_recordset(flush=False)
        here = holdings_sudo.browse(row[0] for row in moved if row[2])
        here._ensure_all_movable()
        counted = [row[:3] for row in moved if not row[3]]
        self._register_moves(counted, target, reason)
        return len(counted)

    def _register_moves(self, moved, target, reason):
        """Enter into the register what was moved: full paths before and after.

        :param list[tuple] moved: holding id, whether its home is new, whether it was here
        :param recordset target: where it went
        :param str reason: why
        """
        if not moved:
            return
        pair = SQL("jsonb_build_array(%s::text, %s::text)",
                   self.complete_name, target.complete_name)
        ids, homes, places = map(list, zip(*moved, strict=True))
        self.env['customer.archive.register'].sudo()._enter_selected(
            ['event', 'model', 'subject', 'archive', 'company', 'facts'],
            SQL(
                """
                SELECT 'move', %(model)s, holding.barcode, archive.name, holding.company_id,
                       CASE WHEN moved.home THEN jsonb_build_object('home_location_id', %(pair)s)
                            ELSE '{}' END
                       || CASE WHEN moved.place THEN jsonb_build_object('location_id', %(pair)s)
                          ELSE '{}' END
                  FROM unnest(%(ids)s, %(homes)s::bool[], %(places)s::bool[])
                       AS moved (id, home, place)
                  JOIN customer_archive_holding AS holding ON holding.id = moved.id
                  JOIN customer_archive AS archive ON archive.id = holding.archive_id
                """, model=HOLDING, pair=pair, ids=ids, homes=homes, places=places,
            ), note=reason,
        )

    def _register_new_places(self, before, reason=None):
        """Enter into the register where locations went, by their full paths.

        :param dict[recordset, recordset] before: where each lay before
        :param str reason: why
        """
        self.env['customer.archive.register']._enter([
            {
                'event': 'move', 'model': location._name, 'subject': location.barcode,
                'company': location.company_id.id, 'note': reason,
                'facts': {'parent_id': [
                    before[location].complete_name or None,
                    location.parent_id.complete_name or None,
                ]},
            }
            for location in self
        ])

    @api.model
    def _get_event_labels(self):
        """Return what the register calls what happens to a location.

        :rtype: dict[str, str]
        """
        return {'move': self.env._("Moved"), 'export': self.env._("Exported")}

    @api.model
    def _ensure_reason(self, reason):
        """Return the reason of a move.

        :raise UserError: when there is none
        """
        if not (reason or '').strip():
            raise UserError(self.env._("Say why it is moved."))
        return reason.strip()
