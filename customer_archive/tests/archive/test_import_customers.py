# Part of Customer Archive. See LICENSE file for full copyright and licensing details.




from .import_common import ImportCommon


class TestImportNumbers(ImportCommon):
    """Old numbers are kept, and the numbers to come go on behind them."""

    def test_a_number_outside_the_pattern_is_refused(self):
        self._assert_faulty(
            self._csv(('旧档 7', "恒远置业有限公司")), '旧档 7', 'KH-{year}-{seq:5}',
        )

    def test_a_number_outside_the_pattern_is_taken_over_knowingly(self):
        self._import(self._csv(('旧档 7', "恒远置业有限公司")), older_pattern=True)
        self.assertEqual(self._archives().name, '旧档 7')

    def test_a_number_that_no_counter_could_give_is_outside_the_pattern(self):
        self._assert_faulty(self._csv(
            ('KH-0000-00001', "恒远置业有限公司"), ('KH-2015-99999999999', "博泰食品有限公司"),
        ), "number pattern", lines=2)

    def test_the_counter_goes_on_behind_the_highest(self):
        self._import(self._csv(
            ('KH-2015-00700', "恒远置业有限公司"), ('KH-2011-00300', "博泰食品有限公司"),
        ))
        number = self._open_archive().name
        self.assertEqual(int(number.rpartition('-')[2]), 701)

    def test_the_counter_of_each_year_goes_on(self):
        self.company.archive_number_restarts = True
        self.company._ensure_archive_sequence()
        year = self.company._get_archive_today().year
        self._import(self._csv(
            (f'KH-{year}-00041', "恒远置业有限公司"), ('KH-2011-00300', "博泰食品有限公司"),
        ))
        self.assertEqual(self._open_archive().name, f'KH-{year}-00042')

    def test_the_counter_never_goes_back(self):
        first = int(self._open_archive().name.rpartition('-')[2])
        self._import(self._csv(('KH-2015-00000', "恒远置业有限公司")))
        second = int(self._open_archive().name.rpartition('-')[2])
        self.assertEqual(second, first + 1)

    def test_a_number_in_another_company_is_free_here(self):
        partner = self._create_customer(name="Elsewhere")
        taken = self.env['customer.archive'].with_user(self.other_archivist).create({
            'partner_id': partner.id, 'company_id': self.other_company.id,
        })
        wizard = self._import(self._csv((taken.name, "恒远置业有限公司")))
        self.assertEqual(wizard.state, 'done')


class TestImportCustomers(ImportCommon):
    """Customers are recognised and left alone; what cannot be told apart is refused."""

    def test_a_customer_is_known_by_number_then_tax_id_then_name(self):
        known = self.env['res.partner'].create([
            {'name': "甲有限公司", 'is_company': True, 'ref': 'K1'},
            {'name': "乙有限公司", 'is_company': True, 'vat': 'T2'},
            {'name': "丙有限公司", 'is_company': True},
        ])
        before = self._counts()['res.partner']
        wizard = self._import(self._table(
            self._line('KH-2015-00001', "甲有限公司", ref='K1', phone='1', contact='王伟'),
            self._line('KH-2015-00002', "乙股份有限公司", vat='T2', city='苏州市'),
            self._line('KH-2015-00003', "丙有限公司", ref='K3', email='c@example.com'),
        ))
        self.assertEqual(self._archives().partner_id, known)
        self.assertEqual(self._counts()['res.partner'], before)
        self.assertRecordValues(known, [
            {'name': "甲有限公司", 'ref': 'K1', 'phone': False, 'city': False, 'email': False},
            {'name': "乙有限公司", 'ref': False, 'phone': False, 'city': False, 'email': False},
            {'name': "丙有限公司", 'ref': False, 'phone': False, 'city': False, 'email': False},
        ])
        self.assertIn("his data stay as they are", wizard.line_ids[0].message)

    def test_a_renamed_customer_is_known_by_number_and_tax_id(self):
        known = self._create_customer(name="甲有限公司", ref='K1', vat='T1')
        self._import(self._table(self._line(customer="甲集团有限公司", ref='K1', vat='T1')))
        self.assertEqual(self._archives().partner_id, known)

    def test_a_former_customer_is_known_too(self):
        known = self._create_customer(name="甲有限公司", active=False)
        self._import(self._table(self._line(customer="甲有限公司")))
        self.assertEqual(self._archives().partner_id, known)

    def test_a_namesake_of_another_kind_or_number_is_somebody_else(self):
        self._create_customer(name="王伟", is_company=False, ref='P1')
        self._import(self._table(
            self._line('KH-2015-00001', "王伟", kind='个人', ref='P2'),
            self._line('KH-2015-00002', "王伟", kind='公司', ref='P3'),
        ))
        self.assertEqual(self._archives().partner_id.mapped('ref'), ['P2', 'P3'])

    def test_customers_are_created_by_who_may_not_create_contacts(self):
        self.assertFalse(
            self.env['res.partner'].with_user(self.archivist).has_access('create'),
        )
        self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self.assertEqual(self._archives().partner_id.create_uid, self.archivist)

    def test_one_number_for_two_customers(self):
        self._assert_faulty(self._csv(
            ('KH-2015-00001', "恒远置业有限公司"), ('KH-2015-00001', "博泰食品有限公司"),
        ), "two customers", "恒远置业有限公司", "博泰食品有限公司", lines=2)

    def test_a_number_of_another_customers_archive(self):
        taken = self._open_archive(self._create_customer(name="甲有限公司"))
        self._assert_faulty(self._csv((taken.name, "乙有限公司")), "used already", "甲有限公司")

    def test_a_customer_with_an_archive_under_another_number(self):
        archive = self._open_archive(self._create_customer(name="甲有限公司"))
        self._assert_faulty(self._csv(('KH-2015-00001', "甲有限公司")), archive.name)

    def test_a_customer_under_two_numbers_in_the_file(self):
        for cells in ({}, {'ref': 'K1'}, {'vat': 'T1'}):
            with self.subTest(cells):
                self._assert_faulty(self._table(
                    self._line('KH-2015-00001', **cells), self._line('KH-2015-00002', **cells),
                ), "several archive numbers", 'KH-2015-00001', 'KH-2015-00002', lines=2)

    def test_two_customers_with_one_customer_number_or_tax_id(self):
        for cells in ({'ref': 'K1'}, {'vat': 'T1'}):
            with self.subTest(cells):
                self._assert_faulty(self._table(
                    self._line('KH-2015-00001', "甲有限公司", **cells),
                    self._line('KH-2015-00002', "乙有限公司", **cells),
                ), "is given to several customers", *cells.values(), lines=2)

    def test_a_customer_number_of_somebody_else(self):
        self._create_customer(name="甲有限公司", ref='K1')
        self._assert_faulty(
            self._table(self._line(customer="乙有限公司", ref='K1')), 'K1', "甲有限公司",
        )

    def test_a_tax_id_of_somebody_with_another_customer_number(self):
        self._create_customer(name="甲有限公司", ref='K1', vat='T1')
        self._assert_faulty(
            self._table(self._line(customer="甲有限公司", ref='K2', vat='T1')), 'T1', 'K1',
        )

    def test_a_name_that_several_customers_have(self):
        for _index in range(2):
            self._create_customer(name="甲有限公司")
        self._assert_faulty(
            self._csv(('KH-2015-00001', "甲有限公司")), "Several customers are called",
        )


