#!/usr/bin/env python3
"""Set up, start and test the customer archive on a real Odoo 19.

Everything that this script makes lives in .dev/, except a PostgreSQL cluster whose user cannot
reach that folder: it lives below /var/tmp then. The variable ODOO_SOURCE may name an Odoo 19 that
is there already, and the usual PG* variables a PostgreSQL server.
"""

import argparse
import os
import shutil
import signal
import sys

from tests.tools import odoo, postgres, server, setup, stages, translations
from tests.tools.base import DEV, PYTHON, Failure, say


def do_setup(_args):
    """fetch Odoo, its libraries and PostgreSQL; the other commands do it by themselves"""
    setup.set_up()
    say("Ready.")


def do_start(args):
    """serve Odoo with the addons, demo data and both languages until Ctrl-C"""
    setup.set_up()
    server.start(args.port, args.fresh)


def do_test(args):
    """run all tests and checks, or only the named stages of them"""
    names = args.stages or (stages.QUICK if args.quick else list(stages.STAGES))
    setup.set_up()
    try:
        return 0 if stages.run_stages(names) else 1
    finally:
        if os.environ.get('CI'):
            postgres.stop()


def do_i18n(_args):
    """write the translation files anew from the addons, keeping what is translated"""
    setup.set_up()
    for message in translations.refresh():
        say(message)


def do_bench(args):
    """run the benchmark; its own --help tells the options"""
    setup.set_up()
    _replace_by([str(PYTHON), '-m', 'tests.benchmark', *args.arguments])


def do_odoo(args):
    """run Odoo's own command, for example: dev.py odoo -- shell -d archive_test"""
    setup.set_up()
    _replace_by(odoo.command(*args.arguments))


def do_stop(_args):
    """stop the private PostgreSQL cluster"""
    say("PostgreSQL is stopped." if postgres.stop() else "PostgreSQL did not run.")


def do_clean(_args):
    """delete everything that this script made, databases included"""
    postgres.remove()
    shutil.rmtree(DEV, ignore_errors=True)


def _replace_by(command):
    """Become another program, with Odoo's environment."""
    if command[2:] and '--' in command:
        command.remove('--')
    os.execve(command[0], command, odoo.environment())


def parse():
    """Return the command line's parsed arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.set_defaults(function=lambda _args: parser.print_help())
    commands = parser.add_subparsers(title='commands', metavar='COMMAND')

    def add(function):
        name = function.__name__.removeprefix('do_')
        command = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        command.set_defaults(function=function)
        return command

    add(do_setup)
    start = add(do_start)
    start.add_argument('--port', type=int, default=8069, help="the port on 127.0.0.1")
    start.add_argument('--fresh', action='store_true', help="make the database anew")
    test = add(do_test)
    test.add_argument('--quick', action='store_true', help=f"only {', '.join(stages.QUICK)}")
    test.add_argument('stages', nargs='*', metavar='STAGE', help=', '.join(stages.STAGES))
    add(do_i18n)
    add(do_bench).add_argument('arguments', nargs=argparse.REMAINDER)
    add(do_odoo).add_argument('arguments', nargs=argparse.REMAINDER)
    add(do_stop)
    add(do_clean)
    args = parser.parse_args()
    unknown = set(getattr(args, 'stages', ())) - set(stages.STAGES)
    if unknown:
        parser.error(f"unknown stage: {', '.join(sorted(unknown))}")
    return args


def main():
    """Run a command, and turn what can be expected to go wrong into one sentence."""
    args = parse()
    # Whoever ends this script ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit("dev.py: terminated."))
    try:
        return args.function(args)
    except Failure as failure:
        return f"dev.py: {failure}"
    except PermissionError as error:
        return f"dev.py: {error.filename} is closed to this user; did another one run dev.py?"
    except KeyboardInterrupt:
        return "dev.py: interrupted."


if __name__ == '__main__':
    sys.exit(main())
