"""Creating and writing contacts, with the addons installed and without them."""

import itertools

from ..measure import Work
from ..row import Row

_STREETS = ('人民路', '中山路', '解放路')
_BRANDS = ('宏达', '鑫源', '华盛', '恒瑞', '天成')
_counter = itertools.count(1)


def make_rows(databases, smoke):
    """Return the rows of this topic."""
    batch = 20 if smoke else 200
    batch_name = f"{batch} contacts in one batch"
    return [
        Row(
            name, work, "the same without the addons", limit,
            candidate=Work(databases.small, job.run, job.prepare),
            reference=Work(databases.core, job.run, job.prepare),
            rounds=2 if smoke else rounds, clock='cpu',
        )
        for name, work, limit, rounds, job in (
            ('create-one', "create a contact", 1.15, 80, _Creation(1)),
            ('write-one', "write a contact without an archive", 1.10, 80, _Writing(1, False)),
            ('write-one-archive', "write a contact with an archive", 1.10, 80, _Writing(1, True)),
            ('create-batch', f"create {batch_name}", 1.15, 20, _Creation(batch)),
            ('write-batch', f"write {batch_name} without archives", 1.05, 20,
             _Writing(batch, False)),
            ('write-batch-archive', f"write {batch_name} with archives", 1.05, 20,
             _Writing(batch, True)),
        )
    ]


class _Creation:
    """Creating new customers."""

    def __init__(self, size):
        self.size = size

    def prepare(self, _env):
        """Need nothing."""

    def run(self, env, _prepared):
        """Create them."""
        create_partners(env, self.size)


class _Writing:
    """Changing what changes about customers, with a request each."""

    def __init__(self, size, has_archive):
        self.size = size
        self.has_archive = has_archive

    def prepare(self, env):
        """Return customers to write; those without an archive are new ones."""
        if not self.has_archive:
            return create_partners(env, self.size)
        # The generator makes one archive for each customer: they are the same in both databases.
        return env['res.partner'].search([
            ('customer_rank', '=', 1), ('is_company', '=', True),
        ], limit=self.size, order='id')

    def run(self, env, partners):
        """Write them."""
        # A name takes four eyes where the archive is formal: it is no plain write any more.
        for name in ('phone', 'street', 'city' if self.has_archive else 'name'):
            partners.write({name: _values(next(_counter))[name]})
            env.cr.flush()
            env.invalidate_all()


def create_partners(env, size):
    """Create customers as an import or a form does.

    :param Environment env: the user's environment
    :param int size: how many
    """
    return env['res.partner'].create([_values(next(_counter)) for _ in range(size)])


def _values(number):
    """Return what a new customer comes with."""
    brand = _BRANDS[number % len(_BRANDS)] + _BRANDS[number * 7 % len(_BRANDS)][:1]
    return {
        'name': f'杭州{brand}{number}建设工程有限公司',
        'phone': f'+86 138 {number // 10000 % 10000:04d} {number % 10000:04d}',
        'email': f'info{number}@example.com',
        'street': f'{_STREETS[number % len(_STREETS)]}{number}号',
        'city': '杭州',
        'is_company': True,
    }
