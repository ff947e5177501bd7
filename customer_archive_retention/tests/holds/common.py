# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo import Command, fields

from odoo.addons.customer_archive.tests.common import ArchiveCommon

TALK = "He called"


class HoldCommon(ArchiveCommon):
    """An archive with a filed volume, and holds.

    Fixtures:

    - `archive`: of `customer`, with `volume` and a second `other_volume`
    - `document`: in `volume`; `sheet`: its original; `folder`: of `volume`
    - `other_archive`: of another customer
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume, cls.other_volume = (cls._create_volume(cls.archive) for _each in range(2))
        cls.document = cls._create_document(cls.volume)
        cls.sheet, cls.folder = cls.document.holding_ids, cls.volume.folder_id
        cls.other_archive = cls._open_archive()

    @classmethod
    def _draft_hold(cls, *records, user=None, **vals):
        """Prepare a hold on archives, customers, volumes or documents.

        :param recordset records: what it names
        :param recordset user: who does it, by default the archivist
        :rtype: recordset
        """
        names = {
            'customer.archive': 'archive_ids', 'res.partner': 'partner_ids',
            'customer.archive.volume': 'volume_ids', 'customer.archive.document': 'document_ids',
        }
        return cls.env['customer.archive.hold'].with_user(user or cls.archivist).create({
            'matter': "Claim over the hall", 'reason': "The court asks for everything",
            'authority': "Municipal court 123", 'company_id': cls.company.id,
            'review_on': fields.Date.add(fields.Date.today(), months=6),
            **{names[each._name]: [Command.set(each.ids)] for each in records}, **vals,
        })

    @classmethod
    def _hold(cls, *records, user=None, **vals):
        """Place a hold; see :meth:`_draft_hold`."""
        hold = cls._draft_hold(*records, user=user, **vals)
        hold.action_place()
        return hold

    @classmethod
    def _release(cls, hold, user=None):
        hold.with_user(user or cls.archivist)._transition('release', reason="The claim is settled")
