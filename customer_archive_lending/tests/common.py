# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_archive.tests.common import ArchiveCommon

# A transparent pixel stands for a drawn signature.
SIGNATURE = (
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
)


def at(text):
    """Return a moment in UTC, as the database keeps it."""
    return datetime.fromisoformat(text)


@tagged('post_install', '-at_install')  # Its subclasses inherit the tags.
class LendingCommon(ArchiveCommon):
    """A company in Shanghai that is open from 9 to 18 on weekdays, and lends.

    Fixtures besides those of `ArchiveCommon`:

    - `borrower`: the employee of `user`, in `department`; `tech_borrower`: of `technician`
    - `clerk`: an employee without a login
    - `second_archivist`: another archivist
    - `archive` of `department` with `volume`, whose `original` of 12 pages and two copies `copy_1`
      and `copy_2` stand with the `folder` on `shelf`
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls._create_calendar('Asia/Shanghai')
        cls.borrower, cls.tech_borrower = cls.env['hr.employee'].search([
            ('user_id', 'in', (cls.user | cls.technician).ids),
        ]).sorted(lambda employee: employee.user_id == cls.technician)
        cls.clerk = cls.env['hr.employee'].create({
            'name': "Clerk", 'company_id': cls.company.id, 'department_id': cls.department.id,
            'barcode': 'BADGECLERK',
        })
        cls.second_archivist = cls._create_user('second_archivist', 'archivist')

        cls.shelf = cls._create_location()
        cls.archive = cls._open_archive()
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume, on_paper=True, pages=12)
        cls._file(cls.volume, cls.shelf)
        cls.folder = cls.volume.folder_id
        cls.original = cls.document.holding_ids
        cls.copy_1, cls.copy_2 = cls._create_copies(cls.original, 2)

    # === FACTORIES === #

    @classmethod
    def _create_calendar(cls, tz, closing=18.0):
        """Create a calendar of weekdays from 9 to 12 and from 13 until closing."""
        return cls.env['resource.calendar'].create({
            'name': f"Weekdays {tz}", 'tz': tz, 'company_id': cls.company.id,
            'attendance_ids': [
                Command.clear(),
                *(
                    Command.create({
                        'name': "Work", 'dayofweek': str(day), 'hour_from': opens,
                        'hour_to': closes, 'day_period': period,
                    })
                    for day in range(5)
                    for opens, closes, period in ((9, 12, 'morning'), (13, closing, 'afternoon'))
                ),
            ],
        })

    @classmethod
    def _create_copies(cls, original, number):
        return cls.env['customer.archive.holding'].create([
            {
                'archive_id': original.archive_id.id, 'document_id': original.document_id.id,
                'volume_id': original.volume_id.id, 'original_id': original.id, 'kind': 'copy',
                'pages': original.pages,
            }
        ] * number)

    @classmethod
    def _create_original(cls, archive=None, **vals):
        """Enter a document on paper, and return its original."""
        document = cls._create_document(archive or cls.archive, on_paper=True, **vals)
        return document.holding_ids

    @classmethod
    def _prepare_loan_vals(cls, holdings, **vals):
        return {
            'company_id': cls.company.id, 'borrower_id': cls.borrower.id,
            'purpose_note': "A question of the customer",
            'line_ids': [Command.create({'holding_id': holding.id}) for holding in holdings],
            **vals,
        }

    # === STEPS === #

    @classmethod
    def _draft_loan(cls, holdings, user=None, **vals):
        """Write down a request, by `user`, the borrower where nobody else is named."""
        return cls.env['customer.archive.loan'].with_user(user or cls.user).create(
            cls._prepare_loan_vals(holdings, **vals),
        )

    @classmethod
    def _request_loan(cls, holdings, user=None, **vals):
        loan = cls._draft_loan(holdings, user=user, **vals)
        loan.action_request()
        return loan

    @classmethod
    def _approve_loan(cls, loan, archivist=None):
        """Let an archivist verify and approve a request, and another one where two do."""
        loan = loan.with_user(archivist or cls.archivist)
        loan.action_verify()
        if loan.needs_exception:
            loan._transition('allow', reason="It is urgent")
        loan.action_approve()
        if loan.state == 'second':
            loan.with_user(cls.second_archivist).action_approve()
        return loan

    @classmethod
    def _lend(cls, holdings, user=None, **vals):
        """Take a loan all the way into the hands of the borrower.

        :return: the loan, as the archivist sees it
        :rtype: recordset
        """
        loan = cls._approve_loan(cls._request_loan(holdings, user=user, **vals))
        loan._hand_over(SIGNATURE)
        return loan

    @classmethod
    def _take_back(cls, line, pages=None, condition='good', **vals):
        """Take a line back as an archivist, with the pages that went out where none are told."""
        line = line.with_user(cls.archivist)
        line._take_back(line.pages_out if pages is None else pages, condition, **{
            'items': line.items_out, **vals,
        })
        return line
