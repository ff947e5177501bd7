# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What was merged twice leads to its end at once."""


def migrate(cr, version):
    """Let archives lead to the one that holds what lay in them."""
    cr.execute(
        "UPDATE customer_archive SET merged_into_id = customer_archive_home(id)"
        " WHERE merged_into_id IN (SELECT id FROM customer_archive"
        " WHERE merged_into_id IS NOT NULL)",
    )
