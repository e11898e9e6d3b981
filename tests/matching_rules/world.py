"""Small incidents under rule packs of their own, audited from their files."""

from __future__ import annotations

import csv
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tests.audits import audit_without_report

PACKS = {
    # An address as it is but for case, a number in E.164.
    "plain": {
        "email": '["trim_unicode", "require_address", "lower_unicode"]',
        "phone": '["e164"]',
    },
    # Dots and +tags dropped at gmail.com, a number as its digits.
    "loose": {
        "email": '["trim_unicode", "lower_ascii", { drop_plus_at = ["gmail.com"] },'
        ' { drop_dots_at = ["gmail.com"] }]',
        "phone": '["keep_digits", "drop_leading_zeros"]',
    },
    # Takes no phone numbers.
    "email_alone": {"email": '["lower_unicode"]'},
}

COLUMNS = {
    "contacts": "account_id kind identifier identifier_hash purpose valid_from valid_to region",
    "uploads": "upload_id advertiser_id partner_id system uploaded_at entry_count key_id",
    "entries": "upload_id identifier identifier_hash kind region added_at removed_at",
    "matches": "match_id matched_at account_id upload_id kind identifier identifier_hash region"
    " partner_user_id",
    "partner_map": "partner_id partner_user_id account_id mapped_at map_version kind"
    " identifier identifier_hash region key_id",
}
DEFAULTS: dict[str, dict[str, str | None]] = {
    "contacts": {"purpose": "two_factor"},
    "uploads": {"advertiser_id": "adv"},
    "entries": {},
    "matches": {"matched_at": "2017-01-01T00:00:00Z"},
    "partner_map": {"mapped_at": "2016-01-01T00:00:00Z"},
}

Rows = Mapping[str, Sequence[Mapping[str, str | None]]]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), "sha256").hexdigest()


def write_incident(folder: Path, rules: str, rows: Rows, *, keys: str = "") -> Path:
    """Write an incident with the packs beside it; `rules` is the TOML of `matching.rules`."""
    for name, kinds in PACKS.items():
        steps = "".join(f"[{kind}]\nsteps = {listed}\n" for kind, listed in kinds.items())
        text = f'name = "{name}"\ntitle = "{name}"\n[digest]\nalgorithms = ["sha256"]\n{steps}'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    inputs = "".join(_input(folder, name, given) for name, given in rows.items())
    path = folder / "incident.toml"
    path.write_text(
        '[incident]\ntitle = "t"\nreference = "r"\nsystems = ["tailored", "partner"]\ntimezone = "UTC"\n'
        "[window]\nstart = 2013-01-01T00:00:00Z\nend = 2019-01-01T00:00:00Z\n"
        '[purposes]\nsecurity = ["two_factor"]\npermitted = ["profile"]\n'
        f'[matching]\nrules = {rules}\ndefault_region = "US"\n{keys}\n{inputs}',
        encoding="utf-8",
    )
    return path


def _input(folder: Path, name: str, rows: Sequence[Mapping[str, str | None]]) -> str:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS[name].split(), restval="")
        writer.writeheader()
        writer.writerows({**DEFAULTS[name], **row} for row in rows)
    return f'[inputs.{name}]\npath = "{name}.csv"\n'


def audited(path: Path, out: Path) -> tuple[dict[str, tuple[str, str]], dict[str, Any]]:
    """Audit an incident: match_id -> (verdict, reason), and the summary."""
    result = audit_without_report(path, out)
    rows = pq.read_table(out / "accounts" / "verdicts.parquet").to_pylist()
    return {row["match_id"]: (row["verdict"], row["reason"]) for row in rows}, result.summary
