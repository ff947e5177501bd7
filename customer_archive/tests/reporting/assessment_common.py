# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo.tests import freeze_time
from odoo.tools import SQL

from ..common import ArchiveCommon

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
AFTER = '2026-04-07 03:00:00'


class AssessmentCommon(ArchiveCommon):
    """A quarter of an archivist and a deputy, in the time zone of Shanghai.

    Fixtures:

    - `archivist` keeps `archive` of `department`, whose archivist she is appointed as; `deputy` of
      the company keeps `deputy_archive`; `idle` is appointed and keeps nothing
    - `filing`, `incomplete`, `inspecting`: the criteria that are shipped
    - `second_manager`: another office manager
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = 'Asia/Shanghai'
        cls.second_manager = cls._create_user('second_manager', 'office_manager')
        cls.deputy = cls._create_user('deputy', 'archivist')
        cls.idle = cls._create_user('idle', 'archivist')
        # What other addons count is tried in their own tests.
        criteria = cls.env['customer.archive.assessment.criterion']
        cls.filing, cls.incomplete, cls.inspecting = own = criteria.concat(*(
            cls.env.ref(f'customer_archive.customer_archive_assessment_criterion_{name}')
            for name in ('filing', 'incomplete', 'inspection')
        ))
        (criteria.search([]) - own).active = False
        cls.archive = cls._open_archive(custodian_id=cls.archivist.id)
        cls.deputy_archive = cls._open_archive(custodian_id=cls.deputy.id)
        cls.env['customer.archive.appointment'].create([
            {
                'user_id': user.id, 'role': role, 'company_id': cls.company.id,
                'department_id': department and department.id, 'date_from': '2025-01-01',
            }
            for user, role, department in (
                (cls.archivist, 'archivist', cls.department), (cls.deputy, 'deputy', None),
                (cls.idle, 'archivist', cls.other_department),
            )
        ])

    @classmethod
    def _assess(cls, user=None, by=None, moment=AFTER, **vals):
        """Draft the assessment of the quarter of a person, the archivist where nobody is named."""
        with freeze_time(moment):
            return cls.env['customer.archive.assessment'].with_user(
                by or cls.office_manager,
            ).create({
                'user_id': (user or cls.archivist).id, 'company_id': cls.company.id,
                'date_from': QUARTER[0], 'date_to': QUARTER[1], **vals,
            })

    @classmethod
    def _finalise(cls, assessment, by=None):
        with freeze_time(AFTER):
            assessment.with_user(by or cls.office_manager).action_finalise()
        return assessment

    @classmethod
    def _set(cls, record, **values):
        """Write into the database what takes days to come about."""
        cls.env.flush_all()
        for name, value in values.items():
            cls.env.cr.execute(SQL(
                "UPDATE %s SET %s = %s WHERE id = %s", SQL.identifier(record._table),
                SQL.identifier(name), value, record.id,
            ))
        cls.env.invalidate_all()

    @classmethod
    def _file_late(cls, archive=None, deadline='2026-02-10', filed_on='2026-02-12', **values):
        """Let a volume have been filed some days after its deadline, or not yet."""
        volume = cls._create_volume(archive or cls.archive)
        cls._set(volume, **{
            'filing_deadline': deadline, 'filed_on': filed_on,
            'state': 'filed' if filed_on else 'handed_in', **values,
        })
        return volume

    def _line(self, assessment, criterion):
        return assessment.sudo().line_ids.filtered(lambda line: line.criterion_id == criterion)
