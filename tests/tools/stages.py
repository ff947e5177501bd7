"""The stages of the test command, in their order; each returns how many checks it passed."""

import itertools
import multiprocessing
import os
import subprocess
import time
from typing import NamedTuple
from xml.etree import ElementTree

from . import logs, odoo, packaging, postgres, translations
from .base import (
    ADDONS,
    HOME_VARIABLE,
    HOMES,
    LOGS,
    PYTHON,
    ROOT,
    VENV,
    Failure,
    lock,
    say,
)

TEST_DATABASE = 'archive_test'
DEMO_DATABASE = 'archive_demo'
PYTEST_DATABASE = 'archive_pytest'
# Odoo's own modules that delete or archive records behind an addon's back.
DEMO_MODULES = ('data_recycle', 'privacy_lookup')
QUICK = ('lint', 'install', 'odoolint', 'i18n')


class StageFailure(Failure):
    """A stage that did not pass, with all that it has to say."""

    def __init__(self, problems, passed=0, failed=0):
        super().__init__('\n'.join(problems))
        self.passed = passed
        self.failed = max(failed, 1)


class Outcome(NamedTuple):
    """How a stage ended: its name, how long it took, and how many checks passed and failed."""

    name: str
    seconds: float
    passed: int
    failed: int


def run_stages(names):
    """Run the named stages, print what they found and return whether all passed.

    The stages of a lane follow each other, as one works on what another has made; the lanes are
    processes of their own, side by side, each with a cluster of its own: seals wait for every open
    transaction of their cluster. On the user's own server they follow each other.
    """
    lanes = [[name for name in stages if name in names] for stages in LANES]
    if postgres.is_external() or not all(lanes):
        lanes = [list(itertools.chain(*lanes))]
    with lock('test'):
        outcomes = _run_lanes(lanes) if len(lanes) > 1 else _run_lane(lanes[0])
    say("")
    for outcome in outcomes:
        say(f"{outcome.name:<10}{outcome.seconds:>7.1f} s   {outcome.passed} passed,"
            f" {outcome.failed} failed")
    passed, failed = (sum(getattr(outcome, key) for outcome in outcomes)
                      for key in ('passed', 'failed'))
    say(f"{passed} passed, {failed} failed")
    return not failed and len(outcomes) == sum(map(len, lanes))


def _run_lanes(lanes):
    """Run lanes side by side and return the outcomes of all."""
    forking = multiprocessing.get_context('fork')
    connections, processes = [], []
    try:
        for place, lane in zip(HOMES, lanes, strict=True):
            receiver, sender = forking.Pipe(duplex=False)
            process = forking.Process(target=_send_lane, args=(place, lane, sender))
            process.start()
            sender.close()
            connections.append(receiver)
            processes.append(process)
        return [outcome for receiver in connections for outcome in _receive(receiver)]
    finally:
        for process in processes:
            if process.is_alive():
                process.terminate()
            process.join()


def _send_lane(place, names, sender):
    """Run a lane in a process of its own and send its outcomes to the one that waits."""
    os.environ[HOME_VARIABLE] = str(place)
    postgres.ensure_running()
    odoo.write_config()
    sender.send(_run_lane(names))


def _receive(receiver):
    """Return the outcomes that a lane sends; none when its process broke down."""
    try:
        return receiver.recv()
    except EOFError:
        say("A lane of stages ended without a result.")
        return []


def _run_lane(names):
    """Run stages one after the other and return their outcomes."""
    outcomes, broken = [], set()
    for name in names:
        say(f"== {name}")
        begin = time.monotonic()
        try:
            needed = broken & set(NEEDS.get(name, ()))
            if needed:
                raise StageFailure([f"{name} is not run, because {needed.pop()} failed."])
            passed, failed = STAGES[name](), 0
        except Failure as failure:
            say(str(failure))
            broken.add(name)
            passed, failed = getattr(failure, 'passed', 0), getattr(failure, 'failed', 1)
        outcomes.append(Outcome(name, time.monotonic() - begin, passed, failed))
        say(f"   {name}: {passed} passed, {failed} failed in {outcomes[-1].seconds:.0f} s")
    return outcomes


def _programs(*commands):
    """Run checks that print their findings; return how many passed, or raise."""
    problems = []
    for command in commands:
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=odoo.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            problems.append(done.stdout.strip() or f"{command[0]} failed.")
    if problems:
        raise StageFailure(problems, len(commands) - len(problems), len(problems))
    return len(commands)


def _server(log_name, *arguments):
    """Run Odoo to its end and return its log, which must be free of warnings."""
    log = LOGS / f'{log_name}.log'
    code = odoo.run_logged(odoo.command(*arguments), log)
    passed, failed = logs.totals(log)
    problems = logs.warnings(log) + logs.skipped(log)
    if code and not problems:
        problems = [f"Odoo ended with exit code {code}; see {log}."]
    if problems:
        raise StageFailure(problems, passed, max(failed, 1))
    return log


