# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import re

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import ArchiveHttpCase


@tagged('post_install', '-at_install')
class TestRatingPage(ArchiveHttpCase):
    """A service person handles a complaint to its rating, which the customer gives himself.

    Fixtures: a customer with an archive and an address; a complaint; who is responsible for it has
    the role User and nothing besides.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.lang_en').active = True
        cls.env.company.archive_ask_satisfaction = True
        cls.service_person = new_test_user(
            cls.env, 'tour_service', 'customer_archive.customer_archive_group_user', lang='en_US',
        )
        customer = cls.env['res.partner'].create({
            'name': "杭州宏达机电有限公司", 'is_company': True, 'lang': 'en_US',
            'email': 'office@hongda.example.com',
        })
        cls.complaint = cls.env['customer.archive.complaint'].create({
            'archive_id': cls.env['customer.archive']._open_for(customer).id,
            'title': "Noisy fans", 'responsible_id': cls.service_person.id,
        })

    def _get_token(self):
        """Return the token in the link of the mail, as its reader sees it."""
        mail = self.env['mail.mail'].sudo().search([
            ('model', '=', self.complaint._name), ('res_id', '=', self.complaint.id),
        ], order='id desc', limit=1)
        return re.search(r'/rate/(\w+)/5', mail.body_html).group(1)

    def _submit(self, token, rate, feedback):
        page = self.url_open(f'/rate/{token}/{rate}')
        self.assertEqual(page.status_code, 200)
        csrf = re.search(r'name="csrf_token" value="(\w+)"', page.text).group(1)
        return self.url_open(f'/rate/{token}/submit_feedback', data={
            'rate': rate, 'feedback': feedback, 'csrf_token': csrf,
        })

    def _close(self):
        self.complaint.with_user(self.service_person)._transition('close', reason="New bearings")

    def test_a_complaint_is_handled_to_its_rating(self):
        self.start_tour(f'/odoo/archive-complaints/{self.complaint.id}',
                        'customer_archive_complaint', login='tour_service')
        self.assertEqual(self.complaint.state, 'closed')
        self.assertEqual(self.complaint.measure_ids.user_id, self.service_person)

        self.authenticate(None, None)
        self.assertEqual(self._submit(self._get_token(), 5, "Quiet now").status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.complaint.rating_last_value, 5)

        self.start_tour(f'/odoo/archive-complaints/{self.complaint.id}',
                        'customer_archive_complaint_rated', login='tour_service')

    def test_the_last_answer_by_a_link_counts(self):
        self._close()
        self.authenticate(None, None)
        token = self._get_token()
        self._submit(token, 1, "Still loud")
        self._submit(token, 5, "Quiet now")
        self.env.invalidate_all()
        self.assertEqual(
            (self.complaint.rating_last_value, self.complaint.rating_last_feedback),
            (5, "Quiet now"),
        )

    def test_the_page_shows_nothing_of_the_archive(self):
        self._close()
        self.authenticate(None, None)
        page = self.url_open(f'/rate/{self._get_token()}/5').text
        for text in ("Noisy fans", "New bearings", "宏达", self.complaint.archive_id.name):
            self.assertNotIn(text, page)

    def test_an_unknown_link_and_one_that_came_too_late_say_so(self):
        self._close()
        token = self._get_token()
        self.authenticate(None, None)
        self.assertEqual(self.url_open('/rate/nobodyknows/5').status_code, 404)
        self.complaint.with_user(self.service_person)._transition('reopen', reason="Loud again")
        with mute_logger('odoo.http'):
            page = self.url_open(f'/rate/{token}/5')
        self.assertEqual(page.status_code, 410)
        self.assertIn("We are working on", page.text)
        self.assertFalse(self.complaint.rating_last_value)

    def test_a_colleague_does_not_answer_by_the_customers_link(self):
        self._close()
        self.authenticate('tour_service', 'tour_service')
        page = self.url_open(f'/rate/{self._get_token()}/5')
        self.assertIn("Only the customer of", page.text)
        self.assertNotIn("Noisy fans", page.text)
