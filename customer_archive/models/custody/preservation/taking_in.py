# Part of Customer Archive. See LICENSE file for full copyright and licensing details.

import contextlib
import json
import logging
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

import bagit
import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools.parse_version import parse_version

from .bag import hash_pieces
from .packed_archive import PackedArchive
from .packing import ARCHIVE, FORMAT, VERSION, get_safe_name

_logger = logging.getLogger(__name__)

MODULE = 'customer_archive'


class TakenIn(NamedTuple):
    """What became of an archive in a package.

    :param str number: its number
    :param bool is_in: whether it was taken in
    :param str sentence: what there is to say about it
    """

    number: str
    is_in: bool
    sentence: str


class CustomerArchiveTakingIn(models.AbstractModel):
    """Packages of another database are verified, and their archives taken in, each as a whole or
    not at all, under the numbers that they had (X-02).
    """

    _name = 'customer.archive.taking.in'
    _description = "Archive: Taking Packages In"

    # === BUSINESS METHODS === #

    @api.model
    def _take_in_package(self, path, company, login, after=lambda _taken: None):
        """Verify a package, and take in the archives that are not here yet.

        :param str path: a bag as a folder, or as a tar of one
        :param recordset company: the company that takes them in
        :param str login: who does it, for the register
        :param Callable after: called with what became of each archive, when that is certain
        :return: what became of each archive
        :rtype: list[TakenIn]
        :raise UserError: when it is no package, is damaged, or is from a newer version
        """
        company._ensure_archives_allowed()
        taken = []
        with self._open_package(path) as folder:
            about = self._verify(folder)
            for number in about['archives']:
                taken.append(self._try_archive(folder, about, number, company, login))
                after(taken[-1])
        return taken

    @api.model
    def _verify(self, folder):
        """Verify a bag, and return what it says of itself.

        :param Path folder: the bag
        :rtype: dict
        :raise UserError: when it is none, is damaged, or is from a newer version
        """
        try:
            bagit.Bag(str(folder)).validate()
        except bagit.BagValidationError as error:
            details = [str(detail) for detail in error.details] or [str(error)]
            raise UserError(self.env._(
                "The package is damaged, nothing was taken in: %(detail)s.", detail=details[0],
            )) from error
        except (bagit.BagError, OSError, UnicodeDecodeError) as error:
            raise UserError(self.env._(
                "This is no package of archives: %(reason)s.", reason=error,
            )) from error
        about = self._read_json(folder / 'data' / 'package.json')
        if not isinstance(about, dict) or about.get('format') != FORMAT:
            raise UserError(self.env._("This bag holds something else than archives."))
        self._ensure_known_version(about)
        return about

    @api.model
    def _ensure_known_version(self, about):
        """Refuse a package that says more than this version can read: it would be lost.

        :param dict about: what the package says of itself
        :raise UserError: when it is from a newer version
        """
        module = self.env['ir.module.module'].search([('name', '=', MODULE)])
        made_with = (about.get('modules') or {}).get(MODULE) or ''
        if about.get('version') != VERSION or (
            parse_version(made_with) > parse_version(module.installed_version)
        ):
            raise UserError(self.env._(
                "The package was made with version %(theirs)s of the customer archive, here is"
                " %(ours)s: upgrade first, then take it in.",
                theirs=made_with or about.get('version'), ours=module.installed_version,
            ))

    @api.model
    def _read_json(self, path):
        """Return what a file of the package says; nothing when it says nothing."""
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None

    # === HELPERS === #

    @api.model
    def _try_archive(self, folder, about, number, company, login):
        """Take an archive in, or say why not; what cannot be taken in leaves nothing behind.

        :rtype: TakenIn
        """
        try:
            with self.env.cr.savepoint():
                left = self._take_in_archive(folder, about, number, company, login)
                self.env.flush_all()
        except (UserError, RedirectWarning) as error:
            self.env.invalidate_all(flush=False)
            return TakenIn(number, False, str(error.args[0]))
        except psycopg2.OperationalError:
            raise  # The connection, not the archive.
        except (psycopg2.Error, KeyError, TypeError, ValueError) as error:
            self.env.invalidate_all(flush=False)
            _logger.warning("%s cannot be taken in", number, exc_info=True)
            return TakenIn(number, False, self.env._(
                "%(archive)s does not fit into this database: %(reason)s.", archive=number,
                reason=str(error).split('\n', 1)[0],
            ))
        return TakenIn(number, True, self._say_left(left))

    @api.model
    def _take_in_archive(self, folder, about, number, company, login):
        """Take an archive in, and enter that into the register.

        :return: by model, how many records could not come along
        :rtype: dict[str, int]
        """
        place = folder / 'data' / 'archives' / get_safe_name(number)
        document = self._read_json(place / 'archive.json')
        if not document or document.get('number') != number:
            raise UserError(self.env._(
                "%(archive)s in the package is not described as it should be.", archive=number,
            ))
        env = self.with_user(SUPERUSER_ID).env  # Its files alone say what is entered.
        packed = PackedArchive(env, company, place, document)
        archive = packed.take_in()
        self._after_taking_in(archive, document)
        _size, digests = hash_pieces([(place / 'archive.json').read_bytes()])
        env['customer.archive.register']._enter([{
            'event': 'take_in', 'model': ARCHIVE, 'subject': number, 'archive': number,
            'company': archive.company_id.id,
            'facts': {
                'package': about.get('package'), 'from_company': document.get('company'),
                'digest': digests['sha256'],
                'records': sum(map(len, document['records'].values())),
                **({'left': sum(packed.left.values())} if packed.left else {}),
            },
        }], actor=login)
        return packed.left

    @api.model
    def _after_taking_in(self, archive, document):
        """Do what follows from having taken an archive in, in the same transaction.

        For a module to bring along what hangs on an archive, it must override this method.

        :param recordset archive: the archive, with the rights of the superuser
        :param dict document: what its `archive.json` says
        """

    @api.model
    def _say_left(self, left):
        """Return a sentence about what could not come along."""
        if not left:
            return self.env._("Taken in.")
        kinds = self.env['ir.model'].sudo()  # The names of models are no secret.
        return self.env._("Taken in, without %(what)s.", what=", ".join(
            f'{count} × {kinds._get(model).name or model}' for model, count in sorted(left.items())
        ))

    @contextlib.contextmanager
    def _open_package(self, path):
        """Yield the folder of a bag; what is packed is unpacked for as long as it is needed.

        :param str path: a folder or a tar
        :raise UserError: when it is neither
        """
        with contextlib.ExitStack() as stack:
            place = Path(path)
            if not place.is_dir():
                unpacked = stack.enter_context(tempfile.TemporaryDirectory())
                self._unpack(place, unpacked)
                place = Path(unpacked)
            if not (place / 'bagit.txt').exists():
                inner = [each for each in place.iterdir() if each.is_dir()]
                place = inner[0] if len(inner) == 1 else place
            yield place

    @api.model
    def _unpack(self, path, folder):
        """Unpack a tar; nothing of it comes to lie outside of the folder.

        :param str path: the file
        :param str folder: where it is unpacked
        :raise UserError: when it is none, or the disk has no room
        """
        try:
            with tarfile.open(path) as file:
                self._unpack_tar(file, Path(folder))
        except (tarfile.TarError, EOFError) as error:
            raise UserError(self.env._(
                "This is no package of archives: %(reason)s.", reason=error,
            )) from error
        except OSError as error:
            raise UserError(self.env._(
                "The package cannot be unpacked: %(reason)s.", reason=error.strerror or error,
            )) from error

    @api.model
    def _unpack_tar(self, file, folder):
        """Unpack the files of a tar. A bag has nothing but files: links and devices are refused.

        :param TarFile file: the tar
        :param Path folder: where they go
        :raise TarError: when something of it is no file, or would lie outside of the folder
        """
        top = folder.resolve()
        for member in file:
            place = (top / member.name).resolve()
            if not place.is_relative_to(top) or not (member.isfile() or member.isdir()):
                raise tarfile.TarError(member.name)
            if member.isfile():
                place.parent.mkdir(parents=True, exist_ok=True)
                with file.extractfile(member) as source, open(place, 'wb') as target:
                    shutil.copyfileobj(source, target)
