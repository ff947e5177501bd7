# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


def migrate(cr, version):
    """Say of the types that the addon ships which number their documents bear."""
    for number_format, names in {
        'company': ('business_licence', 'tax_registration'), 'identity': ('identity',),
    }.items():
        cr.execute(
            """
            UPDATE customer_archive_document_type SET number_format = %s
            WHERE number_format IS NULL AND id IN (
                SELECT res_id FROM ir_model_data
                WHERE module = 'customer_archive' AND model = 'customer.archive.document.type'
                  AND name = ANY(%s)
            )
            """,
            [number_format, [f'customer_archive_document_type_{name}' for name in names]],
        )
