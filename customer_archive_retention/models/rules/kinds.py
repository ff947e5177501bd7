# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What is retained."""

# The kinds of records that a period is computed for, from the outside in.
KINDS = {
    'archive': 'customer.archive',
    'volume': 'customer.archive.volume',
    'document': 'customer.archive.document',
}
# Those that the books know, and that follow what is posted there.
ACCOUNT_TRIGGERS = frozenset({'last_invoice', 'last_payment', 'relation_end'})
