"""What a plugin does to the process is set back, and what it prints arrives nowhere."""

from __future__ import annotations

import decimal
import locale
import os
import signal
import sys
from pathlib import Path

import pytest

from branchkit.plugin.contributions import PRINTED
from branchkit.plugin.holdings import BUILT_IN_ID
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.surroundings import Outcry, kept_surroundings

from .trials import MakePlugin, codes, hooks, load

MISCHIEF = {
    "decimal context": "import decimal; decimal.getcontext().prec = 2",
    "decimal contexts to come": "import decimal; decimal.DefaultContext.prec = 2",
    "rounding": "import decimal; decimal.getcontext().rounding = decimal.ROUND_UP",
    "folder": "import os; os.chdir('/')",
    "environment": "import os; os.environ['HOME'] = '/nowhere'; os.environ['TRIAL'] = '1'",
    "environment emptied": "import os; os.environ.clear()",
    "locale": "import locale; locale.setlocale(locale.LC_ALL, 'C')",
    "umask": "import os; os.umask(0)",
    "signals": "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "interrupts": "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)",
    "timer": "import signal; signal.setitimer(signal.ITIMER_REAL, 60)",
    "streams": "import sys; sys.stdout = sys.stderr = None",
}


def state() -> dict[str, object]:
    context = decimal.getcontext()
    return {
        "decimal": (context.prec, context.rounding, decimal.DefaultContext.prec),
        "folder": Path.cwd(),
        "environment": dict(os.environ),
        "locale": locale.setlocale(locale.LC_ALL),
        "umask": (mask := os.umask(0o077), os.umask(mask))[0],
        "signals": [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)],
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
    }


@pytest.mark.parametrize("code", MISCHIEF.values(), ids=MISCHIEF.keys())
def test_the_process_is_what_it_was(code: str) -> None:
    before = state()
    with kept_surroundings(Outcry()):
        exec(code, {})
    assert state() == before


@pytest.mark.parametrize("code", MISCHIEF.values(), ids=MISCHIEF.keys())
def test_it_is_what_it_was_after_an_import_and_after_a_hook(
    make_plugin: MakePlugin, code: str
) -> None:
    before = state()
    body = f"{code}\n@hookimpl\ndef branchkit_screens():\n    {code}\n    return []\n"
    contributions = load(make_plugin("rude", **hooks("rude", body)))
    assert state() == before
    assert all(failure.is_warning for failure in contributions.failures)
    assert contributions.schemes["base/member-month"].criteria


@pytest.mark.parametrize(
    ("mischief", "what"),
    [
        ("decimal context", "decimals"),
        ("decimal contexts to come", "decimals"),
        ("rounding", "decimals"),
        ("folder", "folder"),
        ("environment", "environment"),
        ("umask", "umask"),
    ],
)
def test_what_was_set_back_is_told(make_plugin: MakePlugin, mischief: str, what: str) -> None:
    contributions = load(make_plugin("rude", **hooks("rude", MISCHIEF[mischief])))
    told = [(failure.code, failure.hook, failure.message) for failure in contributions.failures]
    assert told == [("changed", "import", what)]


def test_what_is_printed_arrives_nowhere_and_is_told(
    make_plugin: MakePlugin, capfd: pytest.CaptureFixture[str]
) -> None:
    body = (
        "import os, subprocess, sys\n"
        "print('一二三')\n"
        "@hookimpl\n"
        "def branchkit_screens():\n"
        "    sys.stderr.write('错')\n"
        "    os.write(1, b'raw'); os.write(2, b'raw')\n"
        "    subprocess.run([sys.executable, '-c', 'print(1)'])\n"
        "    return []\n"
    )
    contributions = load(make_plugin("loud", **hooks("loud", body)))
    print("after")
    assert capfd.readouterr() == ("after\n", "")
    assert [(f.code, f.hook, f.message) for f in contributions.failures] == [
        (PRINTED, "import", "4"),
        (PRINTED, "branchkit_screens", "9"),
    ]
    assert all(failure.is_warning for failure in contributions.failures)


def test_nothing_can_be_asked_of_the_keyboard(make_plugin: MakePlugin) -> None:
    contributions = load(make_plugin("asks", **hooks("asks", "input()")))
    assert codes(contributions) == [("asks", "import")]
    assert contributions.failures[0].message.startswith("EOFError")


@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "GeneratorExit", "SystemExit(3)"])
def test_whatever_it_raises_is_its_own(make_plugin: MakePlugin, raised: str) -> None:
    contributions = load(make_plugin("rude", **hooks("rude", f"raise {raised}")))
    assert codes(contributions) == [("rude", "import")]
    assert contributions.schemes["base/member-month"].criteria


def test_a_control_c_at_the_terminal_passes() -> None:
    with pytest.raises(KeyboardInterrupt), FailureLog().guarded("p", "raised"):
        os.kill(os.getpid(), signal.SIGINT)
        signal.pause()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_built_in_pack_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRIAL", raising=False)
    with FailureLog().guarded(BUILT_IN_ID, "raised"):
        monkeypatch.setenv("TRIAL", "kept")
    assert os.environ["TRIAL"] == "kept"


def test_a_hook_that_returns_nothing_is_named(make_plugin: MakePlugin) -> None:
    body = "@hookimpl\ndef branchkit_reports():\n    pass\n"
    contributions = load(make_plugin("mute", **hooks("mute", body)))
    (failure,) = contributions.failures
    assert (failure.code, failure.hook) == ("result", "branchkit_reports")
    assert failure.message == "NoneType, ReportSpec"
