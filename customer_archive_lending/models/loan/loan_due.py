# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.customer_archive.models.mechanism.roles import ARCHIVIST


class CustomerArchiveLoan(models.Model):
    """When what is borrowed is due, and what about it is out of the ordinary."""

    _inherit = 'customer.archive.loan'

    # === BUSINESS METHODS === #

    def _get_due(self, line, moment):
        """Return when a line is due that is handed over at a moment (LE-03, LE-12, ND-26).

        :param recordset line: a line of the loan
        :param datetime moment: in UTC, naive
        :rtype: datetime
        """
        self.ensure_one()
        if self.until:
            return max(self.company_id._get_archive_day_closing(self.until),
                       self.company_id._get_archive_closing(moment))
        return self._get_usual_due(line, moment)

    def _get_usual_due(self, line, moment):
        """Return when a line is usually due, without an exception.

        In the house until closing time of the same day; a copy that leaves, until closing time of
        the last of the working days that the company grants. The day itself does not count.

        :param recordset line: a line of the loan
        :param datetime moment: in UTC, naive
        :rtype: datetime
        """
        company = self.company_id
        if line.place != 'outside':
            return company._get_archive_closing(moment)
        tomorrow = fields.Date.add(company._get_archive_day(moment), days=1)
        return company._get_archive_closings(
            company._get_archive_midnight(tomorrow), company.archive_loan_days,
        )[-1]

    def _get_exceptions(self, moment=None):
        """Return what about the loan is out of the ordinary, and therefore has to be allowed.

        For a module to ask for more exceptions, it must override this method.

        :param datetime moment: the moment of the hand-over, by default now
        :return: translated sentences
        :rtype: list[str]
        """
        self.ensure_one()
        moment = moment or fields.Datetime.now()
        lines = self.line_ids.filtered(lambda line: line.state != 'dropped')
        exceptions = []
        if self.until and any(
            self._get_due(line, moment) > self._get_usual_due(line, moment) for line in lines
        ):
            exceptions.append(self.env._(
                "It is needed longer than usual, until %(until)s.", until=self.until,
            ))
        if originals := lines.filtered(lambda line: line.kind != 'copy'):
            user = self.borrower_id.user_id
            if user and _borrows_copies_only(user):
                exceptions.append(self.env._(
                    "Technicians borrow copies, and %(holdings)s is none.",
                    holdings=", ".join(originals.mapped('barcode')),
                ))
        return exceptions


def _borrows_copies_only(user):
    """Tell whether a user works with copies: a technician who keeps no archives (LE-18).

    :rtype: bool
    """
    return user.has_group('customer_archive.customer_archive_group_technician') and (
        not user.has_group(ARCHIVIST)
    )
