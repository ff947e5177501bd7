# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..common import ArchiveCommon

# A cluster of another server: its rows are finished, wherever this server's transactions are. Those
# of a test are never over, so nothing that it enters by the ORM could be sealed.
CLUSTER = 42
CHAIN = 'customer.archive.register'


class EvidenceCommon(ArchiveCommon):
    """Sealed rows of the register.

    Fixtures:

    - `rows`: the ids of 12 rows of 4 transactions, in two seals; each has a reason
    - `seals`: the two seals over them, the last ones of the chain; `numbers`: their numbers
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = cls.env[CHAIN]
        cls._seal()  # What the installation of addons has entered.
        cls.rows = cls._insert(100, 3) + cls._insert(101, 3)
        cls._seal()
        cls.rows += cls._insert(102, 3) + cls._insert(103, 3)
        cls._seal()
        cls.seals = cls.env['customer.archive.seal'].search(
            [('chain', '=', CHAIN)], order='number desc', limit=2,
        ).sorted('number')
        cls.numbers = cls.seals.mapped('number')

    # === STEPS === #

    @classmethod
    def _insert(cls, txid, count, cluster=CLUSTER, note="Reason", **vals):
        """Insert rows as a transaction that is over left them.

        :param int txid: the transaction
        :return: the ids of the rows
        :rtype: list[int]
        """
        notes = cls.env['customer.archive.evidence.note']
        ids = []
        for number in range(count):
            prepared, commitment = notes._prepare_note(f"{note} {txid}-{number}")
            values = {
                'at': fields.Datetime.now() - timedelta(minutes=5), 'actor': 'archivist',
                'event': 'move', 'model': 'customer.archive.holding',
                'subject': f'KH-{txid}-{number}', 'company': cls.company.id,
                'note_commitment': commitment if note else None, 'txid': txid, 'cluster': cluster,
                **vals,
            }
            [[row]] = cls.env.execute_query(SQL(
                "INSERT INTO customer_archive_register (%s) VALUES %s RETURNING id",
                SQL(', ').join(map(SQL.identifier, values)), tuple(values.values()),
            ))
            if note:
                notes._append([{'chain': CHAIN, 'row': row, **prepared}])
            ids.append(row)
        return ids

    @classmethod
    def _seal(cls):
        return cls.env['customer.archive.seal']._seal(CHAIN)

    def _verify(self, **kwargs):
        """Verify and return the line of the register."""
        verification = self.env['customer.archive.verification'].with_user(
            self.auditor,
        )._verify(**kwargs)
        return verification.sudo().line_ids.filtered(lambda line: line.chain == CHAIN)

    def _alter(self, query, *values, table='customer_archive_register'):
        """Change rows as the owner of the database can: with the triggers off, and on again."""
        self.env.flush_all()
        name = SQL.identifier(table)
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        self.env.cr.execute(query, values or None)
        changed = self.env.cr.rowcount
        for [trigger] in self.env.execute_query(SQL(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            table,
        )):
            self.env.cr.execute(SQL(
                "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", name, SQL.identifier(trigger),
            ))
        self.env.invalidate_all()
        return changed

    # === QUESTIONS === #

    def assertFound(self, reason, row=None, seal=None, **kwargs):  # noqa: N802
        """Assert that verification says that the register is broken, why and where first."""
        line = self._verify(**kwargs)
        self.assertEqual(line.result, 'broken', line.explanation)
        self.assertEqual(line.verification_id.result, 'broken')
        self.assertEqual(line.reason, reason, line.explanation)
        if row:
            self.assertEqual(line.bad_row, row, line.explanation)
            self.assertIn(str(row), line.explanation)
        if seal:
            self.assertEqual(line.bad_seal, seal, line.explanation)
        return line

    def assertIntact(self):  # noqa: N802 as unittest names them
        """Assert that verification finds nothing broken."""
        line = self._verify()
        self.assertNotEqual(line.result, 'broken', line.explanation)
        return line
