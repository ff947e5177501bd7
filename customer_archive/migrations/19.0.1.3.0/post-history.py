# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


def migrate(cr, version):
    """Let all archives wait for what was said with their customers before this version."""
    cr.execute(
        "INSERT INTO customer_archive_history (archive_id) SELECT id FROM customer_archive"
        " WHERE state IN ('temporary', 'formal') ON CONFLICT DO NOTHING",
    )
