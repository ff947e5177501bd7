"""Debian packages: those of the machine, and Odoo's own from the unstable suite."""

import os
import re
import shutil
from pathlib import Path

from .base import DEV, Failure, is_done, replace_tree, run, say, scratch

# What each package is for is told by the file or program that it brings.
PACKAGES = {
    'postgresql': lambda: postgres_bin() is not None,
    'postgresql-contrib': lambda: any(
        Path('/usr/share/postgresql').glob('*/extension/pg_trgm.control')),
    'chromium': lambda: shutil.which('chromium') or shutil.which('google-chrome'),
    'wkhtmltopdf': lambda: shutil.which('wkhtmltopdf'),
    'fonts-noto-cjk': lambda: any(Path('/usr/share/fonts').glob('**/NotoSansCJK*')),
    'poppler-utils': lambda: shutil.which('pdftotext'),
}
ODOO_PACKAGE = 'odoo-19'
# Odoo's package links to files of these instead of shipping them. The links fit the layout that
# most of these packages had in Debian 12, so they come from there.
LINKED_PACKAGES = (
    'fonts-font-awesome/bookworm', 'fonts-inconsolata/bookworm', 'fonts-montserrat/sid',
    'fonts-ocr-b/bookworm', 'fonts-roboto-unhinted/bookworm', 'libjs-jquery/bookworm',
    'libjs-jquery-form/bookworm', 'libjs-underscore/bookworm',
)
# Debian strips this script; a page that asks for it logs an error, which fails every tour.
STRIPPED_FILE = 'addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js'
NO_ODOO = (
    "Odoo 19 could not be had from Debian's unstable suite: "
    "let the variable ODOO_SOURCE name a folder that holds it."
)


def postgres_bin():
    """Return the folder with the newest PostgreSQL server's programs, or None."""
    versions = [
        path.parent for path in Path('/usr/lib/postgresql').glob('*/bin/initdb')
        if path.parts[-3].isdigit()
    ]
    if versions:
        return max(versions, key=lambda path: int(path.parts[-2]))
    found = shutil.which('initdb')
    return Path(found).resolve().parent if found else None


def install_packages(needs_server):
    """Install those of the Debian packages whose programs are missing.

    :param bool needs_server: whether a PostgreSQL server must be on this machine
    """
    missing = [
        name for name, is_there in PACKAGES.items()
        if not is_there() and (needs_server or not name.startswith('postgresql'))
    ]
    if not _has_venv():
        missing.append('python3-venv')
    if not missing:
        return
    names = ' '.join(missing)
    if not shutil.which('apt-get'):
        raise Failure(f"Please install these first, as this is no Debian machine: {names}.")
    say(f"Installing Debian packages: {names}")
    prefix = _root_prefix(names)
    run([*prefix, 'apt-get', 'update'], "The list of Debian packages could not be read.")
    run(
        [*prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '--yes',
         '--no-install-recommends', *missing],
        f"Debian packages could not be installed: {names}.",
    )


def _has_venv():
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def _root_prefix(names):
    """Return what to put before a command so that it runs as root."""
    if os.geteuid() == 0:
        return []
    try:
        run(['sudo', '--non-interactive', 'true'])
    except Failure:
        if not shutil.which('sudo') or not os.isatty(0):
            raise Failure(
                f"These Debian packages are missing and need root or sudo: {names}."
            ) from None
        # Ask for the password on the terminal once; the commands that follow find it cached.
        run(['sudo', '--validate'], "sudo was refused.", stdin=None, stdout=None, stderr=None)
    return ['sudo', '--non-interactive']


def odoo_folder():
    """Return the folder to import `odoo` from, fetching Odoo if it is not there."""
    named = os.environ.get('ODOO_SOURCE')
    if named:
        return _odoo_from_source(Path(named).expanduser().resolve())
    target = DEV / 'odoo'
    if not is_done(target, ODOO_PACKAGE):
        say("Fetching Odoo 19 from Debian's unstable suite")
        _fetch_odoo(target)
    return target / 'usr' / 'lib' / 'python3' / 'dist-packages'


def _odoo_from_source(folder):
    """Return `folder` if it is a checkout of Odoo 19 or a folder with an installed one."""
    release = folder / 'odoo' / 'release.py'
    if not release.is_file():
        raise Failure(f"ODOO_SOURCE names no Odoo: {release} does not exist.")
    if not re.search(r'^version_info = \(19,', release.read_text(), re.MULTILINE):
        raise Failure(f"ODOO_SOURCE must name an Odoo 19, which {folder} is not.")
    return folder


