"""What making sure that somebody is forgotten costs: all texts of the database are looked at."""

from odoo.tools import SQL

from ..measure import Work
from ..row import MEMORY, Row

WORDS = (
    "Zephyrine Quillfeather", 'zephyrine@quillfeather.example.com', '+86 571 8899 7766',
    '+8657188997766', 'CN00 1234',
)


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    large = databases.large
    return [
        Row(
            'erasure-scan', f"look for {len(WORDS)} words in {large.label}",
            "reading the same columns once, in SQL", 2.0, candidate=Work(large, _scan, _use_one),
            reference=Work(large, _read, _use_one), rounds=1 if smoke else 5, clock='cpu',
            memory=MEMORY,
        ),
    ]


def _use_one(env):
    """Let the server use one process, whose time is seen; it has what it needs in memory."""
    env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    _read(env, None)


def _scan(env, _none):
    found = env(su=True)['customer.archive.text.scan']._scan(WORDS)
    assert not found, found


def _read(env, _none):
    """Read every text, and do with it the least that one can."""
    scan = env(su=True)['customer.archive.text.scan']
    for table, columns in scan._get_text_columns().items():
        env.execute_query(SQL(
            "SELECT %s FROM %s", SQL(", ").join(
                SQL("sum(length(%s::text))", SQL.identifier(name)) for name, _kind in columns
            ), SQL.identifier(table),
        ))
