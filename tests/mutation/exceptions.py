"""The mutants that nothing need notice, with the reason for each."""

from __future__ import annotations

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("exceptions.toml")


def exceptions_of(query: str) -> dict[str, str]:
    """The changes to a query that need not be noticed, and why."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["unnoticed"]
    return {change: each["reason"] for each in listed if each["query"] == query for change in each["changes"]}


def queries_with_exceptions() -> set[str]:
    """The queries for which any are listed."""
    return {each["query"] for each in tomllib.loads(FILE.read_text(encoding="utf-8"))["unnoticed"]}
