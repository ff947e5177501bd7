"""The steps of filling a database."""

import itertools
import logging
import time

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from . import archives, bulk, contents, partners, people, words
from .vocabulary import DEPARTMENTS

_logger = logging.getLogger(__name__)


def fill(registry, size):
    """Fill a database; without the addons in it, with customers only.

    :param Registry registry: the registry of the database
    :param int size: how many customers and archives
    """
    has_archives = 'customer.archive' in registry
    tables = partners.TABLES
    if has_archives:
        tables += archives.TABLES + contents.TABLES
    facts = {}
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        facts |= _gather_facts(env)
        if has_archives:
            facts |= people.create(env, size) | _gather_classes(env)
    # While another transaction may see former versions of rows, a new index is not used; written
    # anew, the rows have none that an index would have to know.
    _vacuum(registry, tables, 'FULL')
    with registry.cursor() as cr:
        words.create_functions(cr, size)
        contents.create_functions(cr)
        cr.execute("SELECT max(id) FROM res_partner")
        [facts['first_id']] = cr.fetchone()
        with bulk.without_indexes(cr, *tables):
            _run("customers", partners.insert, cr, size, facts)
            cr.execute("ANALYZE res_partner")
            if has_archives:
                _run("archives", archives.insert, cr, size, facts)
                _run("contents", contents.insert, cr, size, facts)
            begin = time.monotonic()
        _logger.info("indexes and foreign keys: %.1f s", time.monotonic() - begin)
        if has_archives:
            _set_sequences(api.Environment(cr, SUPERUSER_ID, {}))
    _vacuum(registry, tables, 'ANALYZE')


def _run(name, insert, *args):
    begin = time.monotonic()
    insert(*args)
    _logger.info("%s: %.1f s", name, time.monotonic() - begin)


def _gather_facts(env):
    """Return what the statements need to know of the database."""
    shares = [share for _name, share in DEPARTMENTS]
    return {
        'company': env.ref('base.main_company').id,
        'country': env.ref('base.cn').id,
        'uid': env.ref('base.user_admin').id,
        'department_steps': list(itertools.accumulate(shares)),
    }


def _gather_classes(env):
    """Return the ids of the classes of the dimensions that the addon ships."""
    classes = env['customer.archive.class']
    return {'classes': {
        name: classes._get_dimension(name).class_ids.ids
        for name in ('importance', 'business_type', 'spend_level')
    }}


def _set_sequences(env):
    """Let numbers and barcodes go on behind those that were given."""
    env.invalidate_all()
    env['res.company'].search([])._ensure_archive_sequence()
    for model, number in (
        ('customer.archive', 'name'),
        ('customer.archive.location', 'barcode'),
        ('customer.archive.holding', 'barcode'),
    ):
        [[last]] = env.execute_query(SQL(
            "SELECT max(regexp_replace(%s, '^.*[^0-9]', '')::int) FROM %s",
            SQL.identifier(number), SQL.identifier(env[model]._table),
        ))
        sequence = env['ir.sequence'].search([('code', '=', model)])
        sequence.write({'number_next': last + 1})


def _vacuum(registry, tables, how):
    """Clean tables up, as the database does by itself some time later.

    :param Registry registry: the registry of the database
    :param tuple tables: the tables' names
    :param str how: an option of the statement
    """
    with registry.cursor() as cr:
        connection = cr.connection
        connection.rollback()
        connection.autocommit = True
        begin = time.monotonic()
        for table in tables:
            cr.execute(SQL("VACUUM (%s) %s", SQL(how), SQL.identifier(table)))
        _logger.info("vacuum %s: %.1f s", how.lower(), time.monotonic() - begin)
        connection.autocommit = False
