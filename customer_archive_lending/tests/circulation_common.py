# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from .common import LendingCommon


class CirculationCommon(LendingCommon):
    """What tests of queues, notices and lists share.

    Fixtures besides those of `LendingCommon`: `rival` is the employee of
    `rival_user`, who works in `department` as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival_user = cls._create_user('rival_user', 'user', cls.department)
        cls.rival = cls.rival_user.employee_ids

    @classmethod
    def _reserve(cls, holding, user=None, **vals):
        """Reserve a holding, by `technician` for himself where nobody else is named."""
        return cls.env['customer.archive.reservation'].with_user(user or cls.technician).create({
            'holding_id': holding.id, 'borrower_id': cls.tech_borrower.id, **vals,
        })

    def _told(self, partner, text=''):
        """Return the subjects that a contact was notified of, the oldest first."""
        return self.env['mail.notification'].search([
            ('res_partner_id', '=', partner.id),
        ], order='id').mail_message_id.filtered(
            lambda message: text in (message.subject or ''),
        ).mapped('subject')
