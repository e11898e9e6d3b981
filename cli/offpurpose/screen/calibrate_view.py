"""A calibration on the screen: the evidence, the packs, what to put into the incident file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from offpurpose.calibrating.report import (
    Calibration,
    Evidence,
    Lists,
    PackResult,
    PartResult,
    SuggestedRule,
    Suggestion,
    Uses,
)
from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.screen.text import NONE, counted, number

_MOST_PACKS = 12
_MOST_SPANS = 24
_MOST_NAMED = 3
_MOST_AS_GOOD = 8
_WAYS = {
    "logged": ("match that logs a digest", "matches that log a digest"),
    "listed": ("match on a list that was kept", "matches on a list that was kept"),
    "mapped": ("partner map row with a digest", "partner map rows with a digest"),
    "counted": ("upload with a recorded number of matches", "uploads with a recorded number of matches"),
}
_KEPT = "its list was kept", "their lists were kept"
_RAW = "its account has a raw contact record", "their accounts have raw contact records"


def calibrate_view(found: Calibration) -> RenderableType:
    """Lay out a calibration."""
    heading = Text.assemble((_shown(found.reference), "bold"), "  ", _shown(found.title))
    parts: list[RenderableType] = [Group(heading, *_evidence(found.evidence))]
    if found.suggestion is None:
        parts.append(Text(_nothing(found)))
        return _spaced(parts)
    parts += [
        _packs(found),
        _parts(found.parts, set(found.current)),
        _suggestion(found.suggestion, found.current),
    ]
    return _spaced(parts)


def _nothing(found: Calibration) -> str:
    if any(each.told for each in found.evidence):
        return (
            "No rule pack reproduces any of this: the rules are others. Write a pack and try it with --rules."
        )
    return "There is nothing to suggest: only raw contact records can tell by which rules digests were made."


def _spaced(parts: Sequence[RenderableType]) -> Group:
    return Group(*(Padding(part, (0, 0, 0 if part is parts[-1] else 1, 0)) for part in parts))


def _evidence(evidence: Sequence[Evidence]) -> Iterator[Text]:
    if not evidence:
        yield Text(
            "Nothing to calibrate by: no match or map row names a digest, no list was kept, and no upload"
            " has a recorded number of matches."
        )
    for each in evidence:
        one, many = _WAYS[each.way]
        why = _KEPT if each.way == "counted" else _RAW
        yield Text(
            f"{counted(each.uses, one, many)}; {number(each.told)} can tell, since {why[each.told != 1]}"
        )


def _packs(found: Calibration) -> RenderableType:
    table = _table("right", "right", "right", "right", "right")
    table.add_row("reproduced", "share", "e-mail", "phone", "counts", "rule pack", style="bold")
    shown, left = _groups(found.packs, set(found.current))
    for first, named in shown:
        uses = first.uses
        cells = (
            number(uses.reproduced),
            _share(uses.share),
            number(uses.email),
            number(uses.phone),
            _share(first.lists.share),
        )
        table.add_row(*cells, named)
    rest = [Text(f"and {counted(left, 'pack')} that reproduce less (--json has all)")] if left else []
    title = (
        f"Uses reproduced, of {number(found.packs[0].uses.told)}, by rule pack (* the incident file has it):"
    )
    return Group(Text(title), table, *rest)


def _groups(packs: Sequence[PackResult], current: set[str]) -> tuple[list[tuple[PackResult, str]], int]:
    """Put packs that are alike on one line; return the first lines, and how many packs are left."""
    shown: list[tuple[PackResult, str]] = []
    seen: set[str] = set()
    for pack in packs:
        if pack.rules in seen or len(shown) == _MOST_PACKS or not _says_something(pack):
            continue
        seen |= {pack.rules, *pack.same_as}
        shown.append((pack, _named((pack.rules, *pack.same_as), current)))
    return shown, len(packs) - len(seen)


def _named(names: Sequence[str], current: set[str]) -> str:
    """Name packs that are alike, those of the incident file first and marked."""
    ordered = sorted(names, key=lambda name: name not in current)
    shown = [_shown(name) + ("*" if name in current else "") for name in ordered[:_MOST_NAMED]]
    left = len(ordered) - len(shown)
    return " = ".join(shown) + (f", and {left} more alike" if left else "")


def _says_something(pack: PackResult) -> bool:
    return bool(pack.uses.reproduced or pack.lists.reproduced)


def _parts(parts: Sequence[PartResult], current: set[str]) -> RenderableType:
    table = _table("left", "left", "right", "right", "right")
    table.add_row("system", "quarters", "uses", "best", "counts", "rule pack", style="bold")
    spans = list(_spans(parts))
    for best, last, names in spans[:_MOST_SPANS]:
        quarters = best.quarter if best.quarter == last else f"{best.quarter} to {last}"
        cells = (
            _shown(best.system),
            quarters,
            number(best.uses.told),
            _share(best.uses.share),
            _share(best.lists.share),
        )
        table.add_row(*cells, _named(names, current))
    left = len(spans) - _MOST_SPANS
    rest = [Text(f"and {left:,} more (--json has all)")] if left > 0 else []
    return Group(Text("The best in each system, by quarters:"), table, *rest)


def _spans(parts: Sequence[PartResult]) -> Iterator[tuple[PartResult, str, list[str]]]:
    """Yield the best of a system over quarters with the same best packs, the last quarter, the packs."""
    quarters = [
        _best(list(group)) for _, group in groupby(parts, key=lambda part: (part.system, part.quarter))
    ]
    for _, group in groupby(quarters, key=lambda each: (each[0].system, each[1])):
        span = list(group)
        yield _sum([best for best, _ in span]), span[-1][0].quarter, list(span[0][1])


def _best(group: list[PartResult]) -> tuple[PartResult, tuple[str, ...]]:
    best = group[0]
    return best, tuple(part.rules for part in group if (part.uses, part.lists) == (best.uses, best.lists))


def _sum(parts: Sequence[PartResult]) -> PartResult:
    return replace(
        parts[0], uses=Uses.sum(part.uses for part in parts), lists=Lists.sum(part.lists for part in parts)
    )


def _suggestion(suggestion: Suggestion, current: Sequence[str]) -> RenderableType:
    told, found, now = suggestion.told, suggestion.reproduced, suggestion.now
    missed = told - found
    left = (
        f"; {counted(missed, 'use')} {'is' if missed == 1 else 'are'} reproduced by none of them"
        if missed
        else ""
    )
    if suggestion.keep:
        own = ", ".join(map(_shown, current))
        kept = f"The incident file's own rules ({own}) reproduce {number(now)} of {number(told)}"
        return Text(f"{kept}: nothing to change.")
    return Group(
        Text("In the incident file, under [matching], instead of hash, email, phone or rules:"),
        Padding(Text(suggestion.toml), (0, 0, 0, 2)),
        Text(
            f"reproduces {number(found)} of {number(told)} ({_share(found / told)}); the file's own rules"
            f" reproduce {number(now)}{left}."
        ),
        *(Text(_as_good(rule)) for rule in suggestion.rules if rule.as_good),
    )


def _as_good(rule: SuggestedRule) -> str:
    named = ", ".join(map(_shown, rule.as_good[:_MOST_AS_GOOD]))
    left = len(rule.as_good) - _MOST_AS_GOOD
    more = f", and {left} more" if left > 0 else ""
    return f"By this evidence as good as {_shown(rule.rules)}: {named}{more}."


def _table(*justified: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in justified:
        table.add_column(justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column(overflow="fold")
    return table


def _share(share: float | None) -> str:
    """Return a share with one decimal; all but all of it is not all."""
    if share is None:
        return NONE
    tenths = int(share * 1000) if share < 1 else 1000
    return f"{tenths / 10:.1f} %"


def _shown(text: str) -> str:
    return printable(mask_value(text))
