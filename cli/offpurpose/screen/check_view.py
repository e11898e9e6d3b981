"""The report of a check as text: what is in each input, then how they fit together, then what is wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size

from rich.text import Text

from offpurpose.checking.report import (
    CheckReport,
    CoverageFound,
    IdentifiersFound,
    InputFound,
    InstantsFound,
    RejectedFound,
)
from offpurpose.identifiers.masking import printable
from offpurpose.identifiers.packs.model import STATED
from offpurpose.screen.cost_view import HEADING, cost_lines
from offpurpose.screen.output import WIDEST
from offpurpose.screen.text import counted, instant, percent

_NARROWEST = 60
_LABEL = 16
_MOST_KINDS = 8
_MOST_GAPS = 10
_MOST_PURPOSES = 30
_MOST_PROBLEMS = 50

_ORPHANS = {
    "matches_without_upload": ("matches", "without an upload record", "upload"),
    "matches_without_contacts": ("matches", "of accounts without a contact record", "account"),
    "entries_without_upload": ("entries", "without an upload record", "upload"),
    "uploads_without_entries": ("uploads", "without an entry", "upload"),
    "map_rows_without_partner": ("partner_map", "of partners that no upload names", "partner"),
}

Line = tuple[str, str]
"""A label, and what stands beside it."""


def check_view(report: CheckReport) -> Text:
    """Return the whole report, with problems at its end, where a terminal leaves off."""
    view = Text()
    for line in check_text(report).splitlines(keepends=True):
        view.append(line, "" if line.startswith(" ") else "bold")
    return view


def check_text(report: CheckReport) -> str:
    """Return the whole report as text, in lines that fit the terminal."""
    parts = [
        *([_heading(report)] if report.incident else []),
        *(_section(found.name, _input(found)) for found in report.inputs),
        *(_section(name, [("not loaded", "see the problems below")]) for name in _missing(report)),
        _section("purposes", _purposes(report)),
        _section("systems", _systems(report)),
        _section("coverage", _coverage(report)),
        _section("orphans", _orphans(report)),
        *([_section(HEADING, cost_lines(report.cost))] if report.cost else []),
        _list(f"{counted(len(report.warnings), 'warning')}", report.warnings),
        problems_text(report),
    ]
    return "\n\n".join(part for part in parts if part)


def _missing(report: CheckReport) -> Sequence[str]:
    """Return the inputs that were to be loaded, and could not be."""
    return report.not_loaded if report.inputs or report.cost is None else ()


def problems_text(report: CheckReport) -> str:
    """Return what an audit would stop for, with the true total and what to do."""
    if report.ok and report.not_loaded:
        return "nothing was loaded: what is in the inputs is not known"
    if report.ok:
        return "no problems: an audit of these inputs would not stop"
    total = counted(len(report.problems), "problem")
    shown = report.problems[:_MOST_PROBLEMS]
    more = (
        [f"and {len(report.problems) - len(shown):,} more (--json has all)"]
        if report.problems[len(shown) :]
        else []
    )
    listed = _list(total, [*(f"{each.about}: {each.message}" for each in shown), *more])
    hints = dict.fromkeys(line for each in report.problems for line in (each.hint or "").splitlines())
    return "\n".join([listed, *(_wrapped("  hint: ", hint) for hint in hints)])


def _heading(report: CheckReport) -> str:
    assert report.incident is not None  # noqa: S101
    about = report.incident
    start = f"{instant(about.window_start)} to" if about.window_start else "everything before"
    reference = f" ({about.reference})" if about.reference else ""
    return _section(
        f"{about.title}{reference}",
        [
            (
                "window",
                f"{start} {instant(about.window_end)}, by when a match was {_RULES[about.window_rule]}",
            ),
            ("systems", ", ".join(about.systems)),
            ("timezone", about.timezone or "none given"),
        ],
    )


def _identifiers(found: Sequence[IdentifiersFound]) -> Iterator[Line]:
    """What became of the identifiers: a line for what no rule bears on, and one for each rule pack."""
    packs = dict.fromkeys(each.pack for each in found)
    label = "identifiers"
    for pack in sorted(packs, key=lambda name: name is not None):
        told: dict[str, int] = {}
        for each in found:
            if each.pack == pack:
                outcome = _OUTCOMES[each.outcome].format(step=each.step)
                told[outcome] = told.get(outcome, 0) + each.rows
        listed = ", ".join(f"{rows:,} {outcome}" for outcome, rows in told.items())
        yield label, listed if pack in {None, STATED} else f"{pack}: {listed}"
        label = ""


_OUTCOMES = {
    "digested": "digested",
    "refused": "refused by {step}",
    "unparsable": "unparsable ({step})",
    "already_digest": "given as digest",
    "double_hashed": "hashed twice",
    "bad_digest": "bad digests",
    "hash_not_listed": "digests by an algorithm that is not listed",
    "digest_of_nothing": "digests of an empty text",
}
_RULES = {"matched": "made", "active": "active"}


def _input(found: InputFound) -> Iterator[Line]:
    counts = found.counts
    size = sum(file.bytes for file in found.files)
    yield "files", f"{_names(found)}, {_size(size)}"
    duplicates = counted(counts.duplicates, "duplicate")
    kept = f"{counts.accepted:,} accepted + {duplicates} + {counts.rejected:,} rejected"
    yield "rows", f"{counts.read:,} read = {kept}"
    for each in found.instants:
        yield each.column, _instants(each)
    if found.kinds:
        yield "kinds", _kinds(found)
    yield from _identifiers(found.identifiers)
    noted = [
        (counts.unmatchable, "unmatchable"),
        (counts.intervals_empty, "empty intervals"),
        (counts.intervals_inverted, "intervals that end before they start"),
        (counts.conflicts, "ids with records that contradict each other"),
    ]
    if any(number for number, _ in noted):
        yield "of these", ", ".join(f"{number:,} {what}" for number, what in noted if number)
    for rejected in found.rejected:
        yield "rejected", _rejected(rejected)
    if found.ignored_columns:
        yield "ignored columns", ", ".join(found.ignored_columns)


def _names(found: InputFound) -> str:
    if not found.files:
        return "0 files"
    first, last = found.files[0].name, found.files[-1].name
    return first if len(found.files) == 1 else f"{len(found.files):,} files, {first} to {last}"


def _instants(found: InstantsFound) -> str:
    if not found.instants:
        return "none"
    told = [f"{instant(found.first)} to {instant(found.last)}"]
    noted = [
        (found.missing, "rows without"),
        (found.zoneless, "without an offset"),
        (found.digits_cut, "finer than a microsecond, cut"),
        (found.local_twice, "that occurred twice there, the later taken"),
        (found.local_skipped, "that did not occur there, moved forward"),
    ]
    return "; ".join([*told, *(f"{number:,} {what}" for number, what in noted if number)])


def _kinds(found: InputFound) -> str:
    shown = found.kinds[:_MOST_KINDS]
    told = [f"{each.kind or '(none named)'} {each.rows:,}" for each in shown]
    left = found.kinds_in_all - len(shown)
    return ", ".join([*told, *([f"and {left:,} more kinds"] if left else [])])


def _rejected(found: RejectedFound) -> str:
    where = f" in {found.column}" if found.column else ""
    examples = [
        f"{each.file} record {each.record:,}" + (f": {each.value}" if each.value else "")
        for each in found.examples
    ]
    return f"{found.rows:,} {found.reason}{where}, such as {'; '.join(examples)}"


def _purposes(report: CheckReport) -> Iterator[Line]:
    shown = report.purposes[:_MOST_PURPOSES]
    for each in shown:
        held = f"{counted(each.holdings, 'contact record')}, {counted(each.accounts, 'account')}"
        yield each.purpose_class, f"{each.purpose}: {held}"
    if report.purposes_in_all > len(shown):
        yield "", f"and {report.purposes_in_all - len(shown):,} more purposes"


def _systems(report: CheckReport) -> Iterator[Line]:
    for each in report.systems:
        concerned = "" if each.in_incident else " (not one of the incident's)"
        if each.system == "unknown":
            concerned = " (its uploads have no record)"
        told = f"{counted(each.uploads, 'upload')}, {counted(each.matches, 'match', 'matches')}"
        yield each.system, f"{told}{concerned}"


def _coverage(report: CheckReport) -> Iterator[Line]:
    for each in report.coverage:
        yield _covered(each)
    shown = sorted(report.gaps, key=lambda gap: (-gap.days, gap.first_day))[:_MOST_GAPS]
    for gap in shown:
        yield "no match", f"{gap.first_day} to {gap.last_day} ({counted(gap.days, 'day')})"
    if len(report.gaps) > len(shown):
        yield "", f"and {len(report.gaps) - len(shown):,} gaps no longer than these (--json has all)"


def _covered(found: CoverageFound) -> Line:
    of = f"{found.days_with_log:,} of {counted(found.days, 'UTC day')} of the window"
    share = "" if found.share is None else f" ({percent(found.share)})"
    return f"  {found.system}" if found.system else found.input, f"{of}{share}"


def _orphans(report: CheckReport) -> Iterator[Line]:
    for each in report.orphans:
        label, what, of = _ORPHANS[each.orphan]
        beside = f" ({counted(each.ids, of)})" if each.rows and label != "uploads" else ""
        yield label, f"{each.rows:,} {what}{beside}"


def _section(title: str, lines: Iterable[Line]) -> str:
    told = [_wrapped(f"  {printable(label):{_LABEL}}", text) for label, text in lines]
    return "\n".join([printable(title), *told]) if told else ""


def _list(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *(_wrapped("  - ", line) for line in lines)]) if lines else ""


def _wrapped(start: str, text: str) -> str:
    width = min(max(get_terminal_size().columns, _NARROWEST), WIDEST)
    indent = " " * len(start)
    lines = textwrap.wrap(
        printable(text),
        width,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _size(size: int) -> str:
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"