def _pytest(log_name, *arguments, database):
    """Run pytest-odoo on a database and return how many tests passed; a skip is a failure."""
    report, log, output = (LOGS / f'{log_name}.{suffix}' for suffix in ('xml', 'log', 'out'))
    for path in (report, log):
        path.unlink(missing_ok=True)
    command = [
        PYTHON, '-m', 'pytest', '-p', 'no:cacheprovider', '--odoo-http',
        '--odoo-log-level=info', '--odoo-extra', f'logfile={log}', f'--odoo-database={database}',
        f'--junitxml={report}', *arguments,
    ]
    code = odoo.run_logged([str(part) for part in command], output)
    if not report.exists():
        raise StageFailure([output.read_text(errors='replace').strip()[-4000:]])
    cases = list(ElementTree.parse(report).iter('testcase'))
    bad = [case for case in cases if case.find('failure') is not None
           or case.find('error') is not None or case.find('skipped') is not None]
    problems = [f"Skipped: {case.get('classname')}.{case.get('name')}"
                for case in bad if case.find('skipped') is not None]
    if code or not cases:
        problems.append(output.read_text(errors='replace').strip()[-20000:])
    if log.exists():
        problems += logs.warnings(log)
    if problems:
        raise StageFailure(problems, len(cases) - len(bad), len(bad))
    return len(cases)


def _present_addons():
    return [addon for addon in ADDONS if (ROOT / addon / '__manifest__.py').exists()]


# ============================================================
# The stages
# ============================================================

def lint():
    """Run ruff and pylint-odoo over everything that is written in Python."""
    return _programs(
        [VENV / 'bin' / 'ruff', 'check', '--no-cache', '.'],
        [PYTHON, '-m', 'pylint', *_present_addons(), 'tests', 'dev.py'],
    )


def install():
    """Install the addons on a database of Odoo's modules and run Odoo's own test runner."""
    odoo.copy(odoo.template('archive_core', odoo.core_modules()), TEST_DATABASE)
    log = _server(
        'install', '-d', TEST_DATABASE, '-i', ','.join(_present_addons()),
        '--test-tags', ','.join(f'/{addon}' for addon in _present_addons()),
        '--http-port', odoo.free_port(), '--stop-after-init',
    )
    passed, _failed = logs.totals(log)
    if not passed:
        raise StageFailure(["Odoo's runner ran no tests."])
    odoo.mark(TEST_DATABASE, 'installed')
    return passed


def upgrade():
    """Update the addons on the database where they are installed."""
    _server('upgrade', '-d', TEST_DATABASE, '-u', ','.join(_present_addons()), '--no-http',
            '--stop-after-init')
    return 1


def pytest():
    """Install the addons on a database of their own and run their tests by pytest-odoo."""
    odoo.copy(odoo.template('archive_core', odoo.core_modules()), PYTEST_DATABASE)
    _server('pytest-install', '-d', PYTEST_DATABASE, '-i', ','.join(_present_addons()),
            '--no-http', '--stop-after-init')
    odoo.mark(PYTEST_DATABASE, 'installed')
    return _pytest('pytest', *_present_addons(), database=PYTEST_DATABASE)


def demo():
    """Install the addons beside Odoo's demo data and run the tests of the whole system."""
    template = odoo.template('archive_core_demo', odoo.core_modules(), demo=True)
    odoo.copy(template, DEMO_DATABASE)
    others = [name for name in DEMO_MODULES if odoo.has_module(name)]
    _server('demo', '-d', DEMO_DATABASE, '-i', ','.join([*others, *_present_addons()]),
            '--with-demo', '--no-http', '--stop-after-init')
    odoo.mark(DEMO_DATABASE, 'installed')
    files = sorted((ROOT / 'tests').glob('test_*.py'))
    return 1 + (_pytest('demo-pytest', *files, database=DEMO_DATABASE) if files else 0)


def odoolint():
    """Run Odoo's own checks of source code, limited to our addons."""
    return _pytest('odoolint', 'tests/lint', database=TEST_DATABASE)


def i18n():
    """Compare the translation files with a fresh export."""
    problems = translations.check(TEST_DATABASE, _present_addons())
    if problems:
        raise StageFailure(problems, 0, len(problems))
    return len(_present_addons())


def wheel():
    """Build the wheel and look into it and into what it installs."""
    problems = packaging.check_wheel(_present_addons())
    if problems:
        raise StageFailure(problems, 0, len(problems))
    return 1


def benchmark():
    """Run the benchmark on a tiny database: that it works, not how fast anything is."""
    if not (ROOT / 'tests' / 'benchmark').is_dir():
        return 0
    return _programs([PYTHON, '-m', 'tests.benchmark', '--smoke'])


STAGES = {
    stage.__name__: stage
    for stage in (lint, install, upgrade, pytest, demo, odoolint, i18n, wheel, benchmark)
}
# What runs side by side, in parts of about the same length.
LANES = (
    ('lint', 'install', 'upgrade', 'odoolint', 'i18n', 'wheel', 'benchmark'),
    ('demo', 'pytest'),
)
# A stage that works on the database of another one is not run when that one failed.
NEEDS = {
    'upgrade': ('install',),
    'odoolint': ('install',),
    'i18n': ('install',),
}
