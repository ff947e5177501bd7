# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


def migrate(cr, version):
    """Let what is there be complete: no checklist is in use yet.

    A column with a default costs nothing, however many archives there are; the framework would
    compute each.
    """
    for table in ('customer_archive', 'customer_archive_volume'):
        cr.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS completeness int4 DEFAULT 100")
        cr.execute(f"ALTER TABLE {table} ALTER COLUMN completeness DROP DEFAULT")
