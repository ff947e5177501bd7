# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon


class CommunicationCommon(ArchiveCommon):
    """A customer whose talks are logged.

    Fixtures:

    - `archive`: of `customer`, in `department`
    - `contact`: works for `customer`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "info@northern.example.com"
        cls.archive = cls._open_archive(cls.customer)
        cls.contact = cls.env['res.partner'].create({
            'name': "Lin", 'parent_id': cls.customer.id, 'email': "lin@northern.example.com",
        })

    @classmethod
    def _log(cls, user=None, archive=None, **vals):
        """Enter what a user heard, as the dialog does."""
        archive = archive or cls.archive
        return cls.env['customer.archive.communication'].with_user(user or cls.user).create({
            'archive_id': archive.id, 'content': "The hall leaks", **vals,
        })

    @classmethod
    def _logged(cls, archive=None, **vals):
        """Return what is in the log of an archive, the newest first."""
        return cls.env['customer.archive.communication'].search([
            ('archive_id', '=', (archive or cls.archive).id),
            *((name, '=', value) for name, value in vals.items()),
        ])