class TestImportRepeated(ImportCommon):
    """The same file changes nothing again; a longer one adds what is new."""

    def _lines(self, count):
        return [
            self._line(
                f'KH-2015-{serial // 2:05d}', f"Customer {serial // 2}", title=f"Volume {serial}",
                contact=f"Contact {serial // 2}", ref=f'R{serial // 2}',
                location=self.shelf.complete_name if serial % 2 else '',
            )
            for serial in range(count)
        ]

    def test_the_same_file_twice(self):
        content = self._table(*self._lines(10))
        self._import(content)
        before = self._counts()
        wizard = self._import(content)
        self.assertEqual(self._counts(), before)
        self.assertRecordValues(wizard, [{
            'state': 'done', 'exists_count': 10, 'new_count': 0, 'error_count': 0,
            'archive_count': 0, 'customer_count': 0, 'volume_count': 0,
        }])
        self.assertEqual(set(wizard.line_ids.mapped('status')), {'exists'})

    def test_the_file_extended_by_ten_lines(self):
        self._import(self._table(*self._lines(11)))
        wizard = self._import(self._table(*self._lines(21)))
        self.assertRecordValues(wizard, [{
            'exists_count': 11, 'new_count': 10, 'archive_count': 5, 'customer_count': 5,
            'volume_count': 10,
        }])
        volumes = self._archives().volume_ids.sorted('id')
        self.assertEqual(volumes.mapped('title'), [f"Volume {serial}" for serial in range(21)])
        # The sixth archive has its second volume, by an entry of its own.
        archive = self._archives()[5]
        self.assertEqual(archive.volume_ids.mapped('serial'), [1, 2])
        self.assertEqual([f['line'] for f in self._entries(archive, 'import').mapped('facts')],
                         [12, 13])

    def test_what_changed_since_is_left_as_it_is(self):
        content = self._table(self._line(title="Cooling", department='Projects'))
        self._import(content)
        archive = self._archives()
        archive.department_id = self.other_department
        archive.partner_id.write({'name': "恒远集团", 'ref': 'NEW'})
        archive.partner_id.name = "恒远置业有限公司"
        wizard = self._import(content)
        self.assertEqual(wizard.exists_count, 1)
        self.assertEqual(archive.department_id, self.other_department)

    def test_a_closed_archive_takes_nothing_in(self):
        self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self._archives().with_user(self.archivist)._transition('void', reason="By mistake")
        self._assert_faulty(self._table(self._line(title="Cooling")), "no longer kept")
        wizard = self._import(self._csv(('KH-2015-00001', "恒远置业有限公司")))
        self.assertEqual(wizard.exists_count, 1)
