"""The facts that a match rests on, each in a few words with its source: what every view of it lays out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from offpurpose.case.reasons import MAPPED, phrase_of
from offpurpose.explaining.sentences import LISTS_NOT_COMPLETE

Json = dict[str, Any]

UNJUDGED = {
    "before_window": "it lies before the window",
    "after_window": "it lies after the window",
    "other_system": "it is of a system that the incident does not name",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it is about, what it says, and the row that says so (none where a row is wanting)."""

    label: str
    said: str
    source: Json | None


def identifier(fact: Json) -> str:
    """Name an identifier: its kind and its fingerprint."""
    return f"{fact['kind'] or 'identifier'} {fact['fingerprint']}"


def source_text(source: Json) -> str:
    """Name a row: the file, and the record in it."""
    return f"{source['file']}, record {source['record']:,}"


def day_or_instant(text: str) -> str:
    """Return an instant of the outputs as people read it; midnight is a day."""
    day, _, time = text.removesuffix("Z").partition("T")
    time = time.removesuffix(".000000")
    return day if time == "00:00:00" else f"{day} {time.removesuffix(':00') if len(time) == 8 else time} UTC"


def span(start: str | None, end: str | None) -> str:
    """Word the half-open interval of a contact record, whose ends may be open."""
    begun = "since before all records" if start is None else f"from {day_or_instant(start)}"
    return f"{begun}, still held" if end is None else f"{begun} until {day_or_instant(end)}"


def _listed(start: str | None, end: str | None) -> str:
    if start is None:
        return "at any time" if end is None else f"until {day_or_instant(end)}"
    return f"from {day_or_instant(start)} {'on' if end is None else f'until {day_or_instant(end)}'}"


def holding_text(holding: Json) -> str:
    """Word what a contact record says beside its identifier."""
    valid_from, valid_to = holding["valid_from"], holding["valid_to"]
    never = valid_from is not None and valid_to is not None and valid_to <= valid_from
    empty = ", which contains no instant" if never else ""
    purpose = holding["purpose"] or "no purpose"
    return f"{purpose} ({holding['class']}), {span(valid_from, valid_to)}{empty}"


def heading(match: Json) -> str:
    """Word the verdict of a match: by which rule, or why it has none."""
    ruled = f"{match['verdict']} by rule {match['rule']}" if match["verdict"] else ""
    if match["verdict"] and match["reason"].startswith(MAPPED):
        ruled = f"{match['verdict']} by rule 7, {match['rule']}"
    if match["counted_as"] == "judged":
        return ruled
    would = f"; judged, it would be {ruled}" if ruled else ""
    return f"not judged: {UNJUDGED[match['counted_as']]}{would}"


def facts_of(match: Json, unreadable: list[Json]) -> Iterator[Fact]:
    """Yield the facts behind the verdict of a match; `unreadable` are the account's rejected rows."""
    yield Fact("log line", _log_line(match), match["source"])
    yield Fact("upload", _upload(match), match["upload"]["source"])
    if match["list"] is not None:
        yield from _list(match["list"], match["upload"]["source"])
    if match["rule"] == "8":
        yield Fact("map row", "none for this partner, user id and account at or before that time", None)
    for use in match["evidence"]:
        yield from _use(use)
    if (match["reason"] or "").removeprefix(MAPPED) == "contacts_incomplete":
        for row in unreadable:
            if row["input"] == "contacts":
                yield unreadable_fact(row)


def unreadable_fact(row: Json) -> Fact:
    """Word a row that could not be read."""
    column = f"column {row['column']}, " if row["column"] else ""
    outside = "; known to lie outside the window or in another system" if row["may_matter"] is False else ""
    return Fact(f"unreadable {row['input']} row", f"{column}{row['reason']}{outside}", row["source"])


def _log_line(match: Json) -> str:
    ended = f", a member until {day_or_instant(match['ended_at'])}" if match["ended_at"] else ""
    copies = f", in {match['copies']:,} equal lines" if match["copies"] > 1 else ""
    return f"{_named(match['names'])}{ended}{copies}"


def _named(names: Json) -> str:
    partner = f"names the partner's user id {names['partner_user_id']}" if names["partner_user_id"] else ""
    named = {
        "digest": f"names {identifier(names)}",
        "unmatchable": f"names an identifier that cannot be read, {identifier(names)}",
        "other": f"names {identifier(names)}, neither e-mail nor phone",
        None: f"names the kind {names['kind']} and no identifier" if names["kind"] else "names no identifier",
    }[names["state"]]
    if partner:
        return partner if names["state"] is None and not names["kind"] else f"{partner}, and {named}"
    return named


def _upload(match: Json) -> str:
    upload = match["upload"]
    if upload["source"] is None:
        return f"{upload['upload_id']} has no record, so that its system is unknown"
    partner = f" through partner {upload['partner_id']}" if upload["partner_id"] else ""
    when = f", uploaded {day_or_instant(upload['uploaded_at'])}" if upload["uploaded_at"] else ""
    return f"{upload['upload_id']} of advertiser {upload['advertiser_id']}{partner}, {match['system']}{when}"


def _list(listing: Json, upload: Json | None) -> Iterator[Fact]:
    declared = listing["entries_declared"]
    beside = "" if declared is None else f" of {declared:,} declared"
    others = "; some are no contact data" if listing["ever_other_kinds"] else ""
    read = f"{listing['entries_read']:,} read{beside}{others}"
    if listing["complete"]:
        yield Fact("list", "complete", upload)
    else:
        why = "; ".join(LISTS_NOT_COMPLETE[code] for code in listing["why_not"])
        yield Fact("list", f"not complete: {why}", listing["first_rejected"] or upload)
    if listing["first_entry"] is not None:
        yield Fact("list entries", f"{read}, the first here", listing["first_entry"])


def _use(use: Json) -> Iterator[Fact]:
    if use["through_map"]:
        yield Fact("map row", _map_row(use), use["source"])
    for record in use["records"]:
        label = "held then" if record["held_then"] else "not held then"
        if use["rests_on"] == "list":
            label = "held, listed" if record["listed_then"] else "held, not listed"
        yield Fact(label, f"{identifier(record)} for {holding_text(record)}", record["source"])
    if not use["records"] and use["rests_on"] in _NOTHING:
        yield Fact("held then", _NOTHING[use["rests_on"]], None)
    for entry in use["entries"]:
        label = "list entry" if entry["on_list_then"] else "entry, not then"
        said = f"{identifier(entry)}, {_listed(entry['added_at'], entry['removed_at'])}"
        yield Fact(label, said, entry["source"])


_NOTHING = {
    "identifier": "no contact record ties the named identifier to the account",
    "list": "no contact record of the account covers that time",
    "holdings": "no contact record of the account covers that time",
}


def _map_row(use: Json) -> str:
    through = f" through {identifier(use)}" if use["fingerprint"] else ""
    kind = f" through some {use['kind']}" if use["kind"] and not use["fingerprint"] else ""
    weaker = "" if use["decides"] else "; weaker than another row, so that it does not decide"
    judged = f"{use['verdict']} by rule {use['rule']}: {phrase_of(use['reason'])}"
    return f"made {day_or_instant(use['used_at'])}{through}{kind}; {judged}{weaker}"
