# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...models.mechanism import text_search


@tagged('post_install', '-at_install')
class TestTextSearch(TransactionCase):
    """The condition that the indexes serve finds what a plain search finds (CA-61, CA-62)."""

    TEXTS = (
        "Northern Lights Ltd", "北京华建工程有限公司", "上海宏图实业", "华北建设", "华\n建",
        "A华建B",
        "100% Cotton", "50_50", r"C:\archive", "𠀀𠀁号", "O'Brien", "", "Ａ１", "北",
        "建华北京",
    )

    def _contains(self, text, value):
        return self.env.execute_query(SQL(
            "SELECT COALESCE(%s, FALSE)", text_search.contains(SQL("%s::text", text), value),
        ))[0][0]

    def test_it_finds_what_contains_the_value_and_nothing_else(self):
        for value in (
            "northern", "LIGHTS", "华建", "北京", "北京华建", "建", "公司", "%", "_", "0%", "50_",
            "\\", r"C:\a", "𠀀𠀁", "O'B", "'; DROP TABLE res_partner; --", "--", "A华",
            "华建B", "Ａ１",
            "华 建",
        ):
            for text in self.TEXTS:
                with self.subTest(text=text, value=value):
                    self.assertEqual(
                        self._contains(text, value), value.casefold() in text.casefold(),
                    )

    def test_an_empty_value_is_contained_in_every_text(self):
        self.assertTrue(all(self._contains(text, "") for text in self.TEXTS))

    def test_a_chinese_value_is_looked_up_by_its_pairs(self):
        code = text_search.contains(SQL("name"), "华建工").code
        self.assertIn('customer_archive_bigrams', code)
        self.assertNotIn('bigrams', text_search.contains(SQL("name"), "华").code)
        self.assertNotIn('bigrams', text_search.contains(SQL("name"), "lights").code)

    def test_pairs_of_neighbouring_characters(self):
        for text, pairs in (
            ("北京华建", ["京华", "北京", "华建"]), ("A北京B", ["北京"]), ("北A京", None),
            ("北", None),
            ("", None), (None, None), ("abc", None),
        ):
            with self.subTest(text=text):
                [[found]] = self.env.execute_query(SQL(
                    "SELECT customer_archive_bigrams(%s)", text,
                ))
                self.assertEqual(sorted(found) if found else found, pairs and sorted(pairs))

    def test_telephone_numbers_lose_their_marks(self):
        for value, digits in (
            ("138-0013-8000", "13800138000"), ("+86 (138) 0013.8000", "8613800138000"),
            ("12345", "12345"), ("1234", None), ("KH-2026-00001", None), ("", None), ("++--", None),
            ("138 0013 x", None),
        ):
            with self.subTest(value=value):
                self.assertEqual(text_search.digits_only(value), digits)
