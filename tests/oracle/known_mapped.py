"""Known answers of rules 7 and 8: the match names a partner user id."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.evidence import Row
from tests.oracle.known_cases import (
    DAY,
    EMAIL,
    OTHER_EMAIL,
    PERMITTED,
    PERMITTED_PHONE,
    PHONE,
    SECURITY,
    SECURITY_PHONE,
    TWO_HELD,
    UNCLASSIFIED,
    UNREADABLE,
    Case,
)
from tests.oracle.making import contact, mapped, upload

BY_PARTNER = upload("u", partner_id="par")
USER: Row = {"partner_user_id": "r"}
ON_MAP = "2019-01-05T00:00:00Z"


def by_map(rule: str, kind: str, contacts: list[Row], *rows: Row) -> Case:
    """A match through a partner map."""
    return Case(rule, kind, contacts, USER, upload=BY_PARTNER, partner_map=list(rows))


def on_map(**more: str | None) -> Row:
    """A map row that counts."""
    return mapped("r", "a", more.pop("at", ON_MAP) or ON_MAP, **more)


PARTNER = [
    by_map("7:1", "device_id", [SECURITY], on_map(kind="device_id")),
    by_map("7:1b", "cookie", [SECURITY], on_map(kind="cookie")),
    by_map("7:1c", "", [SECURITY], on_map(identifier="n/a")),
    by_map("7:1d", "email", [SECURITY], on_map(identifier_hash="f" * 64, kind="email", key_id="k")),
    # A key says nothing of a raw value.
    by_map("7:2", "email", [SECURITY], on_map(identifier=EMAIL, key_id="k")),
    by_map("7:2", "email", [SECURITY], on_map(identifier=EMAIL)),
    by_map("7:2!", "email", [SECURITY, UNREADABLE], on_map(identifier=EMAIL)),
    # Judged at its own instant: the purpose was added between the map and the match.
    by_map(
        "7:2",
        "email",
        [SECURITY, contact("a", EMAIL, "profile", "2019-01-06T00:00:00Z")],
        on_map(identifier=EMAIL),
    ),
    by_map("7:3", "email", [SECURITY, PERMITTED], on_map(identifier=EMAIL)),
    by_map("7:3b", "email", [PERMITTED], on_map(identifier=EMAIL)),
    by_map("7:4", "email", [UNCLASSIFIED], on_map(identifier=EMAIL)),
    by_map(
        "7:5",
        "email",
        [contact("a", EMAIL, "two_factor", "2019-01-05T00:00:00.000001Z")],
        on_map(identifier=EMAIL),
    ),
    by_map("7:6", "", [SECURITY], on_map(identifier=OTHER_EMAIL)),
    by_map("7:14", "email", TWO_HELD, on_map(kind="email")),
    by_map("7:14b", "email", [SECURITY], on_map()),
    by_map("7:15", "phone", TWO_HELD, on_map(kind="phone")),
    by_map("7:14!", "email", [SECURITY, UNREADABLE], on_map(kind="email")),
    by_map("7:15!", "email", [PERMITTED, UNREADABLE], on_map()),
    by_map("7:16", "email|phone", TWO_HELD, on_map()),
    by_map("7:17", "email", [UNCLASSIFIED], on_map()),
    by_map("7:18", "", [], on_map()),
    # The strongest verdict stands, though another row has a lower number.
    by_map("7:14", "phone", [PERMITTED, SECURITY_PHONE], on_map(identifier=EMAIL), on_map(kind="phone")),
    # Of one verdict the lowest number gives the reason, and all its rows the kinds.
    by_map("7:4", "email|phone", [UNCLASSIFIED], on_map(identifier=EMAIL), on_map(kind="phone")),
    by_map("8", "", [SECURITY], mapped("other", "a", ON_MAP, identifier=EMAIL)),
    by_map("8", "", [SECURITY], mapped("r", "b", ON_MAP, identifier=EMAIL)),
    by_map("8", "", [SECURITY], on_map(at="2019-01-10T12:00:00.000001Z")),
    replace(by_map("8", "", [SECURITY], on_map(identifier=EMAIL)), upload=upload("u")),
    replace(by_map("8", "", [SECURITY], on_map(identifier=EMAIL)), upload=None),
    # Another kind beside a partner user id does not clear.
    replace(
        by_map("8", "device_id", [SECURITY], mapped("x", "a", ON_MAP)),
        says={**USER, "kind": "device_id", "identifier": "x-1"},
    ),
]

VERSIONS = [
    # Only the last day counts: the earlier, permitted row is of another version.
    by_map(
        "7:2",
        "email",
        [SECURITY, PERMITTED_PHONE],
        on_map(at="2019-01-04T23:59:59.999999Z", identifier=PHONE),
        on_map(at="2019-01-05T00:00:00Z", identifier=EMAIL),
    ),
    # Rows of the same day form one version, up to t itself.
    by_map(
        "7:2",
        "email",
        [SECURITY, PERMITTED_PHONE],
        on_map(at="2019-01-10T00:00:00Z", identifier=EMAIL),
        on_map(at=DAY, identifier=PHONE),
    ),
    # Rows of a named version count together, however far apart; never later than t.
    by_map(
        "7:3b",
        "phone",
        [SECURITY, PERMITTED_PHONE],
        on_map(at="2018-06-01", map_version="v1", identifier=PHONE),
        on_map(at="2019-01-05", map_version="v1", identifier=PHONE),
        on_map(at="2019-01-11", map_version="v1", identifier=EMAIL),
    ),
    by_map(
        "7:2",
        "email",
        [SECURITY, PERMITTED_PHONE],
        on_map(at="2018-06-01", map_version="v1", identifier=EMAIL),
        on_map(at="2019-01-05", map_version="v1", identifier=PHONE),
    ),
    # Two versions at the greatest instant count together, one named and one of the day.
    by_map(
        "7:2",
        "email",
        [SECURITY, PERMITTED_PHONE],
        on_map(at="2019-01-05T08:00:00Z", map_version="v2", identifier=PHONE),
        on_map(at="2019-01-05T08:00:00Z"),
        on_map(at="2019-01-05T02:00:00Z", identifier=EMAIL),
    ),
]

CASES = [*PARTNER, *VERSIONS]
