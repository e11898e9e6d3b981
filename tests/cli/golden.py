"""Golden files: what a command line writes to stdout and stderr, and its exit status, in one file a case.

Set OFFPURPOSE_UPDATE_GOLDEN=1 to write them anew; then read the difference before committing it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent / "golden"
_UPDATE = os.environ.get("OFFPURPOSE_UPDATE_GOLDEN") == "1"

_FILTERS = (
    # Where this line breaks depends on how long the path is.
    (re.compile(r"In CASE\s+\(accounts/\s+is\s+personal\s+data\):"), "In CASE (accounts/ is personal data):"),
    (re.compile(r"offpurpose [0-9]+\.[0-9]+\.[0-9]+\S*"), "offpurpose VERSION"),
    (re.compile(r'("(offpurpose|phonenumbers)": )"[^"]+"'), r'\1"VERSION"'),
    # What an audit costs is another thing on every machine.
    (re.compile(r"(?m)^an audit of it, about\n(.+\n)+"), "an audit of it, about\n  SO MUCH\n"),
    (re.compile(r'(?ms)^  "cost": \{.*?^  \}'), '  "cost": "SO MUCH"'),
    (re.compile(r"offpurpose-fault-\S+\.txt"), "offpurpose-fault-NAME.txt"),
)


@dataclass(frozen=True, slots=True)
class Ran:
    """A command line that ran, with all that its caller sees of it."""

    arguments: tuple[str, ...]
    status: int
    out: str
    err: str

    def text(self) -> str:
        parts = [f"$ offpurpose {shlex.join(self.arguments)}".rstrip(), f"exit status {self.status}"]
        for name, text in (("stdout", self.out), ("stderr", self.err)):
            parts.append(f"--- {name}\n{text}".rstrip("\n") if text else f"--- {name}: nothing")
        return "\n".join(parts) + "\n"


def agrees(name: str, ran: Ran | Sequence[Ran], folders: dict[str, Path]) -> None:
    """Hold what was run to its golden file; `folders` are paths that are shown by a name."""
    text = "\n".join(each.text() for each in ([ran] if isinstance(ran, Ran) else ran))
    for shown, folder in folders.items():
        text = text.replace(str(folder), shown)
    for pattern, shown in _FILTERS:
        text = pattern.sub(shown, text)
    golden = _FOLDER / f"{name}.txt"
    if _UPDATE:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(text.encode())
    assert golden.is_file(), f"no golden file {golden.name}; OFFPURPOSE_UPDATE_GOLDEN=1 writes it"
    expected = golden.read_bytes().decode()
    if text != expected:
        lines = unified_diff(expected.splitlines(), text.splitlines(), golden.name, "now", lineterm="")
        pytest.fail("\n".join(lines), pytrace=False)
