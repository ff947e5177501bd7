# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import models


class CustomerArchiveNotice(models.AbstractModel):
    """Records that write to people: numbers and times only, to everybody in his own language.

    Scheduled work runs in no user's language; whoever is told reads his own.
    """

    _name = 'customer.archive.notice'
    _inherit = ['mail.thread']
    _description = "Archive: What Is Told to People"

    # === BUSINESS METHODS === #

    def _tell(self, partners, describe, **kwargs):
        """Tell contacts something about the record, by their inbox or mail as they chose.

        :param recordset partners: who is told; nobody is told nothing
        :param Callable describe: returns what is said, given the record in the reader's language
        :param kwargs: more for the message
        """
        self.ensure_one()
        for lang, readers in partners.grouped('lang').items():
            record = self.with_context(lang=lang or self.env.lang)
            subject = describe(record)
            record.message_notify(
                partner_ids=readers.ids, subject=subject, body=subject, **kwargs,
            )