def _fetch_odoo(target):
    """Unpack Odoo and the packages that it links to, without installing them."""
    if not shutil.which('apt-get') or not shutil.which('dpkg-deb'):
        raise Failure(NO_ODOO)
    with scratch('odoo') as folder:
        for name in ('lists/partial', 'sources', 'cache/archives/partial', 'debs', 'tree'):
            (folder / name).mkdir(parents=True)
        (folder / 'sources' / 'debian.sources').write_text(_debian_source())
        options = [
            '-o', f'Dir::State::Lists={folder}/lists',
            '-o', f'Dir::Cache={folder}/cache',
            '-o', f'Dir::Etc::SourceParts={folder}/sources',
            '-o', 'Dir::Etc::SourceList=/dev/null',
            # The folder may be closed to apt's own user; packages are verified all the same.
            '-o', 'APT::Sandbox::User=root',
        ]
        run(['apt-get', *options, 'update'], NO_ODOO)
        run(
            ['apt-get', *options, 'download', ODOO_PACKAGE, *LINKED_PACKAGES],
            NO_ODOO, cwd=folder / 'debs',
        )
        for package in sorted((folder / 'debs').glob('*.deb')):
            run(['dpkg-deb', '-x', package, folder / 'tree'], NO_ODOO)
        stripped = folder / 'tree/usr/lib/python3/dist-packages/odoo' / STRIPPED_FILE
        stripped.parent.mkdir(parents=True, exist_ok=True)
        stripped.touch()
        replace_tree(folder / 'tree', target, ODOO_PACKAGE)


def _debian_source():
    """Return a deb822 entry for the suites needed, made from the machine's own Debian source."""
    for entry in _apt_entries():
        suites = entry['suites'].split()
        is_release = any(
            re.fullmatch(r'[a-z]+', suite) and suite != 'experimental' for suite in suites)
        uris = [uri for uri in entry['uris'].split() if re.search(r'debian/?$', uri)]
        if 'deb' in entry['types'].split() and is_release and uris \
                and 'main' in entry['components'].split():
            lines = ['Types: deb', f'URIs: {uris[0]}', 'Suites: bookworm sid',
                     'Components: main']
            if entry.get('signed-by'):
                lines.append(f"Signed-By: {entry['signed-by']}")
            return '\n'.join(lines) + '\n'
    raise Failure(NO_ODOO)


def _apt_entries():
    """Yield apt's configured sources, in either of apt's two formats, as dictionaries."""
    apt = Path('/etc/apt')
    for path in sorted(apt.glob('sources.list.d/*.sources')):
        for stanza in re.split(r'\n\s*\n', path.read_text(errors='replace')):
            entry = _deb822_entry(stanza)
            if entry.get('enabled', 'yes').lower() not in ('no', 'false'):
                yield entry
    for path in [apt / 'sources.list', *sorted(apt.glob('sources.list.d/*.list'))]:
        if path.is_file():
            yield from _one_line_entries(path.read_text(errors='replace'))


def _deb822_entry(stanza):
    """Return a stanza's fields by their names in lower case; folded lines stay as they are."""
    entry = {'types': '', 'uris': '', 'suites': '', 'components': ''}
    name = None
    for line in stanza.splitlines():
        if line.startswith('#'):
            continue
        if line[:1].isspace() and name:
            entry[name] += '\n' + line
        elif ':' in line:
            name, _colon, value = line.partition(':')
            name = name.strip().lower()
            entry[name] = value.strip()
    return entry


def _one_line_entries(text):
    """Yield the entries of a file in the one-line format."""
    pattern = re.compile(r'^(deb)\s+(?:\[([^]]*)]\s+)?(\S+)\s+(\S+)\s+(.*?)\s*(?:#.*)?$')
    for line in text.splitlines():
        match = pattern.match(line.strip())
        if match:
            kind, options, uri, suite, components = match.groups()
            signed = re.search(r'signed-by=(\S+)', options or '')
            yield {
                'types': kind, 'uris': uri, 'suites': suite, 'components': components,
                'signed-by': signed.group(1).replace(',', ' ') if signed else '',
            }
