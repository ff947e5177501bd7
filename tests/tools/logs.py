"""What a server's log tells: its warnings, and the tests that Odoo's own runner ran."""

import re

LINE = re.compile(r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) ')
TOTAL = re.compile(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database')
SKIPPED = re.compile(r'INFO \S+ \S*customer_archive\S*: skipped ')

# Messages of plain Odoo that say nothing about our addons; each one with its reason.
HARMLESS = ()


def warnings(log):
    """Return the entries of a log that are worse than information, with their tracebacks."""
    found, entry = [], None
    for line in log.read_text(errors='replace').splitlines():
        match = LINE.match(line)
        if match:
            entry = None
            if match['level'] in ('WARNING', 'ERROR', 'CRITICAL') and not _is_harmless(line):
                entry = [line]
                found.append(entry)
        elif entry is not None:
            entry.append(line)
    return ['\n'.join(lines) for lines in found]


def _is_harmless(line):
    return any(re.search(pattern, line) for pattern in HARMLESS)


def skipped(log):
    """Return the lines in which Odoo's runner reports a test of ours as skipped."""
    return [line for line in log.read_text(errors='replace').splitlines() if SKIPPED.search(line)]


def totals(log):
    """Return how many tests Odoo's runner passed and failed."""
    passed = failed = 0
    for match in TOTAL.finditer(log.read_text(errors='replace')):
        failures, errors, tests = map(int, match.groups())
        failed += failures + errors
        passed += max(tests - failures - errors, 0)
    return passed, failed
