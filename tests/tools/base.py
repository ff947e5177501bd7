"""Paths, errors and the few primitives that every other module builds on."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / '.dev'
LOGS = DEV / 'logs'
VENV = DEV / 'venv'
PYTHON = VENV / 'bin' / 'python'
# Where a PostgreSQL cluster lies with the configuration and the files of its Odoo: the usual one,
# and one for the stages that run beside those of the usual one.
HOMES = (DEV, DEV / 'beside')
HOME_VARIABLE = 'ARCHIVE_DEV_HOME'

ADDONS = ('customer_archive', 'customer_archive_lending', 'customer_archive_retention')


class Failure(Exception):
    """An expected failure; its text is the one sentence that the user reads."""


def home():
    """Return the folder of the cluster that this process and its children work with."""
    return Path(os.environ.get(HOME_VARIABLE, DEV))


def say(text):
    """Tell the user what happens, at once even when the output is a pipe."""
    print(text, flush=True)


def run(command, failure=None, **options):
    """Run a command quietly and return what it printed.

    :param list command: the program and its arguments
    :param str failure: the sentence to fail with; the command's last line follows it
    :param dict options: further options of `subprocess.run`
    """
    options = {
        'stdin': subprocess.DEVNULL,
        'stdout': subprocess.PIPE,
        'stderr': subprocess.STDOUT,
        'text': True,
        'errors': 'replace',
        **options,
    }
    command = [str(part) for part in command]
    try:
        done = subprocess.run(command, check=False, **options)
    except FileNotFoundError as error:
        raise Failure(failure or f"The program {command[0]} is missing.") from error
    if done.returncode:
        lines = [line for line in (done.stdout or '').splitlines() if line.strip()]
        reason = lines[-1].strip() if lines else f"exit code {done.returncode}"
        raise Failure(f"{failure or 'The command ' + command[0] + ' failed.'} ({reason})")
    return done.stdout or ''


def end(process, seconds=20):
    """End a process that was started, by force if it does not end by itself in time."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=seconds)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()


def digest(*parts):
    """Return a short, stable name for any number of texts."""
    return hashlib.sha256('\0'.join(map(str, parts)).encode()).hexdigest()[:12]


@contextlib.contextmanager
def lock(name):
    """Let one process at a time do what the block does; a second one waits."""
    DEV.mkdir(exist_ok=True)
    with (DEV / f'{name}.lock').open('w') as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another run of dev.py ({name}) …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def scratch(name):
    """Yield an empty folder that is gone afterwards; callers hold a lock, so it has one user."""
    folder = DEV / f'{name}.tmp'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_done(target, key):
    """Return whether a former run completed `target` from the same `key`."""
    stamp = target.with_name(target.name + '.stamp')
    return target.exists() and stamp.exists() and stamp.read_text() == key


def replace_tree(source, target, key):
    """Put a finished folder in its place and stamp it, so that an interruption leaves no half."""
    stamp = target.with_name(target.name + '.stamp')
    stamp.unlink(missing_ok=True)
    if target.exists():
        shutil.rmtree(target)
    os.rename(source, target)
    stamp.write_text(key)
