"""What the command line says of itself, and of command lines that cannot be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.cli.golden import Ran, agrees

Run = Callable[..., Ran]

COMMANDS = (
    "audit",
    "calibrate",
    "check",
    "compare",
    "digest",
    "explain",
    "export",
    "init",
    "queries",
    "report",
    "sample",
    "score",
    "seal",
    "sign",
    "simulate",
    "sql",
    "unseal",
    "verify",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(offpurpose: Run, command: str) -> None:
    ran = offpurpose(command, "--help")
    agrees(f"help_{command}", ran, {})
    assert ran.status == 0
    assert not ran.err


def test_help_of_the_program(offpurpose: Run) -> None:
    ran = offpurpose("--help")
    agrees("help", ran, {})
    assert all(f"\n  {command} " in ran.out for command in COMMANDS)
    assert offpurpose("-h").out == ran.out


def test_help_fits_the_screen(offpurpose: Run) -> None:
    shown = [line for command in COMMANDS for line in offpurpose(command, "--help").out.splitlines()]
    assert max(map(len, shown)) <= 80


def test_without_a_command_help_is_told_on_stderr(offpurpose: Run) -> None:
    ran = offpurpose()
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == offpurpose("--help").out


def test_version(offpurpose: Run) -> None:
    agrees("version", offpurpose("--version"), {})


USAGE: dict[str, tuple[str, ...]] = {
    "unknown_command": ("adit", "incident.toml"),
    "unknown_option": ("audit", "incident.toml", "--outt", "case"),
    "nothing_to_audit": ("audit",),
    "no_folder_to_write": ("audit", "incident.toml"),
    "one_argument_too_many": ("check", "incident.toml", "ann@example.org"),
    "share_of_no_number": ("check", "incident.toml", "--max-rejected", "few"),
    "share_above_one": ("check", "incident.toml", "--max-rejected", "5"),
    "share_above_all": ("check", "incident.toml", "--max-rejected", "101%"),
    "memory_without_unit": ("audit", "incident.toml", "--out", "case", "--memory", "4"),
    "memory_of_nothing": ("audit", "incident.toml", "--out", "case", "--memory", "0GB"),
    "no_threads": ("audit", "incident.toml", "--out", "case", "--threads", "0"),
    "threads_of_no_number": ("audit", "incident.toml", "--out", "case", "--threads", "all"),
    "no_such_temp_dir": ("audit", "incident.toml", "--out", "case", "--temp-dir", "gone"),
    "nothing_to_export": ("export", "case", "--out", "out"),
    "no_such_split": ("export", "case", "--out", "out", "--split", "kind"),
    "no_such_paper": ("report", "case", "--paper", "a5"),
    "withhold_below_one": ("report", "case", "--out", "out", "--suppress-below", "1"),
    "no_such_query": ("queries", "match_verdit"),
}


@pytest.mark.parametrize("name", USAGE)
def test_usage(offpurpose: Run, name: str) -> None:
    ran = offpurpose(*USAGE[name])
    agrees(f"usage_{name}", ran, {})
    assert (ran.status, ran.out) == (2, "")


def test_every_share_and_size_that_help_names(offpurpose: Run) -> None:
    for share in ("1%", "0.01", "0", "100%", "1", ".5", "0.5 %", "2.5%"):
        assert "max-rejected" not in offpurpose("check", "gone.toml", "--max-rejected", share).err
    for size in ("4GB", "512mb", "1.5 GiB", "2TB"):
        assert "memory" not in offpurpose("check", "gone.toml", "--memory", size).err
