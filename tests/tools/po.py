"""Checks and merges translation files; runs in the virtual environment, which has polib."""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path

import polib

LANGUAGE = 'zh_CN'
PLACEHOLDER = re.compile(r'%\(\w+\)[-#0+]*\d*(?:\.\d+)?[a-zA-Z]|%[sdifr]|\$?\{[^{}]*\}')
TAG = re.compile(r'</?[a-zA-Z][\w-]*')


def template_path(addon):
    """Return the path of an addon's template of translations."""
    return Path(addon) / 'i18n' / f'{addon}.pot'


def translation_path(addon):
    """Return the path of an addon's Chinese translations."""
    return Path(addon) / 'i18n' / f'{LANGUAGE}.po'


def terms(catalogue):
    """Return where each source text is used: a use that is not listed stays untranslated."""
    return {
        entry.msgid: sorted(name for name, _line in entry.occurrences)
        for entry in catalogue if not entry.obsolete
    }


def check(addon, export):
    """Yield what is wrong with an addon's translation files, given a fresh export."""
    fresh = terms(polib.pofile(str(export)))
    for path in (template_path(addon), translation_path(addon)):
        if not path.exists():
            yield f"{path}: is missing; run dev.py i18n."
            continue
        catalogue = polib.pofile(str(path))
        present = terms(catalogue)
        for msgid in sorted(fresh.keys() | present.keys()):
            if msgid not in present:
                yield f"{path}: lacks {msgid!r}; run dev.py i18n."
            elif msgid not in fresh:
                yield f"{path}: has {msgid!r}, which is no longer used; run dev.py i18n."
            elif present[msgid] != fresh[msgid]:
                yield f"{path}: names other uses of {msgid!r}; run dev.py i18n."
        if path.suffix == '.po':
            yield from _check_translations(path, catalogue)


def _check_translations(path, catalogue):
    """Yield the entries that are not, or wrongly, translated."""
    for entry in catalogue:
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{path}: {entry.msgid!r} is fuzzy."
        if not entry.msgstr.strip():
            yield f"{path}: {entry.msgid!r} is not translated."
            continue
        for kind, pattern in (("placeholders", PLACEHOLDER), ("tags", TAG)):
            if _count(pattern, entry.msgid) != _count(pattern, entry.msgstr):
                yield f"{path}: {entry.msgid!r} and its translation differ in their {kind}."


def _count(pattern, text):
    """Count what matches, without the % that is written twice for itself."""
    return Counter(pattern.findall(text.replace('%%', '')))


def merge(addon, export):
    """Write an addon's files anew from an export, keeping every translation that still fits."""
    fresh = polib.pofile(str(export), wrapwidth=78)
    # Odoo writes nothing at all for an addon without texts.
    fresh.metadata = fresh.metadata or {
        'Project-Id-Version': 'Odoo Server 19.0',
        'MIME-Version': '1.0',
        'Content-Type': 'text/plain; charset=UTF-8',
        'Content-Transfer-Encoding': '',
    }
    template = template_path(addon)
    template.parent.mkdir(exist_ok=True)
    if not template.exists() or terms(polib.pofile(str(template))) != terms(fresh):
        fresh.save(str(template))
    path = translation_path(addon)
    before = polib.pofile(str(path), wrapwidth=78) if path.exists() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in before}
    after = polib.POFile(wrapwidth=78)
    after.header = fresh.header
    after.metadata = {**fresh.metadata, **before.metadata, 'Language': LANGUAGE}
    for entry in fresh:
        entry.msgstr = known.get(entry.msgid, '')
        after.append(entry)
    if str(after) != str(before):
        after.save(str(path))
    missing = [entry.msgid for entry in after if not entry.msgstr]
    return [f"{path}: {len(missing)} texts wait for a translation."] if missing else []


def main():
    """Check or merge the addons whose exports lie in a folder; 1 when there is something to say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('action', choices=['check', 'merge'])
    parser.add_argument('folder', type=Path)
    parser.add_argument('addons', nargs='+')
    args = parser.parse_args()
    action = check if args.action == 'check' else merge
    messages = [
        message for addon in args.addons
        for message in action(addon, args.folder / f'{addon}.pot')
    ]
    for message in messages:
        print(message)
    return bool(messages)


if __name__ == '__main__':
    sys.exit(main())
