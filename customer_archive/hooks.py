# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import psycopg2

from odoo.exceptions import UserError
from odoo.modules.db import has_trigram

from .models.mechanism.text_search import CREATE_FUNCTIONS, DROP_FUNCTIONS


def pre_init_hook(env):
    """Create what the indexes of the models are built with.

    :raise UserError: when the database server lacks the trigrams that come with PostgreSQL
    """
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", log_exceptions=False)
    except psycopg2.Error as error:
        raise UserError(env._(
            "Finding archives needs PostgreSQL's extension pg_trgm. Let the administrator of the"
            " database server install its contrib modules and run: CREATE EXTENSION pg_trgm;",
        )) from error
    # The registry looked for it before it was there.
    env.registry.has_trigram = has_trigram(env.cr)
    env.cr.execute(CREATE_FUNCTIONS)


def uninstall_hook(env):
    """Drop what PostgreSQL keeps of the addon outside its own tables."""
    env.cr.execute(DROP_FUNCTIONS)
    env.cr.execute("DROP FUNCTION IF EXISTS customer_archive_refuse_change() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS customer_archive_refuse_delete() CASCADE")
