# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The one way past a guard: proof that a call comes from our own code.

A guard that a context *key* switches off is open to whoever sends the key over RPC. A pass is an
object instead: JSON cannot carry it, and it opens only the records it was made for.
"""

CONTEXT_KEY = 'customer_archive_pass'


class _Pass:
    """Permission to touch the guarded columns of one recordset, or to create with them."""

    __slots__ = ('_ids', '_model', 'restores')

    def __init__(self, records, restores=False):
        self._model = records._name
        self._ids = frozenset(records._ids)
        self.restores = restores

    def restores_as(self, records):
        """Tell whether records of the model are created as they were somewhere else."""
        return self.restores and self._model == records._name

    def opens(self, records):
        """Tell whether this pass was made for all of `records`; an empty one for creating."""
        return self._model == records._name and (
            self._ids.issuperset(records._ids) if records._ids else not self._ids
        )


def with_pass(records):
    """Return `records` in an environment that opens their own guards.

    Whoever opens them gives no values of a user along.

    :param recordset records: the records to open; an empty recordset, to create
    :rtype: recordset
    """
    return records.with_context(**{CONTEXT_KEY: _Pass(records)})


def with_restoring_pass(records):
    """Return the model of `records`, opened to create what was already somewhere else.

    Such records come with the number and the state that they had: nothing begins with them, and
    nothing follows from them.

    :param recordset records: any of the model
    :rtype: recordset
    """
    records = records.browse()
    return records.with_context(**{CONTEXT_KEY: _Pass(records, restores=True)})


def is_restoring(records):
    """Tell whether what is created now was already somewhere else.

    :param recordset records: the model, or what was just created and is being checked
    :rtype: bool
    """
    key = records.env.context.get(CONTEXT_KEY)
    return isinstance(key, _Pass) and key.restores_as(records)


def has_pass(records):
    """Tell whether the environment of `records` opens their guards.

    :rtype: bool
    """
    key = records.env.context.get(CONTEXT_KEY)
    return isinstance(key, _Pass) and key.opens(records)
