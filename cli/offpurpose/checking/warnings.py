"""What a responder should look at before an audit, although the audit would not stop for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from offpurpose.checking.report import CheckReport, InputFound, OrphanFound
from offpurpose.identifiers.masking import mask_value
from offpurpose.incident import Incident
from offpurpose.incident.keys import keys_at_hand, place_shown


def with_warnings(report: CheckReport, incident: Incident) -> CheckReport:
    """Return a report with warnings of what stands in it."""
    return replace(report, warnings=tuple(_warnings(report, incident)))


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """Return a number with its noun."""
    return f"1 {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


def _warnings(report: CheckReport, incident: Incident) -> Iterator[str]:
    loaded = {each.name for each in report.inputs}
    yield from _keys(incident)
    if "uploads" in loaded:
        yield from _systems(report)
    if "contacts" in loaded:
        yield from _purposes(report, incident)
    yield from (_orphans(each) for each in report.orphans if each.rows)
    yield from _gaps(report)
    for found in report.inputs:
        yield from (f"{found.name}: {told}" for told in _of_input(found, incident))


def _keys(incident: Incident) -> Iterator[str]:
    at_hand = {key.key_id for key in keys_at_hand(incident.matching, incident.folder)}
    for place in incident.matching.keys:
        if place.key_id not in at_hand:
            yield (
                f"the key {mask_value(place.key_id)} is not to be had ({place_shown(place)}):"
                " what was hashed under it cannot be compared"
            )


def _systems(report: CheckReport) -> Iterator[str]:
    for system in report.systems:
        if system.in_incident and not system.uploads:
            yield f"no upload is of the system {system.system}, which the incident is about"


def _purposes(report: CheckReport, incident: Incident) -> Iterator[str]:
    unclassified = [each for each in report.purposes if each.purpose_class == "unclassified"]
    if unclassified:
        holdings = sum(each.holdings for each in unclassified)
        which = "1 purpose is" if len(unclassified) == 1 else f"{len(unclassified):,} purposes are"
        yield (
            f"{which} in neither list of the incident file, with {counted(holdings, 'contact record')}:"
            " that moves people into the upper bound"
        )
    unused = {each.purpose for each in report.purposes if not each.holdings}
    for purpose in (*incident.purposes.security, *incident.purposes.permitted):
        if (shown := mask_value(purpose)) in unused:
            yield f"no contact record has the purpose {shown}, which the incident file lists"


def _orphans(found: OrphanFound) -> str:
    uploads, accounts = counted(found.ids, "upload"), counted(found.ids, "account")
    match found.orphan:
        case "matches_without_upload":
            of = f"of {uploads} without a record: the system is unknown, so they are judged"
            return f"{counted(found.rows, 'match', 'matches')} {of}"
        case "matches_without_contacts":
            of = f"of {accounts} without a contact record: nothing shows what was held"
            return f"{counted(found.rows, 'match', 'matches')} {of}"
        case "entries_without_upload":
            return f"{counted(found.rows, 'entry', 'entries')} of {uploads} without a record"
        case "uploads_without_entries":
            return f"{uploads} without any entry: what was on the lists was not kept"
        case _:
            partners = counted(found.ids, "partner")
            return f"{counted(found.rows, 'partner map row')} of {partners} that no upload names"


def _gaps(report: CheckReport) -> Iterator[str]:
    days = sum(gap.days for gap in report.gaps)
    if days:
        yield (
            f"the match log has nothing for {counted(days, 'day')} of the window,"
            f" in {counted(len(report.gaps), 'gap')}: what happened then cannot be known"
        )


def _of_input(found: InputFound, incident: Incident) -> Iterator[str]:
    counts = found.counts
    zoneless = sum(each.zoneless for each in found.instants)
    if not counts.read:
        yield "no rows"
    if counts.rejected:
        then = ": the accounts that they name count as incomplete" if found.name == "contacts" else ""
        yield f"{counts.rejected:,} of {counted(counts.read, 'row')} could not be read{then}"
    if counts.conflicts:
        yield f"{counted(counts.conflicts, 'id')} with records that contradict each other"
    if zoneless and incident.timezone is not None:
        yield f"{counted(zoneless, 'timestamp')} without an offset, read in {incident.timezone}"
    twice = sum(each.rows for each in found.identifiers if each.outcome == "double_hashed")
    if twice:
        yield f"{counted(twice, 'digest')} of another digest in hex: hashed twice, they match nothing"
    if counts.unmatchable:
        yield f"{counted(counts.unmatchable, 'identifier')} that the ad system could not have matched"
    if counts.intervals_empty or counts.intervals_inverted:
        yield (
            f"{counted(counts.intervals_empty, 'interval')} of no length, and {counts.intervals_inverted:,}"
            " that end before they start"
        )
