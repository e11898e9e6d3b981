"""What changed since an earlier case, in counts alone: for a follow-up notification and its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from offpurpose.case.opening import Case
from offpurpose.case.reasons import phrase_of
from offpurpose.comparing.compare import comparing

Json = dict[str, Any]

_BOUNDS = ("affected", "possibly_affected", "upper_bound")


def change_since(earlier: Case, case: Case) -> Json:
    """Return the change from an earlier case to this one.

    `earlier` has its reference, when it was computed, and its bounds; `moves` how many accounts went from
    which verdict to which (None: on no list, and none judged); `reasons` why, by the reasons that they have
    now, or had where they are on no list any more; `differences` what else differs between the two.

    Raises:
        CaseError: when a list of either case is gone or damaged.
    """
    with comparing(earlier, case) as comparison:
        facts = comparison.facts
    return {
        "earlier": {
            "reference": earlier.summary["incident"]["reference"],
            "computed_at": earlier.manifest["run"].get("started_at"),
            **{key: earlier.summary["accounts"][key] for key in _BOUNDS},
        },
        "moves": _moves(facts["moves"]),
        "reasons": _reasons(facts["moves"]),
        "differences": [f"{each['what']} {each['name']}" for each in facts["differences"]],
    }


def _moves(moves: Iterable[Json]) -> list[Json]:
    counted: Counter[tuple[str | None, str | None]] = Counter()
    for each in moves:
        counted[each["verdict_before"], each["verdict_after"]] += each["accounts"]
    return [{"from": before, "to": after, "accounts": n} for (before, after), n in _ordered(counted)]


def _reasons(moves: Iterable[Json]) -> list[Json]:
    counted: Counter[str] = Counter()
    for each in moves:
        counted[each["reasons_after"] or each["reasons_before"] or ""] += each["accounts"]
    return [
        {"code": codes, "text": "; ".join(map(phrase_of, codes.split("|"))), "accounts": n}
        for codes, n in _ordered(counted)
        if codes
    ]


def _ordered(counted: Counter[Any]) -> list[tuple[Any, int]]:
    """Return what was counted, most first; ties by what it is."""
    return sorted(counted.items(), key=lambda item: (-item[1], repr(item[0])))
