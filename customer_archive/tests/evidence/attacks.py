# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import json

from odoo.exceptions import UserError
from odoo.service.model import call_kw

from ..common import ArchiveCommon


class AttackCommon(ArchiveCommon):
    """What an ordinary user tries over RPC: any public method, any ids, any context.

    Fixtures, beside those of the base class:

    - `archive`, `volume`, `document`, `folder`: of `department`, for `customer`
    - `portal_user`: a user of the portal
    - `attackers`: users who may read none of it
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = cls._create_user('portal')
        cls.portal_user.group_ids = cls.env.ref('base.group_portal')
        for name in ('user', 'other_user', 'archivist'):
            getattr(cls, name).email = f'{name}@example.com'  # The base class gives all one.
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.folder = cls.volume.folder_id
        cls.records = (cls.archive, cls.volume, cls.document, cls.folder)
        cls.attackers = (cls.other_user, cls.outsider, cls.portal_user)

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as over RPC; what JSON cannot carry does not arrive.

        :param recordset user: who calls
        :param str model: the model's name
        :param str method: the method's name
        """
        args, kwargs = json.loads(json.dumps([args, kwargs], default=str))
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=user, su=False, context={})
        with self._request_of(user):
            result = call_kw(env[model], method, args, kwargs)
        self.env.flush_all()
        return result

    def _assert_closed(self, user, model, method, *args, **kwargs):
        """Assert that a call is refused, and leaves nothing behind."""
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._call(user, model, method, *args, **kwargs)
        self.env.invalidate_all()
