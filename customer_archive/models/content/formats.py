# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""Whether what customers state about themselves can be true (CA-24): numbers with a checksum, by
the library that owns their formats, e-mail addresses, telephone numbers.
"""

import re

from stdnum import get_cc_module
from stdnum.cn import ric
from stdnum.exceptions import ValidationError as FormatError

from odoo.tools import email_normalize

try:
    import phonenumbers
except ImportError:  # Beside Odoo's own requirements: without it the shape alone is looked at.
    phonenumbers = None

# The digits of a telephone number with its country, extensions aside: ITU-T E.164.
_PHONE_REGEX = re.compile(r'\+?\d{5,15}')


def is_company_number(number, country_code):
    """Tell whether a number can be one of a company in a country: in China the unified social
    credit code, elsewhere the tax number. Where nobody knows the format, every number can be.

    :param str number: the number
    :param str country_code: two letters, empty where the country is unknown
    :rtype: bool
    """
    module = get_cc_module(country_code.lower(), 'vat') if country_code else None
    return module is None or module.is_valid(number)


def is_identity_number(number, country_code):
    """Tell whether a number can be one of a person's identity document in a country.

    :param str number: the number
    :param str country_code: two letters, empty where the country is unknown
    :rtype: bool
    """
    if country_code.upper() != 'CN':
        return True
    number = ric.compact(number)
    if not re.fullmatch(r'[0-9]{17}[0-9X]', number):
        return False
    # Not `ric.validate`: it looks the county up in a file that Odoo's own hook on the import of
    # this library makes unreadable, and counties come and go.
    try:
        ric.get_birth_date(number)
    except FormatError:
        return False
    return ric.calc_check_digit(number) == number[-1]


def is_email(email):
    """Tell whether a text is one e-mail address.

    :param str email: the text
    :rtype: bool
    """
    return bool(email_normalize(email))


def is_phone(phone, country_code):
    """Tell whether a text can be a telephone number, as dialled in a country.

    :param str phone: the text
    :param str country_code: two letters, empty where the country is unknown
    :rtype: bool
    """
    if phonenumbers:
        try:
            parsed = phonenumbers.parse(phone, country_code.upper() or None)
        except phonenumbers.NumberParseException:
            return False
        return phonenumbers.is_possible_number(parsed)
    digits = re.sub(r'(?i)(?:ext\.?|x|转).*$|[\s()./-]', '', phone)
    return bool(_PHONE_REGEX.fullmatch(digits))
