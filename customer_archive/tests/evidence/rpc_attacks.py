# Part of Customer Archive. See LICENSE file for full copyright and licensing details.



from .attacks import AttackCommon

TITLE = "Secret hall under the hill"
KEYS = {
    'customer_archive_pass': True, 'force': True, 'bypass': True, 'skip_check': True,
    'import_file': True, 'install_mode': True, 'tracking_disable': True, 'no_register': True,
    'module': 'customer_archive', 'uid': 1, 'su': True, 'bin_size': False,
}


class RpcAttackCommon(AttackCommon):
    """Fixtures, beside those of the base class: `foreign`, a volume of `other_department`, with
    the document `foreign_document`; `own`, an archive of `other_department`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.volume.title = TITLE
        cls.document.title = TITLE
        cls.archive.note = TITLE
        cls.own = cls._open_archive(department_id=cls.other_department.id)
        cls.foreign = cls._create_volume(cls.own)
        cls.foreign_document = cls._create_document(cls.foreign)

    def _state_of(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            (record._name, record.id, record.state, record.department_id, record.company_id,
             record.archive_id if 'archive_id' in record else record.partner_id)
            for record in records
        ]

    def _try(self, user, model, method, *args, **kwargs):
        """Call as over RPC; return what came back, or nothing when it was refused."""
        try:
            with self.env.cr.savepoint():
                return self._call(user, model, method, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 Refused in whatever way: its message counts as well.
            self.env.invalidate_all(flush=False)
            return str(error)

    def _assert_tells_nothing(self, answer):
        for secret in (self.customer.name, TITLE):
            self.assertNotIn(secret, str(answer))
