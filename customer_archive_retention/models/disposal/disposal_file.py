# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.customer_archive.models.mechanism.inner_pass import has_pass, with_pass


class CustomerArchiveDisposalFile(models.Model):
    """A stored file that went with a line: named by its bytes, until it is really gone.

    Equal files share one blob in the file store. A line is not called destroyed before no reference
    to the blob is left and the blob is gone (ND-11).
    """

    _name = 'customer.archive.disposal.file'
    _inherit = ['customer.archive.kept']
    _description = "Disposal: Stored File"
    _order = 'id'
    _allow_sudo_commands = False

    line_id = fields.Many2one(
        'customer.archive.disposal.line', required=True, readonly=True, index=True,
        ondelete='restrict',
    )
    store_name = fields.Char(
        readonly=True, help="Its name in the file store; none where the database held the bytes.",
    )
    state = fields.Selection(
        [('pending', "Pending"), ('gone', "Gone"), ('missing', "Was Missing"),
         ('shared', "Kept Elsewhere"), ('stuck', "Not Removed")],
        string="Status", default='pending', required=True, readonly=True,
    )
    users = fields.Char(
        string="Kept By", readonly=True,
        help="What else refers to the same bytes, such as an invoice.",
    )

    _pending_idx = models.Index("(line_id) WHERE state IN ('pending', 'shared', 'stuck')")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override to let only our own code note a file."""
        if vals_list and not has_pass(self):
            raise AccessError(self.env._("Files are noted by the execution of a list only."))
        return super().create(vals_list)

    def write(self, vals):
        """Override to let only our own code say what became of a file."""
        if not has_pass(self):
            self._unlink_never()
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, lines):
        """Note the files of what goes with lines of one kind, before they go.

        :param recordset lines: the lines
        """
        self.env.flush_all()
        parts = self._get_parts(lines)
        rows = self.env.execute_query(SQL(
            """
            WITH RECURSIVE part AS (%s), file AS (
                SELECT attachment.id, attachment.store_fname, part.line_id
                  FROM part JOIN ir_attachment AS attachment
                    ON attachment.res_model = part.model AND attachment.res_id = part.id
                UNION
                -- What Odoo keeps of a file as a file of its own, such as its preview.
                SELECT attachment.id, attachment.store_fname, file.line_id
                  FROM file JOIN ir_attachment AS attachment
                    ON attachment.res_model = 'ir.attachment' AND attachment.res_id = file.id
            )
            SELECT DISTINCT line_id, store_fname FROM file
            """, parts,
        ))
        attachments = self.env['ir.attachment']
        with_pass(self.browse()).create([
            {
                'line_id': line_id, 'store_name': name,
                'state': 'gone' if not name else  # The bytes went with the row.
                'pending' if attachments._has_blob(name) else 'missing',
            }
            for line_id, name in rows
        ])

    @api.model
    def _get_parts(self, lines):
        """Return what goes with lines of one kind, and what tells of it: models, ids and lines.

        :param recordset lines: the lines
        :rtype: SQL
        """
        queries = []
        for model, column in lines._get_part_columns().items():
            part = SQL(
                "%s AS part JOIN customer_archive_disposal_line AS line ON line.%s = part.%s",
                SQL.identifier(self.env[model]._table),
                SQL.identifier(lines._get_unit_field()), SQL.identifier(column),
            )
            where = SQL("WHERE line.id IN %s", lines._ids)
            queries.append(SQL(
                "SELECT %s AS model, part.id, line.id AS line_id FROM %s %s", model, part, where,
            ))
            queries += [
                SQL(
                    "SELECT %s AS model, companion.id, line.id AS line_id FROM %s"
                    " JOIN %s AS companion ON companion.%s = part.id %s",
                    name, part, SQL.identifier(self.env[name]._table), SQL.identifier(path), where,
                )
                for name, path in self.env[model]._get_companions().items()
            ]
        return SQL(" UNION ALL ").join(queries)

    def _settle(self):
        """Remove the blobs to which nothing refers any more, and say what became of each.

        Called in a transaction in which nobody else writes attachments.
        """
        attachments = self.env['ir.attachment']
        by_name = self.grouped('store_name')
        users = attachments._get_blob_users(by_name)
        gone = {name for name in by_name.keys() - users if attachments._remove_blob(name)}
        for state, names in (('gone', gone), ('stuck', by_name.keys() - users - gone)):
            with_pass(self.browse().concat(*map(by_name.get, names))).write({
                'state': state, 'users': False,
            })
        for name, others in users.items():
            with_pass(by_name[name]).write({'state': 'shared', 'users': ", ".join(others[:5])})
