"""What differs between two cases before any account: incident file, inputs, queries, versions, options."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from offpurpose.case.opening import Case
from offpurpose.errors import CaseError
from offpurpose.identifiers.masking import mask_value

Json = dict[str, Any]

BOUNDS = (
    "affected",
    "possibly_affected",
    "upper_bound",
    "confirmed",
    "inferred",
    "ambiguous",
    "undetermined",
)


def differences(before: Case, after: Case) -> list[Json]:
    """Return what differs, each with its kind, its name, and its value before and after (None: not there).

    Kinds: `incident` (a key of the incident file), `input` (a file, by its digest), `query` (by its digest),
    `version`, `option`.
    """
    sections = {
        "incident": (_settings(before), _settings(after)),
        "input": (_inputs(before), _inputs(after)),
        "query": (_queries(before), _queries(after)),
        "version": (before.manifest["versions"], after.manifest["versions"]),
        "option": (_flat(before.manifest.get("options") or {}), _flat(after.manifest.get("options") or {})),
    }
    return [
        {"what": what, "name": name, "before": first.get(name), "after": second.get(name)}
        for what, (first, second) in sections.items()
        for name in _names(first, second)
        if first.get(name) != second.get(name)
    ]


def figures(before: Case, after: Case) -> list[Json]:
    """Return the bounds and verdicts, in accounts, before and after."""
    first, second = before.summary["accounts"], after.summary["accounts"]
    return [{"figure": name, "before": first[name], "after": second[name]} for name in BOUNDS]


def _names(first: Json, second: Json) -> list[str]:
    return [*first, *(name for name in second if name not in first)]


def _settings(case: Case) -> Json:
    """Return the keys of the incident file with their values; comments and order are no difference."""
    try:
        return _flat(tomllib.loads(case.manifest["incident"]["text"].removeprefix("\ufeff")))
    except (tomllib.TOMLDecodeError, KeyError, AttributeError):
        raise CaseError(f"the incident file in the manifest of {case.folder} is damaged") from None


def _flat(table: Json, prefix: str = "") -> Json:
    return dict(_leaves(table, prefix))


def _leaves(table: Json, prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, mask_value(_worded(value))


def _worded(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_worded, value))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _inputs(case: Case) -> Json:
    return {
        f"{each['input']} {each['name']}": f"sha256 {each['sha256']}, {each['rows']:,} rows"
        for each in case.manifest["inputs"]
    }


def _queries(case: Case) -> Json:
    return {each["name"]: f"sha256 {each['sha256']}" for each in case.manifest["queries"]}
