"""Measure how fast the addons are, as ratios against a reference measured in the same run.

Run it as `./dev.py bench -- --help` says. The databases are named ca_bench_…; with `--keep` they
stay and are used again until the addons or the generator change.
"""

import argparse
import logging
import os
import re
import sys
from pathlib import Path

from tests.tools import odoo
from tests.tools.base import Failure

SIZES = {'k': 1000, 'm': 1_000_000, '': 1}


def parse_size(text):
    """Return a size such as 10k or 1m as a number."""
    found = re.fullmatch(r'(\d+)([km]?)', text.lower())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write 10k or 1m")
    return int(found[1]) * SIZES[found[2]]


def parse_sizes(text):
    """Return the small and the large size."""
    sizes = sorted(parse_size(part) for part in text.split(','))
    if len(sizes) != 2:
        raise argparse.ArgumentTypeError("two sizes are compared: write 10k,1m")
    return tuple(sizes)


def parse():
    """Return the parsed arguments of the command line."""
    parser = argparse.ArgumentParser(prog='bench', description=__doc__.splitlines()[0])
    parser.add_argument('--sizes', type=parse_sizes, default=(10_000, 1_000_000), metavar='A,B',
                        help="archives in the small and the large database (10k,1m)")
    parser.add_argument('--only', type=lambda text: text.split(','), metavar='ROW,…',
                        help="measure only some rows")
    parser.add_argument('--json', type=Path, metavar='FILE', help="write the results there as well")
    parser.add_argument('--check', action='store_true', help="fail when a limit is exceeded")
    parser.add_argument('--keep', action='store_true', help="keep the databases for the next run")
    parser.add_argument('--smoke', action='store_true',
                        help="tiny databases: whether it works, not how fast anything is")
    parser.add_argument('--fill', type=parse_size, metavar='SIZE',
                        help="measure nothing: fill a database with so many archives, and keep it")
    return parser.parse_args()


def start_odoo():
    """Make Odoo usable as a library in this process."""
    from odoo.tools import config  # noqa: PLC0415

    os.environ.update(odoo.environment())
    config.parse_config(['-c', os.environ['ODOO_RC']], setup_logging=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger(__package__).setLevel(logging.INFO)


def main():
    """Run the benchmark and return the exit code."""
    args = parse()
    try:
        start_odoo()
        return measure(args)
    except Failure as failure:
        return f"bench: {failure}"


def measure(args):
    """Do what the arguments say and return the exit code."""
    # Odoo's modules find their configuration when they are first imported.
    from . import databases, run  # noqa: PLC0415

    if args.fill:
        name = f'{databases.PREFIX}{databases.size_name(args.fill)}'
        databases.make(name, databases.ADDONS, args.fill)
        print(f"The database {name} is filled.")
        return 0
    if args.smoke:
        args.sizes = (200, 1000)
    results = run.run(args.sizes, args.only, args.smoke, args.keep, args.json)
    exceeded = [result['name'] for result in results if result['verdict'] == 'over']
    if args.check and exceeded:
        print(f"Over the limit: {', '.join(exceeded)}")
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
