# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.fields import Command

from ..common import GROUP, ArchiveCommon

ROLES = ('user', 'technician', 'collector', 'archivist', 'office_manager', 'general_manager',
         'auditor', 'outsider')
BACK_OFFICE = frozenset({'archivist', 'office_manager'})
COLLECTING = BACK_OFFICE | {'collector'}
READING = frozenset(ROLES) - {'outsider'}


class TestRights(ArchiveCommon):
    """Who may do what (CA-79), and who sees what (CA-63): departments, clearance, projects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archive = cls._open_archive(cls.customer)
        cls.volume = cls._create_volume(cls.archive)
        cls.document = cls._create_document(cls.volume)
        cls.folder = cls.volume.folder_id
        cls.records = (cls.archive, cls.volume, cls.document, cls.folder)

    def _may(self, role, operation):
        """Tell whether a user of a role may do something, without it being done."""
        class Done(Exception):
            """Undoes what was allowed."""

        try:
            with self.env.cr.savepoint():
                operation(self[role])
                self.env.flush_all()
                raise Done
        except Done:
            return True
        except AccessError:
            return False
        finally:
            self.env.invalidate_all(flush=False)

    def __getitem__(self, name):
        return getattr(self, name)

    # === ROLE × OPERATION === #

    def test_the_matrix_of_roles_and_operations(self):
        """CA-79: every role may do its own, and nothing else."""
        location = self._create_location()
        other = self._create_customer()
        contract = self._type('contract').id
        scheme = self._class('importance_a')

        def as_user(record):
            return record.with_user

        matrix = {
            "read an archive": (READING, lambda user: as_user(self.archive)(user).read(['vat'])),
            "read the notes": (
                BACK_OFFICE | {'general_manager', 'auditor'},
                lambda user: as_user(self.archive)(user).read(['note'])),
            "open an archive": (COLLECTING, lambda user: self.env['customer.archive'].with_user(
                user).create({'partner_id': other.id, 'department_id': self.department.id})),
            "describe an archive": (BACK_OFFICE, lambda user: as_user(self.archive)(user).write(
                {'note': "X"})),
            "classify": (BACK_OFFICE, lambda user: as_user(self.archive)(user).write(
                {'importance_id': scheme.id})),
            "change the confidentiality": (BACK_OFFICE, lambda user: as_user(self.archive)(
                user).write({'confidentiality': '2'})),
            "assign the department": (BACK_OFFICE, lambda user: as_user(self.archive)(user).write(
                {'department_id': self.other_department.id})),
            "make formal": (BACK_OFFICE, lambda user: as_user(self.archive)(
                user).action_formalise()),
            "void an archive": (BACK_OFFICE, lambda user: as_user(self._open_archive())(
                user)._transition('void', reason="X")),
            "void a volume": (BACK_OFFICE, lambda user: as_user(self.volume)(
                user)._transition('void', reason="X")),
            "read a volume": (READING, lambda user: as_user(self.volume)(user).read(['title'])),
            "open a volume": (COLLECTING, lambda user: self.env[
                'customer.archive.volume'].with_user(user).create(
                    {'archive_id': self.archive.id, 'title': "X"})),
            "describe a volume": (COLLECTING, lambda user: as_user(self.volume)(user).write(
                {'title': "X"})),
            "enter a document": (COLLECTING, lambda user: self.env[
                'customer.archive.document'].with_user(user).create({
                    'volume_id': self.volume.id, 'title': "X", 'type_id': contract})),
            "describe a document": (COLLECTING, lambda user: as_user(self.document)(user).write(
                {'title': "X"})),
            "upload a scan": (COLLECTING, lambda user: as_user(self.document)(user).write(
                {'scan': b'c2Nhbg==', 'scan_name': "x.pdf"})),
            "verify a document": (BACK_OFFICE, lambda user: as_user(self.document)(
                user).action_verify()),
            "remove a document": (BACK_OFFICE, lambda user: as_user(self.document)(user).unlink()),
            "see a holding": (READING, lambda user: as_user(self.folder)(user).read(['barcode'])),
            "enter a copy": (BACK_OFFICE, lambda user: self.env[
                'customer.archive.holding'].with_user(user).create({
                    'archive_id': self.archive.id, 'document_id': self.document.id,
                    'kind': 'copy'})),
            "report a holding missing": (BACK_OFFICE, lambda user: as_user(self.folder)(
                user)._transition('miss', reason="X")),
            "move a holding": (BACK_OFFICE, lambda user: as_user(self.folder)(user).action_move()),
            "make a location": (BACK_OFFICE, lambda user: self.env[
                'customer.archive.location'].with_user(user).create({'name': "X"})),
            "delete a location": ({'office_manager'}, lambda user: as_user(location)(
                user).unlink()),
            "change the scheme": ({'office_manager'}, lambda user: as_user(scheme)(user).write(
                {'name': "X"})),
            "change document types": ({'office_manager'}, lambda user: as_user(
                self._type('contract'))(user).write({'name': "X"})),
            "read the register": (
                BACK_OFFICE | {'general_manager', 'auditor'},
                lambda user: self.env['customer.archive.register'].with_user(user).search([])),
        }
        for what, (allowed, operation) in matrix.items():
            for role in ROLES:
                with self.subTest(what=what, role=role):
                    self.assertEqual(self._may(role, operation), role in allowed)

    def test_nobody_deletes_archives_volumes_or_holdings(self):
        """CA-32, RE-11: no role has the right, whatever the models say."""
        for record in (self.archive, self.volume, self.folder):
            for role in ROLES:
                with self.subTest(model=record._name, role=role):
                    self.assertFalse(record.with_user(self[role]).has_access('unlink'))

    def test_a_role_holds_no_right_beside_it(self):
        """CA-79: roles that are no steps of one ladder do not imply each other."""
        for role, others in (
            ('technician', {'collector', 'archivist', 'general_manager', 'auditor'}),
            ('general_manager', {'collector', 'archivist', 'office_manager', 'auditor'}),
            ('auditor', {'user', 'collector', 'archivist', 'office_manager', 'general_manager'}),
            ('collector', {'archivist', 'office_manager', 'technician'}),
            ('user', {'collector', 'technician', 'general_manager'}),
        ):
            for other in others:
                with self.subTest(role=role, other=other):
                    self.assertFalse(self[role].has_group(f'{GROUP}{other}'))

    def test_the_clearance_follows_the_role(self):
        for role, clearance in (
            ('user', '1'), ('collector', '1'), ('technician', '1'), ('outsider', '1'),
            ('archivist', '3'), ('office_manager', '3'), ('general_manager', '3'),
            ('auditor', '3'),
        ):
            with self.subTest(role=role):
                self.assertEqual(self[role].archive_clearance, clearance)

    def test_notes_are_hidden_on_every_path(self):
        """CA-67: list, export, search, groups and form."""
        self.archive.note = "<p>Pays late</p>"
        self.user.group_ids |= self.env.ref('base.group_allow_export')
        archives = self.env['customer.archive'].with_user(self.user)
        theirs = self.archive.with_user(self.user)
        self.assertNotIn('note', archives.fields_get())
        self.assertNotIn('name="note"', archives.get_view(view_type='form')['arch'])
        self.assertNotIn('note', theirs.web_read({'name': {}})[0])
        for path, read in {
            'read': lambda: theirs.read(['note']),
            'web_read': lambda: theirs.web_read({'note': {}}),
            'search_read': lambda: archives.search_read([], ['note']),
            'search': lambda: archives.search([('note', 'ilike', "late")]),
            'order': lambda: archives.search([], order='note'),
            'child': lambda: self.volume.with_user(self.user).read(['archive_id.note']),
            'other': lambda: self.env['customer.archive.volume'].with_user(self.user).search([
                ('archive_id.note', 'ilike', "late"),
            ]),
            'export': lambda: theirs.export_data(['note']),
            'write': lambda: theirs.write({'note': "X"}),
        }.items():
            with self.subTest(path=path):
                # Some paths say that he may not, some that they know no such field.
                with self.assertRaises(Exception) as caught:
                    read()
                self.assertIsInstance(caught.exception, (AccessError, ValueError))

    # === DEPARTMENTS === #

    def _assert_sees(self, user, record, sees):
        """Assert that a user finds a record on every path, or on none."""
        records = record.env[record._name].with_user(user)
        theirs = record.with_user(user)
        record.env.flush_all()
        record.env.invalidate_all()
        found = records.search([('id', '=', record.id)])
        self.assertEqual(bool(found), sees, "search")
        self.assertEqual(records.search_count([('id', '=', record.id)]), int(sees), "count")
        self.assertEqual(
            [each for each, _name in records.name_search(record[record._rec_name])],
            record.ids if sees else [], "name_search",
        )
        [[count]] = records._read_group([('id', '=', record.id)], [], ['__count'])
        self.assertEqual(count, int(sees), "read_group")
        self.assertEqual(
            bool(records.search_read([('id', '=', record.id)], ['display_name'])), sees,
            "search_read",
        )
        page = records.web_search_read([('id', '=', record.id)], {'display_name': {}})
        self.assertEqual(bool(page['records']), sees, "web_search_read")
        self.assertEqual(theirs.has_access('read'), sees, "has_access")
        for field in ('display_name', 'archive_id' if 'archive_id' in record else 'partner_id'):
            if sees:
                theirs.read([field])
            else:
                with self.assertRaises(AccessError):
                    theirs.read([field])
        if not sees:
            with self.assertRaises(AccessError):
                theirs._export_rows([['display_name']])

    def test_departments_see_their_own_and_those_below(self):
        """CA-63: list, name_search, count, groups and record alike."""
        below = self._create_document(self._create_volume(
            self._open_archive(department_id=self.sub_department.id),
        ))
        for user, own, sub in (
            (self.user, True, True), (self.technician, True, True), (self.collector, True, True),
            (self.sub_user, False, True), (self.other_user, False, False),
            (self.archivist, True, True), (self.general_manager, True, True),
            (self.auditor, True, True),
        ):
            for document, sees in ((self.document, own), (below, sub)):
                for record in (document.archive_id, document.volume_id, document,
                               document.volume_id.folder_id):
                    with self.subTest(user=user.login, record=record.display_name):
                        self._assert_sees(user, record, sees)

    def test_what_belongs_to_no_department_is_everybody_s(self):
        """CA-63: as documented with the rule."""
        self.archive.department_id = False
        for user in (self.user, self.other_user, self._create_user('nobody', 'user')):
            for record in self.records:
                with self.subTest(user=user.login, record=record.display_name):
                    self._assert_sees(user, record, True)

    def test_who_is_in_no_department_sees_no_department_s(self):
        loner = self._create_user('loner', 'user')
        for record in self.records:
            with self.subTest(record=record.display_name):
                self._assert_sees(loner, record, False)

    def test_children_do_not_show_what_is_hidden(self):
        """CA-63: neither the lists of a customer nor those of an archive."""
        partner = self.customer.with_user(self.other_user)
        self.assertFalse(partner.archive_ids)
        [values] = partner.web_read({'archive_ids': {'fields': {'name': {}}}})
        self.assertFalse(values['archive_ids'])

    def test_a_transfer_counts_at_once(self):
        """CA-63: rule domains are cached by user; nobody clears them here."""
        archives = self.env['customer.archive'].with_user(self.user)
        elsewhere = self._open_archive(department_id=self.other_department.id)
        both = [('id', 'in', (self.archive | elsewhere).ids)]
        self.assertEqual(archives.search(both), self.archive)
        self.assertTrue(self.archive.with_user(self.user).has_access('read'))
        self.user.employee_id.department_id = self.other_department
        self.assertEqual(archives.search(both), elsewhere)
        self.assertFalse(self.archive.with_user(self.user).has_access('read'))
        self.assertTrue(elsewhere.with_user(self.user).has_access('read'))

    def test_moving_an_archive_takes_all_that_is_in_it_along(self):
        self.archive.department_id = self.other_department
        for record in self.records:
            self._assert_sees(self.user, record, False)
            self._assert_sees(self.other_user, record, True)

    # === CLEARANCE === #

    def test_confidentiality_hides_from_who_is_not_cleared(self):
        """CA-63: neither list row, name_search result, count nor document."""
        cleared = self._create_user('cleared', 'user', self.department)
        cleared.group_ids |= self.env.ref(f'{GROUP}clearance_confidential')
        for level, sees in (('1', (True, True)), ('2', (False, True)), ('3', (False, False))):
            self.archive.confidentiality = level
            for user, may in zip((self.user, cleared, self.archivist), (*sees, True), strict=True):
                if may and level == '2':
                    self._assert_sees(user, self.archive, False)
                    self._state_purpose(user, self.archive)
            for record in self.records:
                for user, expected in zip((self.user, cleared), sees, strict=True):
                    with self.subTest(level=level, user=user.login, record=record.display_name):
                        self._assert_sees(user, record, expected)
                self._assert_sees(self.archivist, record, True)

    def test_clearance_alone_opens_no_other_department(self):
        self.other_user.group_ids |= self.env.ref(f'{GROUP}clearance_secret')
        self._assert_sees(self.other_user, self.archive, False)

    def test_clearance_given_and_taken_counts_at_once(self):
        self.archive.confidentiality = '2'
        self._assert_sees(self.user, self.archive, False)
        group = self.env.ref(f'{GROUP}clearance_confidential')
        self.user.group_ids = [Command.link(group.id)]
        self._state_purpose(self.user, self.archive)
        self._assert_sees(self.user, self.archive, True)
        self.user.group_ids = [Command.unlink(group.id)]
        self._assert_sees(self.user, self.archive, False)

    def test_nobody_opens_an_archive_that_he_then_cannot_see(self):
        with self.assertRaises(AccessError):
            self.env['customer.archive'].with_user(self.collector).create({
                'partner_id': self._create_customer().id, 'confidentiality': '3',
                'department_id': self.department.id,
            })
        with self.assertRaises(AccessError):
            self.env['customer.archive'].with_user(self.collector).create({
                'partner_id': self._create_customer().id,
                'department_id': self.other_department.id,
            })

    # === PROJECTS === #

    def test_who_works_in_a_project_sees_it_and_its_archive(self):
        """CA-08: but not what else lies in the archive."""
        other = self._create_document(self._create_volume(self.archive))
        self.volume.member_ids = self.other_user
        for record in self.records:
            with self.subTest(record=record.display_name):
                self._assert_sees(self.other_user, record, True)
        for record in (other.volume_id, other):
            with self.subTest(record=record.display_name):
                self._assert_sees(self.other_user, record, False)
        self.volume.member_ids = False
        self._assert_sees(self.other_user, self.archive, False)

    def test_a_secret_project_is_secret_for_its_members_too(self):
        self.volume.manager_id = self.other_user
        self.archive.confidentiality = '2'
        for record in self.records:
            with self.subTest(record=record.display_name):
                self._assert_sees(self.other_user, record, False)

    def test_following_grants_nothing(self):
        self.archive.message_subscribe(partner_ids=self.user.partner_id.ids)
        self.user.employee_id.department_id = self.other_department
        self._assert_sees(self.user, self.archive, False)

    # === COLLECTORS === #

    def test_a_collector_works_in_his_department_only(self):
        """CA-21"""
        contract = self._type('contract').id
        for model, vals in (
            ('customer.archive', {
                'partner_id': self._create_customer().id, 'department_id': self.department.id}),
            ('customer.archive.volume', {'archive_id': self.archive.id, 'title': "X"}),
            ('customer.archive.document', {
                'archive_id': self.archive.id, 'title': "X", 'type_id': contract}),
            ('customer.archive.document', {
                'volume_id': self.volume.id, 'title': "X", 'type_id': contract}),
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.other_collector).create(vals)
        for record in (self.volume, self.document):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.other_collector).write({'title': "X"})

    def test_a_collector_leaves_what_was_handed_in(self):
        """CA-21: not file, not change what is with the back office."""
        self._hand_in(self.volume)
        with self.assertRaises(AccessError):
            self.volume.with_user(self.collector).write({'title': "X"})

    def test_the_rules_are_there_to_be_switched(self):
        """CA-79: named records that no upgrade overwrites."""
        rules = self.env['ir.model.data'].search([
            ('module', '=', 'customer_archive'), ('model', '=', 'ir.rule'),
        ])
        self.assertTrue(all(rules.mapped('noupdate')))
        self.assertTrue(all(self.env['ir.rule'].browse(rules.mapped('res_id')).mapped('name')))
        self._assert_sees(self.other_user, self.archive, False)
        self.env.ref('customer_archive.customer_archive_rule_department').domain_force = "[]"
        self._assert_sees(self.other_user, self.archive, True)
