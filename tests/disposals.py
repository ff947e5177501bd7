# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Committed disposal lists, for what only real processes and connections show.

What is destroyed stays for ever, and so does the company that each of these tests works in.
"""

import base64
import uuid

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.customer_archive_retention.tests.disposal.common import EXECUTOR

GROUP = 'customer_archive.customer_archive_group_'


class DisposalWorld:
    """A company with its people, a rule in force, and volumes that are due.

    :param Environment env: an environment of the superuser, whose transaction is committed after
    """

    def __init__(self, env):
        self.mark = uuid.uuid4().hex[:10]
        company = env['res.company'].create({
            'name': f'Disposal {self.mark}', 'archive_cooling_days': 0,
        })
        self.company_id = company.id
        env = env(context={**env.context, 'allowed_company_ids': company.ids})
        self.logins = {
            role: f'{role}_{self.mark}' for role in (
                'archivist', 'general_manager', 'auditor', 'executor', 'confirmer',
            )
        }
        self.users = {
            role: new_test_user(
                env, login, password=login, company_id=company.id,
                groups=EXECUTOR if role in ('executor', 'confirmer') else f'{GROUP}{role}',
            ).id
            for role, login in self.logins.items()
        }
        self.shelf_id = env['customer.archive.location'].create({
            'name': f'Shelf {self.mark}', 'company_id': company.id,
        }).id
        self._put_rule_in_force(env)

    def _put_rule_in_force(self, env):
        rule = self._as(env, 'archivist')['customer.archive.retention.rule'].create({
            'name': "Ten years", 'code': f'TEN{self.mark}', 'citation': "Company rule 7",
            'authority': 'company', 'company_id': self.company_id, 'applies_to': 'volume',
            'trigger': 'filing', 'period_years': 10, 'action': 'destroy',
        })
        rule.action_propose()
        rule.with_user(self.users['general_manager']).action_approve()

    def _as(self, env, role):
        return env(user=self.users[role], su=False, context={
            **env.context, 'allowed_company_ids': [self.company_id],
        })

    def make_volumes(self, env, number, scans=False):
        """Commit volumes that are due, each in an archive of its own.

        :param int number: how many
        :param bool scans: whether each has a document with a scan of its own
        :return: their ids
        :rtype: list[int]
        """
        env = env(context={**env.context, 'allowed_company_ids': [self.company_id]})
        customers = env['res.partner'].create([
            {'name': f'Customer {self.mark} {index}'} for index in range(number)
        ])
        archives = env['customer.archive'].create([
            {'partner_id': customer.id, 'company_id': self.company_id} for customer in customers
        ])
        volumes = env['customer.archive.volume'].create([
            {'archive_id': archive.id, 'title': self.mark} for archive in archives
        ])
        if scans:
            kind = env.ref('customer_archive.customer_archive_document_type_contract')
            env['customer.archive.document'].create([
                {
                    'archive_id': volume.archive_id.id, 'volume_id': volume.id, 'title': self.mark,
                    'type_id': kind.id, 'scan_name': 'scan.txt',
                    'scan': base64.b64encode(f'{self.mark} {volume.id}'.encode()),
                }
                for volume in volumes
            ])
        shelf = env['customer.archive.location'].browse(self.shelf_id)
        volumes._shelve('take_over', shelf, {
            'filed_on': fields.Date.subtract(fields.Date.today(), years=11),
        })
        env.flush_all()
        volumes._recompute_retention()
        return volumes.ids

    def begin_list(self, env, lines, list_id=None):
        """Take a list of what is due up to the beginning of its execution.

        :param int lines: how many lines it has
        :param int list_id: one that has its lines already, by default a new one
        :return: its id
        :rtype: int
        """
        disposals = self._as(env, 'archivist')['customer.archive.disposal']
        if list_id:
            disposal = disposals.browse(list_id)
        else:
            disposal = disposals.create({'title': self.mark, 'company_id': self.company_id})
            env['customer.archive.disposal.line']._add_due(disposal.sudo(), lines)
        assert len(disposal.line_ids) == lines
        disposal.action_propose()
        disposal.with_user(self.users['general_manager']).action_approve()
        if disposal.is_electronic:
            disposal.with_user(self.users['confirmer']).action_confirm()
        disposal.with_user(self.users['auditor']).action_attend()
        disposal.with_user(self.users['executor'])._start(disposal.name, {
            'method': 'shredding', 'place': "Here",
        })
        return disposal.id

    def draft_hold(self, env, volume_ids):
        """Draft a hold on volumes.

        :param list[int] volume_ids: the volumes
        :return: its id
        :rtype: int
        """
        return self._as(env, 'archivist')['customer.archive.hold'].create({
            'matter': self.mark, 'reason': "Evidence", 'authority': "Court",
            'company_id': self.company_id, 'review_on': fields.Date.today(),
            'volume_ids': [Command.set(volume_ids)],
        }).id
