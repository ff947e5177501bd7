# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Other databases, made of a real backup of the one that is tested, with its files."""

import shutil
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tests import get_db_name
from odoo.tools import SQL, config
from odoo.tools.misc import exec_pg_environ, find_pg_tool


def _run_tool(tool, *arguments):
    subprocess.run([find_pg_tool(tool), *arguments], env=exec_pg_environ(), check=True)


def back_up(case):
    """Make a backup, which goes with the test.

    :param TestCase case: the test
    :return: the file of the database, and the folder of its files
    :rtype: tuple[Path, Path]
    """
    place = Path(tempfile.mkdtemp())
    case.addCleanup(shutil.rmtree, place)
    file, folder = place / 'backup', place / 'files'
    _run_tool('pg_dump', '--format=custom', f'--file={file}', get_db_name())
    shutil.copytree(config.filestore(get_db_name()), folder)
    return file, folder


def restore(case, backup, name):
    """Restore a backup into another database, as after the loss of the first.

    :param TestCase case: the test, with which it goes
    :param tuple[Path, Path] backup: as from :func:`back_up`
    :param str name: the name of the database
    :rtype: Registry
    """
    file, folder = backup
    with closing(sql_db.db_connect('postgres').cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(SQL("CREATE DATABASE %s TEMPLATE template0", SQL.identifier(name)))
    case.addCleanup(_drop, name)
    _run_tool('pg_restore', f'--dbname={name}', '--no-owner', str(file))
    shutil.copytree(folder, config.filestore(name))
    tests, config['test_enable'] = config['test_enable'], False  # Its loading runs none.
    try:
        return Registry(name)
    finally:
        config['test_enable'] = tests


def _drop(name):
    Registry.delete(name)
    sql_db.close_db(name)
    with closing(sql_db.db_connect('postgres').cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(SQL("DROP DATABASE %s", SQL.identifier(name)))
    shutil.rmtree(config.filestore(name), ignore_errors=True)
