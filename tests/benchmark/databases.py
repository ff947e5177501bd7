"""The databases that are measured: made once, and used again while schema and generator stay."""

from pathlib import Path
from typing import NamedTuple

from odoo import sql_db
from odoo.modules.registry import Registry

from tests.tools import odoo
from tests.tools.base import ADDONS, LOGS, digest, lock, say

from .fill import fill

CORE = 'archive_core'
PREFIX = 'ca_bench_'
BASE = f'{PREFIX}base'


def size_name(size):
    """Return a size as people write it: 10k, 1m."""
    for unit, name in ((1_000_000, 'm'), (1000, 'k')):
        if size % unit == 0:
            return f'{size // unit}{name}'
    return str(size)


class Database:
    """A filled database, made when it is first needed.

    :param str label: what tells it from others in its name
    :param tuple addons: the addons to install
    :param int size: how many customers it holds
    """

    def __init__(self, label, addons, size):
        self.label = label
        self.name = PREFIX + label
        self._addons = addons
        self._size = size
        self._is_ready = self.is_new = False

    @property
    def registry(self):
        """The registry of the database."""
        if not self._is_ready:
            self.is_new = make(self.name, self._addons, self._size)
            self._is_ready = True
        return Registry(self.name)

    def drop(self):
        """Drop the database."""
        Registry.delete(self.name)
        sql_db.close_db(self.name)
        odoo.drop(self.name)


class Databases(NamedTuple):
    """What is measured: a small and a large database with the addons, a small one without."""

    core: Database
    small: Database
    large: Database

    @classmethod
    def of_sizes(cls, small, large):
        """Return the databases of two sizes.

        :param int small: how many archives the small ones hold
        :param int large: how many archives the large one holds
        """
        return cls(
            Database(f'core_{size_name(small)}', (), small),
            Database(size_name(small), ADDONS, small),
            Database(size_name(large), ADDONS, large),
        )

    def drop(self):
        """Drop the databases that this run made; those that a former one kept stay."""
        new = [database for database in self if database.is_new]
        for database in new:
            database.drop()
        if new:
            odoo.drop(BASE)


def make(name, addons, size):
    """Make a filled database, or leave one as it is that was made from the same.

    :param str name: the database's name
    :param tuple addons: the addons to install
    :param int size: how many customers it holds
    :return: whether it was made now
    :rtype: bool
    """
    with lock('benchmark'):
        base = _make_base(addons)
        generator = sorted(Path(__file__).with_name('fill').glob('*.py'))
        key = digest(odoo.state_of(base), size, *(path.read_text() for path in generator))
        if odoo.state_of(name) == key:
            return False
        say(f"Making the database {name}")
        odoo.copy(base, name)
        fill(Registry(name), size)
        odoo.mark(name, key)
        return True


def _make_base(addons):
    """Return the empty database with some addons, made once and kept until they change."""
    core = odoo.template(CORE, odoo.core_modules())
    if not addons:
        return core
    key = digest(odoo.state_of(core), odoo.addons_key())
    if odoo.state_of(BASE) != key:
        say(f"Making the database {BASE}")
        odoo.copy(core, BASE)
        odoo.install(BASE, addons, LOGS / f'{BASE}.log')
        odoo.mark(BASE, key)
    return BASE
