"""Results go to stdout, all else to stderr; nothing that is shown is obeyed."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.printer import Printer
from offpurpose.screen.text import counted, instant, number, percent


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def say(stdout: StringIO, stderr: StringIO, **options: Any) -> None:
    printer = Printer.to(stdout, stderr, **options)
    with printer.diagnostics.progress() as progress:
        progress("reading [red]x[/red]", 1, 2)
        printer.diagnostics.note("a [b]note[/b]")
        printer.diagnostics.warning("look \x1b[2J out", "do this\nor that")
    printer.output.result(Text("the result", style="red"), {"result": 1})
    printer.diagnostics.error("it broke", "mend it")


def test_piped_it_is_plain() -> None:
    stdout, stderr = StringIO(), StringIO()
    say(stdout, stderr)
    assert stdout.getvalue() == "the result\n"
    assert stderr.getvalue() == (
        "a [b]note[/b]\n"
        "warning: look \\x1b[2J out\nhint: do this\nhint: or that\n"
        "error: it broke\nhint: mend it\n"
    )


def test_piped_it_is_plain_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stdout, stderr = StringIO(), StringIO()
    say(stdout, stderr)
    assert "\x1b" not in stdout.getvalue() + stderr.getvalue()


def test_a_terminal_has_colour_and_progress() -> None:
    stdout, stderr = Terminal(), Terminal()
    say(stdout, stderr)
    assert "\x1b[31mthe result" in stdout.getvalue()
    assert "reading [red]x[/red]" in stderr.getvalue()
    assert "1 of 2" in stderr.getvalue()
    assert "\x1b[2J" not in stderr.getvalue()


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colour_has_neither(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    stdout, stderr = Terminal(), Terminal()
    say(stdout, stderr)
    assert "\x1b" not in stdout.getvalue() + stderr.getvalue()
    assert "reading" not in stderr.getvalue()


@pytest.mark.parametrize("option", ["no_progress", "quiet"])
def test_progress_can_be_switched_off(option: str) -> None:
    stderr = Terminal()
    say(StringIO(), stderr, **{option: True})
    assert "reading" not in stderr.getvalue()


def test_quiet_says_nothing_but_errors() -> None:
    stdout, stderr = StringIO(), StringIO()
    say(stdout, stderr, quiet=True)
    assert (stdout.getvalue(), stderr.getvalue()) == ("", "error: it broke\nhint: mend it\n")


@pytest.mark.parametrize("quiet", [True, False])
def test_json_is_written_also_under_quiet(quiet: bool) -> None:
    stdout = StringIO()
    say(stdout, StringIO(), quiet=quiet, as_json=True)
    assert json.loads(stdout.getvalue()) == {"result": 1}


def test_what_stands_on_stdout_was_there_first() -> None:
    order: list[str] = []

    class Stream(StringIO):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def flush(self) -> None:
            order.append(self.name)

    printer = Printer.to(Stream("stdout"), Stream("stderr"))
    printer.diagnostics.note("x")
    assert order[0] == "stdout"


def test_a_message_is_one_line_of_a_log() -> None:
    stderr = StringIO()
    Printer.to(StringIO(), stderr).diagnostics.note("word " * 40)
    assert stderr.getvalue().count("\n") == 1


def test_values_are_written_for_people() -> None:
    assert [number(None), number(1234567)] == ["-", "1,234,567"]
    assert [counted(1, "match", "matches"), counted(0, "row")] == ["1 match", "0 rows"]
    assert instant("2019-09-17T00:00:00.000000Z") == "2019-09-17 00:00 UTC"
    assert instant("2019-09-17T00:00:07.000000Z") == "2019-09-17 00:00:07 UTC"
    assert instant("2019-09-17T00:00:00.000007Z") == "2019-09-17 00:00:00.000007 UTC"
    assert [percent(None), percent(1.0), percent(0.999999), percent(0.0)] == [
        "-",
        "100 %",
        "99.9999 %",
        "0 %",
    ]
    assert printable("a\n\x1b[31mé\u202e") == "a\\n\\x1b[31mé\\u202e"
