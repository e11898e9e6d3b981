"""A small incident whose log was made by known rule packs, for the tests of calibrating."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from offpurpose.identifiers.packs import RulePack
from offpurpose.identifiers.packs.column import digest_column
from offpurpose.identifiers.packs.model import KINDS

# Each of these is another identifier, or none at all, under some pack.
EMAILS = (
    "Jane.Doe@Example.com",
    "jane.doe+news@example.com",
    "j.o.e+shop@gmail.com",
    "An.Na+shop@googlemail.com",
    "o'hara@example.org",
    "robert@example.net",
    "jane@my-company.example",
    "j@example.com",
    "İlse@example.com",
    ".tom@example.com.",
)
PHONES = (
    ("+1 650 555 1212", ""),
    ("(650) 555-1313", "US"),
    ("650 555 1414", "US"),
    ("0044 7911 123456", "GB"),
    ("07911 123457", "GB"),
    ("+49 30 123456", ""),
    ("+39 06 1234 5678", ""),
    ("16505551515", "US"),
    ("+376 712 345", ""),
)
GIVEN = (*(("email", text, "") for text in EMAILS), *(("phone", text, region) for text, region in PHONES))


@dataclass
class Log:
    """What a folder of evidence holds: each identifier on an account of its own, named after its place."""

    matching: str = 'hash = ["sha256"]\nemail = "lowercase"\nphone = "e164"'
    uploads: list[dict[str, str]] = field(default_factory=list)
    entries: list[dict[str, str]] = field(default_factory=list)
    matches: list[dict[str, str]] = field(default_factory=list)

    def match_by(self, pack: RulePack, upload: Mapping[str, str], at: str, *, log_digest: bool = True) -> int:
        """Match every account whose identifier the pack takes, and return how many there are."""
        self.uploads.append({"advertiser_id": "shop", **upload})
        made = digests(pack)
        for account, (kind, digest) in made.items():
            logged = {"kind": kind, "identifier_hash": digest} if log_digest else {}
            listed = {"upload_id": upload["upload_id"], "identifier_hash": digest}
            self.entries += [] if log_digest else [listed]
            self.matches.append(
                {"matched_at": at, "account_id": account, "upload_id": upload["upload_id"], **logged}
            )
        return len(made)

    def write(self, folder: Path) -> Path:
        """Write the evidence and its incident file."""
        systems = sorted({each.get("system") or "tailored" for each in self.uploads})
        contacts = [
            {
                "account_id": f"a{place}",
                "kind": kind,
                "identifier": text,
                "purpose": "profile",
                "region": region,
            }
            for place, (kind, text, region) in enumerate(GIVEN)
        ]
        tables = {"contacts": contacts, "uploads": self.uploads, "matches": self.matches}
        if self.entries:
            tables["entries"] = self.entries
        for name, rows in tables.items():
            _write(folder / f"{name}.csv", rows)
        inputs = "\n".join(f'[inputs.{name}]\npath = "{name}.csv"' for name in tables)
        incident = folder / "incident.toml"
        incident.write_text(_INCIDENT.format(systems=systems, matching=self.matching, inputs=inputs))
        return incident


def digests(pack: RulePack) -> dict[str, tuple[str, str]]:
    """Return the kind and digest of each account whose identifier a pack takes, by its first algorithm."""
    return {account: (kind, each[0]) for account, (kind, each) in all_digests(pack).items()}


def all_digests(pack: RulePack) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the kind and digests of each account whose identifier a pack takes, by all its algorithms."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for kind in KINDS:
        places = [place for place, (its_kind, _, _) in enumerate(GIVEN) if its_kind == kind]
        texts = [GIVEN[place][1] for place in places]
        regions = [GIVEN[place][2] or None for place in places]
        rows = digest_column(pack, kind, texts, regions).to_pylist()
        for place, row in zip(places, rows, strict=True):
            if row["refused"] is None:
                found[f"a{place}"] = kind, tuple(row[algorithm].hex() for algorithm in pack.algorithms)
    return found


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


_INCIDENT = """\
[incident]
title = "Security contact data used for matching"
reference = "INC-2"
systems = {systems}
timezone = "UTC"
[window]
end = 2020-01-01T00:00:00Z
[purposes]
security = ["two_factor"]
permitted = ["profile"]
[matching]
{matching}
{inputs}
"""
