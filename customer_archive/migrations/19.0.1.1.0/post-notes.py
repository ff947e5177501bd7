# Part of Customer Archive. See LICENSE file for full copyright and licensing details.


def migrate(cr, version):
    """Move the reasons of the register to where they can be erased.

    No row has a seal yet, so this is the last time that the register may be rewritten.
    """
    cr.execute("""
        SELECT FROM information_schema.columns
         WHERE table_schema = current_schema AND table_name = 'customer_archive_register'
           AND column_name = 'note'
    """)
    if not cr.rowcount:
        return
    cr.execute("""
        INSERT INTO customer_archive_evidence_note (chain, row, salt, text)
        SELECT 'customer.archive.register', id, replace(gen_random_uuid()::text, '-', ''), note
          FROM customer_archive_register
         WHERE note <> ''
    """)
    cr.execute("ALTER TABLE customer_archive_register DISABLE TRIGGER USER")
    cr.execute("""
        UPDATE customer_archive_register AS register
           SET note_commitment = encode(
                   sha256(convert_to(note.salt || note.text, 'UTF8')), 'hex')
          FROM customer_archive_evidence_note AS note
         WHERE note.chain = 'customer.archive.register' AND note.row = register.id
    """)
    cr.execute("""
        ALTER TABLE customer_archive_register
            ENABLE ALWAYS TRIGGER customer_archive_register_no_row_change,
            ENABLE ALWAYS TRIGGER customer_archive_register_no_statement_change,
            DROP COLUMN note
    """)
