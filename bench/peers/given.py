"""What every peer is given: Parquet files of one incident, its window, and where the answer goes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from offpurpose.engine.sql_text import quoted_text

VERDICTS = ("confirmed", "inferred", "ambiguous", "undetermined", "cleared")
"""The columns of the account table beside `account_id`: how many of its judged matches have each verdict."""

DIGESTED = "digested.parquet"


@dataclass(frozen=True, slots=True)
class Given:
    """The inputs of a peer.

    files: `matches` and `entries` as the incident has them; `contacts` with account_id, digest (hex),
        is_security, valid_from and valid_to, no end being the year 9999.
    """

    files: dict[str, str]
    out: Path
    start: datetime
    end: datetime


def given(folder: Path, out: Path) -> Given:
    """Return what a peer is given of the simulated incident in a folder."""
    files = {name: str(folder / name / "*.parquet") for name in ("matches", "entries")}
    window = tomllib.loads((folder / "incident.toml").read_text(encoding="utf-8"))["window"]
    contacts = str(folder / DIGESTED)
    return Given({**files, "contacts": contacts}, out, window["start"], window["end"])


def quoted(value: object) -> str:
    """Write a value as SQL text."""
    return quoted_text(str(value))
