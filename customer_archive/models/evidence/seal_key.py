# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""What the server's configuration file says about seals.

It is not a setting of the database: whoever owns the database must not choose the key.

    [customer_archive]
    seal_key = /etc/odoo/customer_archive_seal.pem
    anchor_file = /var/lib/odoo/customer_archive_anchors.jsonl
"""

import base64
import configparser
import hashlib
import logging
import os
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from odoo.tools import config

SECTION = 'customer_archive'
_logger = logging.getLogger(__name__)


class SealKey(NamedTuple):
    """The key that seals are signed with.

    :param Ed25519PrivateKey private: the key
    :param str public: the public half (base64)
    :param str key_id: what it is called: the beginning of the SHA-256 of the public half
    """

    private: Ed25519PrivateKey
    public: str
    key_id: str

    def sign(self, text):
        """Return the signature of a text (base64)."""
        return base64.b64encode(self.private.sign(text.encode())).decode()


def get_seal_key():
    """Return the key named in the configuration file, or `None`.

    A key that cannot be read is logged; seals are then made without a signature, which
    verification shows as a change of the key.

    :rtype: SealKey|None
    """
    path = _get_options().get('seal_key')
    if not path:
        return None
    try:
        return _load_key(path, os.stat(path).st_mtime_ns)
    except (OSError, ValueError) as error:
        _logger.error("The key for seals cannot be read from %s: %s", path, error)
        return None


def get_anchor_file():
    """Return the path of the file that anchors are appended to, or `None`.

    :rtype: str|None
    """
    return _get_options().get('anchor_file') or None


def is_signed(text, signature, public_key):
    """Tell whether a signature of a text is good.

    :param str text: what was signed
    :param str signature: base64
    :param str public_key: base64
    :rtype: bool
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def to_key_id(public_key):
    """Return what a key is called.

    :param str public_key: base64
    :rtype: str
    """
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16]


def _get_options():
    path = config['config']
    try:
        return _load_options(path, os.stat(path).st_mtime_ns)
    except (OSError, TypeError):  # There is no file.
        return {}


@lru_cache(maxsize=4)
def _load_options(path, _changed_at):
    parser = configparser.RawConfigParser()
    parser.read(path, encoding='utf-8')
    return dict(parser.items(SECTION)) if parser.has_section(SECTION) else {}


@lru_cache(maxsize=4)
def _load_key(path, _changed_at):
    with open(path, 'rb') as file:
        private = load_pem_private_key(file.read(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError("it is not an Ed25519 key")
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    public = base64.b64encode(raw).decode()
    return SealKey(private, public, to_key_id(public))
