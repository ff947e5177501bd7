# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""The command `archive_package`: packages that are too large for a browser."""

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

# What is written is not the package before all of it is.
_UNFINISHED = '.part'


class ArchivePackage(Command):
    """Write packages of customer archives to a disk, and take them in from one."""

    name = 'archive_package'

    def run(self, arguments):
        """Run the command; it ends with 1, and one sentence, when it could not do all of it."""
        args = self._parse(arguments)
        options = ['-d', args.database, *(['-c', args.config] if args.config else [])]
        config.parse_config(options, setup_logging=True)
        registry = Registry(args.database)
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                done = args.function(env, args)
        except UserError as error:
            sys.exit(str(error))
        sys.exit(0 if done else 1)

    def _parse(self, arguments):
        shared = argparse.ArgumentParser(add_help=False)
        shared.add_argument('-c', '--config', help="Odoo's configuration file")
        shared.add_argument('-d', '--database', required=True)
        kinds = self.parser.add_subparsers(required=True)
        write = kinds.add_parser(
            'write', parents=[shared], help="write a package that is ready as a tar",
        )
        write.add_argument('number', help="of the package, such as PK-2026-0001")
        write.add_argument('folder', help="where the file is to lie")
        write.set_defaults(function=self._write)
        take_in = kinds.add_parser(
            'take-in', parents=[shared], help="take in a package: a folder or a tar",
        )
        take_in.add_argument('path')
        take_in.add_argument('--company', help="name of the company that takes it in")
        take_in.set_defaults(function=self._take_in)
        return self.parser.parse_args(arguments)

    def _write(self, env, args):
        """Write a package to a disk; nothing is left of it when there is no room.

        :raise UserError: when it is not ready, changed since, or the disk refuses it
        """
        package = env['customer.archive.package'].search([('name', '=', args.number)])
        if not package:
            raise UserError(env._("There is no package %(number)s.", number=args.number))
        target = Path(args.folder) / f'{package.name}.tar'
        part = target.with_name(target.name + _UNFINISHED)
        bag = package._fetch()
        try:
            with open(part, 'wb') as file:
                file.writelines(bag.stream())
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise UserError(env._(
                "%(package)s could not be written: %(reason)s.", package=package.name,
                reason=error.strerror or error,
            )) from error
        finally:
            bag.close()
        self._say(target)
        return True

    def _take_in(self, env, args):
        """Take a package in, archive by archive: a second run goes on where the first ended.

        :raise UserError: when it is no package, is damaged, or is from a newer version
        """
        domain = [('name', '=', args.company)] if args.company else []
        company = env['res.company'].search(domain, order='id', limit=1)
        if not company:
            raise UserError(env._("There is no company %(company)s.", company=args.company))

        def settle(taken):
            env.cr.commit()
            self._say(f'{taken.number}: {taken.sentence}')

        taken = env['customer.archive.taking.in']._take_in_package(
            args.path, company, env.user.login, settle,
        )
        return all(each.is_in for each in taken)

    def _say(self, text):
        sys.stdout.write(f'{text}\n')
        sys.stdout.flush()
