# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Committed requests for erasure, for what only real processes and connections show.

What was decided stays for ever, and so does the company that each of these tests works in.
"""

import zlib

from .disposals import DisposalWorld


class ErasureWorld(DisposalWorld):
    """A company of its own, in which people ask to be forgotten; no rule keeps what is theirs."""

    def _put_rule_in_force(self, env):
        """Override to keep nothing."""

    def make_person(self, env, name, documents):
        """Commit a person with an archive, whose documents name him.

        :param str name: what he is called by
        :param int documents: how many
        :return: his id
        :rtype: int
        """
        env = env(context={**env.context, 'allowed_company_ids': [self.company_id]})
        # A number of his own: by that of another person, both would be found.
        number = zlib.crc32(name.encode()) % 10 ** 8
        person = env['res.partner'].create({'name': name, 'phone': f'+86 571 {number:08}'})
        archive = env['customer.archive'].create({
            'partner_id': person.id, 'company_id': self.company_id,
        })
        kind = env.ref('customer_archive.customer_archive_document_type_contract')
        env['customer.archive.document'].create([
            {'archive_id': archive.id, 'title': f"Letter {number} of {name}", 'type_id': kind.id}
            for number in range(documents)
        ])
        person.message_post(body=f"{name} called")
        return person.id

    def decide(self, env, person_id):
        """Take the request of a person up to its approval.

        :param int person_id: whose
        :return: its id
        :rtype: int
        """
        request = self._as(env, 'archivist')['customer.archive.erasure'].create({
            'partner_id': person_id, 'company_id': self.company_id, 'law': "PIPL, art. 47",
            'identity_verified_by_id': self.users['archivist'],
        })
        request.action_search()
        request.line_ids.filtered(lambda line: line.place == 'document').decision = 'anonymise'
        request.action_propose()
        request.with_user(self.users['general_manager']).action_approve()
        return request.id
