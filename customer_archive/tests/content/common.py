# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class ContentCommon(ArchiveCommon):
    """Archives that are measured.

    Fixtures:

    - `checklist`: asks companies for a business licence, and for a telephone number or an e-mail
    - `archive`: of `customer`, who has neither
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever else the database asks for.
        cls.env['customer.archive.checklist'].search([]).active = False
        cls.company.country_id = cls.env.ref('base.cn')
        cls.company.archive_custodian_id = cls.archivist
        cls.checklist = cls._create_checklist(
            ('document', 'business_licence'), ('contact_channel', None), customer_type='company',
        )
        cls.archive = cls._open_archive(cls.customer)

    @classmethod
    def _create_checklist(cls, *lines, **vals):
        """Create a checklist with lines of some kinds and types."""
        checklist = cls.env['customer.archive.checklist'].create({'name': "Checklist", **vals})
        for kind, document_type in lines:
            cls._add_line(checklist, kind, document_type)
        return checklist

    @classmethod
    def _add_line(cls, checklist, kind, document_type=None, **vals):
        return cls.env['customer.archive.checklist.line'].create({
            'checklist_id': checklist.id, 'kind': kind,
            'document_type_id': document_type and cls._type(document_type).id, **vals,
        })

    @classmethod
    def _verify(cls, container, document_type='business_licence', **vals):
        """Enter a document and verify it."""
        document = cls._create_document(container, document_type, **vals)
        document.with_user(cls.archivist).action_verify()
        return document

    def _missing(self, record):
        """Return what is missing, by kind and code of the type."""
        record.invalidate_recordset(['missing_line_ids'])
        return [
            line.document_type_id.code or line.kind for line in record.missing_line_ids
        ]
