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


class PublicMethodsMixin:
    """Compares what an addon lets the world call with its reviewed lists.

    A test class names its `addon` and the folder `data` with `public_methods.csv` and `routes.csv`.
    """

    addon = ''
    data = None

    def test_each_public_method_was_reviewed(self):
        reviewed = read_list(self.data / 'public_methods.csv')
        found = find_public_methods(self.env.registry, self.addon)
        for model, method in sorted(found - reviewed.keys()):
            with self.subTest(model=model, method=method):
                self.fail(
                    f"{model}.{method}() can be called by everybody who can log in, with any ids,"
                    f" values and context. Let it check rights first, or begin its name with an"
                    f" underscore; then enter it in {self.data.name}/public_methods.csv.",
                )
        for model, method in sorted(reviewed.keys() - found):
            with self.subTest(model=model, method=method):
                self.fail(f"{model}.{method}() is gone: take it off the list of public methods.")

    def test_each_route_was_reviewed_and_asks_who_is_there(self):
        reviewed = read_list(self.data / 'routes.csv')
        found = find_routes(self.addon)
        self.assertEqual(found.keys() - reviewed.keys(), set(), "Review these routes, list them")
        self.assertEqual(reviewed.keys() - found.keys(), set(), "These routes are gone")
        for route, routing in found.items():
            with self.subTest(route=route):
                auth = routing.get('auth', 'user')
                self.assertEqual(auth, reviewed[route]['auth'])
                # What is public answers to a signed link only.
                if auth not in ('user', 'bearer'):
                    self.assertIn('signed link', reviewed[route]['why'])
                if routing.get('type') == 'http' and routing.get('methods') != ['GET']:
                    self.assertIsNot(routing.get('csrf', True), False, "It asks for a token")

    def test_lists_are_sorted_and_say_why(self):
        for name in ('public_methods.csv', 'routes.csv'):
            rows = read_list(self.data / name)
            self.assertEqual(list(rows), sorted(rows), "One line a method, sorted: easy to merge")
            for key, row in rows.items():
                with self.subTest(file=name, key=key):
                    self.assertTrue(row['who'] and row['why'])
