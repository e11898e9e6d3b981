"""What is measured in a round: the floor, the audit as it is run in several ways, and its peers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.floor import make_hashed_contacts
from bench.peers.accounts import digest_contacts, of_case, of_peer
from bench.sizes import SIZES
from offpurpose.simulating.plan import Format
from offpurpose.simulating.simulate import simulate

Checksum = tuple[int, int]
"""Of an account table: how many rows it has, and a number that every cell bears on."""

FLOOR = "floor"
AUDIT = "audit"
PEERS = ("duckdb", "polars", "pandas")


@dataclass(frozen=True)
class Subject:
    """One thing that is measured.

    command: what is run, given an empty folder to write to.
    found: the checksum of the account table that it left there; None where it makes none.
    """

    name: str
    command: Callable[[Path], list[str]]
    found: Callable[[Path], Checksum] | None = None


def world(data: Path, size: str, profile: str = "even", form: Format = "parquet") -> Path:
    """Return the folder of a simulated incident, which is made if it is not there."""
    folder = data / "-".join(part for part in (size, profile, form) if part not in ("even", "parquet"))
    if not (folder / "incident.toml").exists():
        simulate(replace(SIZES[size], profile=profile, format=form), folder)
    return folder


def floor(folder: Path, memory: str) -> Subject:
    """What no audit of these inputs can do without."""
    make_hashed_contacts(folder)
    return Subject(FLOOR, lambda _out: [sys.executable, "-m", "bench.floor", str(folder), memory])


def audit(name: str, folder: Path, memory: str, threads: int) -> Subject:
    """The whole command, from the input files to the finished case folder."""

    def command(out: Path) -> list[str]:
        return [
            *(sys.executable, "-m", "offpurpose", "audit", str(folder / "incident.toml")),
            *("--out", str(out / "case"), "--memory", memory, "--threads", str(threads)),
            *("--quiet", "--no-progress"),
        ]

    return Subject(name, command, lambda out: of_case(out / "case"))


def peer(engine: str, folder: Path, memory: str) -> Subject:
    """Another engine over contacts that are digested already, and with nothing else to write."""
    digest_contacts(folder)

    def command(out: Path) -> list[str]:
        return [sys.executable, "-m", "bench.peers", engine, str(folder), str(out / "table.parquet"), memory]

    return Subject(engine, command, lambda out: of_peer(out / "table.parquet"))
