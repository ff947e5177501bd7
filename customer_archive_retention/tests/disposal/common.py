# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import base64

from odoo import fields
from odoo.tests import tagged

from odoo.addons.customer_archive.tests.common import ArchiveCommon

EXECUTOR = 'customer_archive_retention.customer_archive_retention_group_executor'


@tagged('post_install', '-at_install')  # Its subclasses inherit the tags.
class DisposalCommon(ArchiveCommon):
    """A company with a rule of ten years from filing, and people for each part of a disposal.

    Fixtures besides those of `ArchiveCommon`:

    - `executor`, `confirmer`: two disposal executors; `auditor` is the witness
    - `rule`: volumes are kept for ten years from their filing, then destroyed
    - `archive` with `volume`, filed so long ago that it is due
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.executor = cls._create_executor('executor')
        cls.confirmer = cls._create_executor('confirmer')
        cls.company.archive_cooling_days = 0
        cls.rule = cls._put_in_force()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_due_volume(cls.archive)

    # === FACTORIES === #

    @classmethod
    def _create_executor(cls, login):
        user = cls._create_user(login)
        user.group_ids |= cls.env.ref(EXECUTOR)
        return user

    @classmethod
    def _put_in_force(cls, **vals):
        """Let one person propose a rule, and another one put it in force."""
        rule = cls.env['customer.archive.retention.rule'].with_user(cls.archivist).create({
            'name': "Ten years", 'code': 'TEN', 'citation': "Company rule 7, section 2",
            'authority': 'company', 'company_id': cls.company.id, 'applies_to': 'volume',
            'trigger': 'filing', 'period_years': 10, 'action': 'destroy', **vals,
        })
        cls.env.flush_all()  # Another request.
        rule.action_propose()
        rule.with_user(cls.office_manager).action_approve()
        return rule.with_env(cls.env)

    @classmethod
    def _create_due_volume(cls, archive=None, years=11, scan=None):
        """File a volume, and let it have happened years ago.

        :param int years: how long ago
        :param bytes scan: the scan of one of its documents
        """
        volume = cls._create_volume(archive or cls.archive)
        construction, _completion = cls._complete(volume)
        if scan:
            construction.write({'scan': base64.b64encode(scan), 'scan_name': 'scan.txt'})
        cls._file(volume)
        cls._age(volume, years)
        return volume

    @classmethod
    def _age(cls, volume, years):
        """Let a volume be filed years ago: nobody's hand can."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_archive_volume SET filed_on = %s WHERE id = %s",
            [fields.Date.subtract(fields.Date.today(), years=years), volume.id],
        )
        volume.invalidate_recordset(['filed_on'])
        volume._recompute_retention()

    @classmethod
    def _create_list(cls, user=None, **vals):
        """Begin a list as an archivist, and take in what is due."""
        disposal = cls.env['customer.archive.disposal'].with_user(user or cls.archivist).create({
            'title': "Expired", 'company_id': cls.company.id, **vals,
        })
        disposal.action_collect()
        return disposal

    # === STEPS === #

    @classmethod
    def _approve(cls, disposal=None):
        """Take a list up to its approval."""
        disposal = disposal or cls._create_list()
        disposal.action_propose()
        disposal.with_user(cls.general_manager).action_approve()
        return disposal.with_env(cls.env)

    @classmethod
    def _start(cls, disposal, **vals):
        """Begin the execution of an approved list, as the executor beside the auditor."""
        if disposal.is_electronic and not disposal.confirmer_id:
            disposal.with_user(cls.confirmer).action_confirm()
        if not disposal.witness_id:
            disposal.with_user(cls.auditor).action_attend()
        dialog = cls.env['customer.archive.disposal.execute'].with_user(cls.executor).create({
            'disposal_id': disposal.id, 'typed_number': disposal.name, 'method': 'shredding',
            'security_level': 'P-4', 'place': "Shredder of the back office", **vals,
        })
        dialog.action_confirm()

    def _run(self):
        """Let the scheduler do what is to be executed."""
        self.env.flush_all()
        with self._counting_commits(), self.enter_registry_test_mode():
            self.env['customer.archive.disposal']._cron_execute()
        self.env.invalidate_all()

    def _execute(self, disposal=None):
        """Take a list from wherever it is to the end of its execution."""
        disposal = disposal or self._create_list()
        if disposal.state == 'review':
            self._approve(disposal)
        self._start(disposal)
        self._run()
        return disposal.with_env(self.env)

    def _certify(self, disposal, **vals):
        """Let the witness certify."""
        dialog = self.env['customer.archive.disposal.certify'].with_user(self.auditor).create({
            'disposal_id': disposal.id, **vals,
        })
        dialog.action_confirm()
        return disposal.with_env(self.env)
