# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from ..common import ArchiveCommon

COMPLAINT, SERVICE = 'customer.archive.complaint', 'customer.archive.service'
MODELS = (COMPLAINT, SERVICE)


class RelationCommon(ArchiveCommon):
    """A customer with an archive, and a contact of his who has an e-mail address.

    Fixtures:

    - `archive` of `customer`, in `department`; `contact` works for him
    - `company` works from Monday to Friday, 8 to 12 and 13 to 17 o'clock in Shanghai
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.contact = cls.env['res.partner'].create({
            'name': "Li Lei", 'parent_id': cls.customer.id, 'email': 'li.lei@northern.example.com',
        })
        cls.archive = cls._open_archive(cls.customer)

    @classmethod
    def _receive(cls, user=None, model=COMPLAINT, **vals):
        """Enter what a customer brings, by a user of the archive's department."""
        return cls.env[model].with_user(user or cls.user).create({
            'archive_id': cls.archive.id, 'title': "The hall leaks", **vals,
        })

    def _get_mails(self, record):
        """Return the mails about a record that wait in Odoo's queue."""
        return self.env['mail.mail'].sudo().search([
            ('model', '=', record._name), ('res_id', '=', record.id),
        ], order='id')

    def _answer(self, record, rate, feedback=""):
        """Answer for the customer, as the public page does."""
        record_sudo = record.with_user(self.env.ref('base.public_user')).sudo()
        return record_sudo.rating_apply(
            rate, rating=record_sudo.rating_ids[:1], feedback=feedback,
        )
