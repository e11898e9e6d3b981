"""Incidents written by hand for what the seeded ones do not meet: windows, and figures of the whole log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.oracle.evidence import Evidence, Row
from tests.oracle.instants import text_of
from tests.oracle.making import (
    DAY,
    EMAIL,
    JANUARY,
    PHONE,
    contact,
    instant,
    match,
    upload,
)

START, END = "2019-01-01T00:00:00Z", "2019-02-01T00:00:00Z"
JUST_BEFORE, BEFORE = "2018-12-31T23:59:59.999999Z", "2018-12-31T23:59:59.999998Z"
JUST_AFTER, AFTER = "2019-01-01T00:00:00.000001Z", "2019-01-01T00:00:00.000002Z"
LONG_BEFORE = "2018-11-01T00:00:00Z"
SHARED = "ab" * 32
UNREADABLE = {"identifier_hash": "abc"}


def evidence(inputs: dict[str, list[Row]], **settings: object) -> Evidence:
    """An incident of January 2019, with settings of its own."""
    return Evidence(replace(JANUARY, max_rejected=1, **settings), inputs)  # type: ignore[arg-type]


def of_accounts(matches: list[Row]) -> list[Row]:
    """A holding for security of every account that is matched."""
    names = sorted({str(row["account_id"]) for row in matches if row["account_id"]})
    return [contact(each, EMAIL, "two_factor") for each in names]


def memberships() -> Evidence:
    """`active`: memberships that end, begin or both at the start of the window, read or not."""
    ends = [BEFORE, JUST_BEFORE, START, JUST_AFTER, AFTER]
    spans: list[tuple[str, str | None]] = [(LONG_BEFORE, each) for each in ends]
    spans += [(each, each) for each in (JUST_BEFORE, START, JUST_AFTER)]
    spans += [(each, LONG_BEFORE) for each in (JUST_BEFORE, START)]
    spans += [(each, None) for each in (END, "2019-01-31T23:59:59.999999Z")]
    matches = [
        match(f"{said}{number}", "u", at, ended_at=ended, **cells)
        for number, (at, ended) in enumerate(spans)
        for said, cells in (("read", {"identifier": EMAIL}), ("unread", UNREADABLE))
    ]
    return evidence({"contacts": of_accounts(matches), "matches": matches}, rule="active")


def edges() -> Evidence:
    """`matched`: lines at the very edges of the window, and a day before and after them, read or not."""
    anchors = [instant(text) for text in (START, END)]
    shifts = [days * 86_400_000_000 + step for days in (-1, 0, 1) for step in (-1, 0, 1)]
    instants = [text_of(anchor + shift) for anchor in anchors for shift in shifts]
    matches = [
        match(f"{said}{number}", "u", at, **cells)
        for number, at in enumerate(instants)
        for said, cells in (("read", {"identifier": EMAIL}), ("unread", UNREADABLE))
    ]
    contacts = [
        contact("until the start", EMAIL, "two_factor", valid_to=START),
        contact("since the end", EMAIL, "two_factor", END),
        contact("into it", PHONE, "two_factor", valid_to=JUST_AFTER),
    ]
    return evidence({"contacts": [*of_accounts(matches), *contacts], "matches": matches})


def first_and_last_instant() -> Evidence:
    """The first and the last microsecond of the window are all that there is of their days."""
    instants = (START, "2019-01-31T23:59:59.999999Z", END, JUST_BEFORE)
    matches = [match("a", "u", at, identifier=EMAIL) for at in instants]
    return evidence({"contacts": of_accounts(matches), "matches": matches})


def at_noon() -> Evidence:
    """A window from noon to noon: its first and last day are also days outside it."""
    outside = ["2019-01-01T08:00:00Z", "2019-01-05T12:00:00Z", "2019-01-05T18:00:00Z"]
    inside = ["2019-01-03T00:00:00Z"]
    matches = [match("a", "u", at, identifier=EMAIL) for at in (*outside, *inside)]
    return evidence(
        {
            "contacts": [contact("a", EMAIL, "two_factor", at) for at in outside],
            "uploads": [upload(f"u{n}", uploaded_at=at) for n, at in enumerate((*outside, *inside))],
            "matches": matches,
        },
        window_start=instant("2019-01-01T12:00:00Z"),
        window_end=instant("2019-01-05T12:00:00Z"),
    )


def one_day() -> Evidence:
    """A window of one day; one account on a list, one match after the end, one that says when it ended."""
    return evidence(
        {
            "contacts": [
                contact("a", PHONE, "newsletter"),
                contact("b", EMAIL, "two_factor"),
                contact("c", EMAIL, "profile"),
            ],
            "uploads": [upload("u"), upload("p", partner_id="par"), upload("x", system="custom")],
            "matches": [
                match("a", "u", DAY, identifier=PHONE),
                match("c", "u", DAY, identifier=EMAIL, ended_at=END),
                match("b", "u", "2019-01-11T00:00:00Z", identifier=EMAIL),
                match("b", "x", "2019-01-20T00:00:00Z", identifier=EMAIL),
            ],
        },
        window_start=instant("2019-01-10"),
        window_end=instant("2019-01-11"),
    )


def one_day_of_membership() -> Evidence:
    """`active`: a member all through a window of one day, which a later start would leave empty."""
    matches = [
        match("a", "u", "2019-01-10T06:00:00Z", identifier=EMAIL),
        match("b", "u", DAY, identifier_hash="abc"),
        match("c", "u", LONG_BEFORE, identifier=EMAIL, ended_at=END),
    ]
    return evidence(
        {"contacts": of_accounts(matches), "matches": matches},
        rule="active",
        window_start=instant("2019-01-10"),
        window_end=instant("2019-01-11"),
    )


def little_more_than_a_day() -> Evidence:
    """A window that a later start, or an earlier end, leaves all but empty."""
    matches = [
        match(f"a{n}", "u", at, identifier=EMAIL) for n, at in enumerate((DAY, "2019-01-11T00:00:00Z"))
    ]
    return evidence(
        {"contacts": of_accounts(matches), "matches": matches},
        window_start=instant("2019-01-10"),
        window_end=instant("2019-01-11T00:00:00.000001Z"),
    )


def empty_day() -> Evidence:
    """A window of one day, of which there is no log."""
    matches = [match("a", "u", at, identifier=EMAIL) for at in (START, END)]
    return evidence(
        {"contacts": of_accounts(matches), "matches": matches},
        window_start=instant("2019-01-10"),
        window_end=instant("2019-01-11"),
    )


def nothing_in_the_window() -> Evidence:
    """No start, and a log that begins after the end, on the very last day of the window."""
    matches = [
        match("a", "u", "2019-01-31T12:00:00Z", identifier=EMAIL),
        match("a", "u", "2019-02-03T00:00:00Z", kind="email"),
    ]
    return evidence(
        {"contacts": of_accounts(matches), "matches": matches},
        window_start=None,
        window_end=instant("2019-01-31T12:00:00Z"),
    )


def since_the_beginning() -> Evidence:
    """No start, and a match within 48 hours of the beginning of time, when nothing had changed yet."""
    matches = [match("a", "u", "0001-01-02T00:00:00Z", identifier=EMAIL)]
    return evidence({"contacts": of_accounts(matches), "matches": matches}, window_start=None)


def after_the_end() -> Evidence:
    """After the end: the last of another system, the last shown one inferred, one partner that never says."""
    uploads = [upload("u"), upload("p", partner_id="par"), upload("x", system="custom")]
    at_end = "2019-02-01T00:00:00.000001Z"
    matches = [
        match("a", "u", DAY, identifier=EMAIL, ended_at=END),
        match("a", "u", DAY, identifier=EMAIL, ended_at=at_end),
        match("a", "u", "2019-01-11", identifier=EMAIL),
        match("a", "p", "2019-01-12", identifier=EMAIL),
        match("a", "u", END, identifier=EMAIL),
        match("a", "u", "2019-02-03T00:00:00Z", kind="email"),
        match("a", "u", "2019-02-04T00:00:00Z"),
        match("a", "u", "2019-02-05T00:00:00Z", kind="handle"),
        match("a", "u", "2019-02-05T06:00:00Z", kind="handle"),
        match("a", "x", "2019-02-06T00:00:00Z", identifier=EMAIL, ended_at=END),
    ]
    return evidence({"contacts": of_accounts(matches), "uploads": uploads, "matches": matches})


def only_another_system_says() -> Evidence:
    """Matches of a system out of scope say when they ended; those of the incident do not."""
    matches = [
        match("a", "u", DAY, identifier=EMAIL),
        match("a", "x", DAY, identifier=EMAIL, ended_at=END),
    ]
    uploads = [upload("u"), upload("x", system="custom")]
    return evidence({"contacts": of_accounts(matches), "uploads": uploads, "matches": matches})


def changes_of_class() -> Evidence:
    """Classes that changed 48 hours before the match, to the microsecond, and a little earlier and later."""
    changes = [
        f"2019-01-{text}Z"
        for text in (
            "08T11:59:59.999999",
            "08T12:00:00",
            "08T12:00:00.000001",
            "08T12:30:00",
            "08T11:30:00",
            "10T12:00:00",
        )
    ]
    contacts, matches = [], []
    for number, at in enumerate(changes):
        for name, cells in ((f"until{number}", {"valid_to": at}), (f"since{number}", {"valid_from": at})):
            contacts.append(contact(name, EMAIL, "two_factor"))
            purpose = "profile" if "valid_to" in cells else "account_recovery"
            contacts.append({**contact(name, EMAIL, purpose), **cells})
            matches.append(match(name, "u", DAY, identifier=EMAIL))
        contacts.append(contact(f"new{number}", EMAIL, "two_factor", at))
        matches.append(match(f"new{number}", "u", DAY, identifier=EMAIL))
    return evidence({"contacts": contacts, "matches": matches})


def gaps_and_empty_intervals() -> Evidence:
    """Identifiers held before and after the match, and holdings that contain no instant."""
    x, later = "2019-01-05T00:00:00Z", "2019-01-20T00:00:00Z"
    empty = {"valid_from": x, "valid_to": x}
    contacts: list[Row] = [
        contact("gap", EMAIL, "two_factor", valid_to=x),
        contact("gap", EMAIL, "two_factor", later),
        contact("empty beside", EMAIL, "two_factor"),
        {**contact("empty beside", EMAIL, "profile"), **empty},
        contact("empty beside two", EMAIL, "two_factor"),
        contact("empty beside two", EMAIL, "profile"),
        {**contact("empty beside two", EMAIL, "advertising"), **empty},
        {**contact("only empty", EMAIL, "two_factor"), **empty},
        {**contact("only empty", EMAIL, "profile"), **empty},
    ]
    for kind in ("email", "phone"):
        digest: Row = {"account_id": "either, empty", "kind": kind, "identifier_hash": SHARED}
        contacts.append({**digest, "purpose": "profile", **empty})
    # Held as an address first, and as a number later.
    for kind, since, until in (("email", None, x), ("phone", later, None)):
        digest = {"account_id": "either, apart", "kind": kind, "identifier_hash": SHARED}
        contacts.append({**digest, "purpose": "two_factor", "valid_from": since, "valid_to": until})
    for kind, since in (("email", later), ("phone", "2019-01-25T00:00:00Z")):
        digest = {"account_id": "either, later", "kind": kind, "identifier_hash": SHARED}
        contacts.append({**digest, "purpose": "two_factor", "valid_from": since})
    for kind, since, until in (("email", DAY, None), ("phone", None, x)):
        digest = {"account_id": "either, since then", "kind": kind, "identifier_hash": SHARED}
        contacts.append({**digest, "purpose": "newsletter", "valid_from": since, "valid_to": until})
    names = ("gap", "empty beside", "empty beside two", "only empty")
    matches = [match(each, "u", DAY, identifier=EMAIL) for each in names]
    matches += [match(each, "u", DAY, kind="email") for each in names]
    matches += [
        match(each, "u", DAY, identifier_hash=SHARED)
        for each in ("either, empty", "either, apart", "either, later", "either, since then")
    ]
    return evidence({"contacts": contacts, "matches": matches})


WINDOWS: dict[str, Callable[[], Evidence]] = {
    "memberships": memberships,
    "edges": edges,
    "first and last instant": first_and_last_instant,
    "at noon": at_noon,
    "one day": one_day,
    "one day of membership": one_day_of_membership,
    "little more than a day": little_more_than_a_day,
    "empty day": empty_day,
    "nothing in the window": nothing_in_the_window,
    "since the beginning": since_the_beginning,
    "after the end": after_the_end,
    "only another system says": only_another_system_says,
}
BESIDE_OTHERS: dict[str, Callable[[], Evidence]] = {
    "changes of class": changes_of_class,
    "gaps and empty intervals": gaps_and_empty_intervals,
}
