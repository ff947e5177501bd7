# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import csv
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.http import Controller
from odoo.service.model import get_public_method


def read_list(path):
    """Read a reviewed list, a line an entry.

    :param Path path: a CSV file whose first two columns are the key
    :return: the other columns by key
    :rtype: dict[tuple[str, str], dict]
    """
    with Path(path).open(encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    first, second = list(rows[0])[:2] if rows else ('', '')
    return {(row[first], row[second]): row for row in rows}


def find_public_methods(registry, addon):
    """Find what everybody who can log in may call, with any ids, values and context.

    :param Registry registry: the models
    :param str addon: the addon whose classes are looked at
    :return: model and method, where the method is defined or overridden
    :rtype: set[tuple[str, str]]
    """
    package = f'odoo.addons.{addon}.'
    found = set()
    for model, model_class in registry.items():
        for definition in model_class.mro():
            # What a model inherits from an abstract one of ours stands with that one.
            if definition.__module__.startswith(package) and definition._name == model:
                found |= {
                    (model, name) for name, value in vars(definition).items()
                    if callable(value) and _is_public(model_class, name)
                }
    return found


def _is_public(model_class, name):
    # Fields and constraints hang on the class as well, and cannot be called.
    if name.startswith('_') or not callable(getattr(model_class, name, None)):
        return False
    try:
        get_public_method(object.__new__(model_class), name)
    except (AccessError, AttributeError):
        return False
    return True


def find_routes(addon):
    """Find the routes that an addon adds or overrides.

    :param str addon: the addon whose controllers are looked at
    :return: controller and method, with what the route says of itself
    :rtype: dict[tuple[str, str], dict]
    """
    package = f'odoo.addons.{addon}.'
    found = {}
    classes = list(Controller.__subclasses__())
    while classes:
        controller = classes.pop()
        classes += controller.__subclasses__()
        if controller.__module__.startswith(package):
            for name, value in vars(controller).items():
                if hasattr(value, 'original_routing'):
                    found[controller.__name__, name] = _merge_routing(controller, name)
    return found


def _merge_routing(controller, name):
    routing = {}
    for definition in reversed(controller.mro()):
        routing |= getattr(vars(definition).get(name), 'original_routing', {})
    return routing
