# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .models.mechanism.text_search import CREATE_FUNCTIONS, DROP_FUNCTIONS


def pre_init_hook(env):
    """Create what the indexes of the models are built with."""
    env.cr.execute(CREATE_FUNCTIONS)


def post_init_hook(env):
    """Give each company the sequence of its archive numbers."""
    for company in env['res.company'].search([]):
        company._ensure_archive_sequence()


def uninstall_hook(env):
    """Drop what PostgreSQL keeps of the addon outside its own tables."""
    env.cr.execute(DROP_FUNCTIONS)
    env.cr.execute("DROP FUNCTION IF EXISTS customer_archive_refuse_change() CASCADE")
