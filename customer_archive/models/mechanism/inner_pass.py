# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The one way past a guard: proof that a call comes from our own code.

A guard that a context *key* switches off is open to whoever sends the key over RPC. A pass is an
object instead: JSON cannot carry it, and it opens only the records it was made for.
"""

CONTEXT_KEY = 'customer_archive_pass'


class _Pass:
    """Permission to touch the guarded columns of one recordset."""

    __slots__ = ('_ids', '_model')

    def __init__(self, model, ids):
        self._model = model
        self._ids = None if ids is None else frozenset(ids)

    def opens(self, records):
        """Tell whether this pass was made for all of `records`."""
        return self._model == records._name and (
            self._ids is None or self._ids.issuperset(records._ids)
        )


def with_pass(records, ids=()):
    """Return `records` in an environment that opens their own guards.

    :param recordset records: the records to open; for a `create`, an empty recordset
    :param Iterable[int]|None ids: other ids of that model to open, `None` for all
    :rtype: recordset
    """
    opened = None if ids is None else (*records._ids, *ids)
    return records.with_context(**{CONTEXT_KEY: _Pass(records._name, opened)})


def has_pass(records):
    """Tell whether the environment of `records` opens their guards.

    :rtype: bool
    """
    key = records.env.context.get(CONTEXT_KEY)
    return isinstance(key, _Pass) and key.opens(records)
