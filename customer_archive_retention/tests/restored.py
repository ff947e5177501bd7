# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tools import SQL

# Rows of a test are never over; those of another cluster always are, and can be sealed.
CLUSTER = 42
CHAIN = 'customer.archive.register'


class RestoredMixin:
    """A database that is restored to what it was before, with its register exported in between."""

    def _restore_after(self, *works):
        """Do some work, export the register, and restore the database to before the work.

        :param works: functions that work
        :return: the file, as the auditor gets it
        :rtype: bytes
        """
        self.env.flush_all()
        self.env['customer.archive.seal']._seal(CHAIN)  # What the installation has entered.
        self.env.cr.execute(SQL(
            "ALTER TABLE customer_archive_register ALTER COLUMN cluster SET DEFAULT %s", CLUSTER,
        ))
        backup = self.env.cr.savepoint()
        for work in works:
            work()
        self.env.flush_all()
        file = self._export_register()
        backup.close(rollback=True)
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_cache()
        return file

    def _export_register(self):
        """Seal and export the register, as the auditor does.

        :rtype: bytes
        """
        self.env['customer.archive.seal']._seal(CHAIN)
        dialog = self.env['customer.archive.evidence.export'].with_user(self.auditor).create({
            'chain': CHAIN,
        })
        dialog.action_export()
        return dialog.file

    def _reapply(self, file, user=None):
        """List what is back, and return the dialog.

        :rtype: recordset
        """
        dialog = self.env['customer.archive.reapply'].with_user(user or self.archivist).create({
            'file': file, 'company_id': self.company.id,
        })
        dialog.action_list()
        return dialog
