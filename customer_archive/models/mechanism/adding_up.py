# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Class attributes that add up: every class that makes up a model names what it adds."""

import functools


def add_up(model, attribute):
    """Return what all classes of a model name together in an attribute.

    A module that extends a model then names its own only, and cannot forget the others.

    :param recordset model: the model
    :param str attribute: an attribute that holds a set of names, where a class has it
    :rtype: frozenset[str]
    """
    return _add_up(type(model), attribute)


# Bounded: the classes of a registry that was loaded anew are not kept for ever.
@functools.lru_cache(maxsize=256)
def _add_up(model_class, attribute):
    return frozenset().union(*(vars(each).get(attribute, ()) for each in model_class.__mro__))
