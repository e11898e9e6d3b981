"""The cells of small worlds: instants and identifiers in their many spellings, and rows that are spoiled."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from tests.oracle.columns import COLUMNS, REQUIRED
from tests.oracle.evidence import Row, Settings
from tests.oracle.identifiers import digest_under, normal_form, read_digest
from tests.oracle.instants import DAY, EPOCH, EPOCH_UNITS, HOUR, MICROSECOND, read_instant, text_of

START = 1_546_300_800_000_000  # 2019-01-01T00:00:00Z
END = START + 5 * DAY
MIDDLE = START + 2 * DAY + 12 * HOUR

ANCHORS = (MIDDLE, START, END, MIDDLE - 48 * HOUR, MIDDLE + DAY, START - DAY, END + DAY)
EDGES = (END, START, END - 1, END + 1, START - 1, START + 1, END + DAY - 1)
POOL = tuple(anchor + step for anchor in ANCHORS for step in (0, 1, -1))

BAD_INSTANTS = ("soon", "2019-02-29", "2019-01-01T24:00:00Z", " 2019-01-01", "2019-01-01T00:00:60Z", "1.5")
BAD_DIGESTS = ("abc", "e" * 63, "no digest at all", "f" * 66)
UNMATCHABLE = ("n/a", "@example.org", "ann @example.org", "12")
OTHER_KINDS = ("device_id", "handle", " Device_ID ")


class Known(NamedTuple):
    """An identifier that people hold: its kind, several spellings (the first in full), and its region."""

    kind: str
    spellings: tuple[str, ...]
    region: str | None = None


IDENTIFIERS = (
    Known("email", ("ann@example.org", " Ann@Example.org\t", "ANN@EXAMPLE.ORG")),
    Known("phone", ("+41446681800", "+41 44 668 18 00", "044 668 18 00"), "CH"),
    Known("email", ("b.ob+news@gmail.com", "B.OB+News@gmail.com", "bob@gmail.com")),
    Known("phone", ("+14155552671", "(415) 555-2671", "415.555.2671"), "US"),
)


def instant_cell(instant: int, settings: Settings, name: str) -> st.SearchStrategy[str]:
    """An instant in one of its spellings."""
    mode = settings.timestamps.get(name, "iso")
    if mode in EPOCH_UNITS:
        return st.just(str(instant // EPOCH_UNITS[mode]))
    when = EPOCH + instant * MICROSECOND
    local = when.astimezone(ZoneInfo(settings.timezone or "UTC")).replace(tzinfo=None)
    east = (when + timedelta(hours=5, minutes=30)).replace(tzinfo=None)
    spellings = [
        text_of(instant),
        text_of(instant).replace("T", " ").replace("Z", "+00"),
        f"{east.isoformat()}+05:30",
        f"{east.isoformat()}+0530",
        local.isoformat(),
        text_of(instant).replace("Z", "999Z"),
    ]
    midnight = local.time().isoformat() == "00:00:00"
    return st.sampled_from([*spellings, local.date().isoformat()] if midnight else spellings)


def spelled_digest(digest: bytes) -> st.SearchStrategy[str]:
    """A digest in one of its spellings."""
    standard = base64.b64encode(digest).decode()
    url_safe = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return st.sampled_from((digest.hex(), digest.hex().upper(), standard, url_safe))


def digests_of(known: Known, settings: Settings) -> st.SearchStrategy[str]:
    """The digest of an identifier under one of the listed algorithms."""
    normal = normal_form(known.spellings[0], known.kind, known.region, settings)
    assert normal is not None, known
    under = st.sampled_from(settings.hash)
    return under.flatmap(lambda algorithm: spelled_digest(digest_under(algorithm, normal)))


@st.composite
def identifier_cells(draw: st.DrawFn, known: Known, settings: Settings, *, kind_given: bool) -> Row:
    """An identifier raw, as a digest, or both; with its kind, or without where that may be."""
    row: Row = {"kind": None, "identifier": None, "identifier_hash": None, "region": None}
    sort = draw(st.integers(0, 9))
    if kind_given or draw(st.booleans()):
        row["kind"] = "E-mail " if sort == 8 and known.kind == "email" else known.kind
    if sort < 5 or sort == 9:
        row["identifier"] = draw(st.sampled_from(known.spellings))
        row["region"] = draw(st.sampled_from((known.region, f" {known.region or 'xx'} ".lower(), None)))
    if sort >= 5:
        row["identifier_hash"] = draw(digests_of(known, settings))
    if sort == 7:
        row["identifier"] = row.pop("identifier_hash")
    if sort == 6 and draw(st.integers(0, 3)) == 3:
        row["kind"] = "phone" if known.kind == "email" else "email"
    return row


@st.composite
def unmatchable_cells(draw: st.DrawFn, *, kind_given: bool) -> Row:
    """A value that the ad system could not have normalised."""
    value = draw(st.sampled_from(UNMATCHABLE))
    kind = "email" if "@" in value or draw(st.booleans()) else "phone"
    return {"identifier": value, "kind": kind if kind_given or draw(st.booleans()) else None}


@st.composite
def other_kind_cells(draw: st.DrawFn) -> Row:
    """A value that is no contact data, raw or hashed."""
    kind, value = draw(st.sampled_from(OTHER_KINDS)), draw(st.sampled_from(("x-1", "ann@example.org")))
    if draw(st.integers(0, 3)) == 3:
        return {"kind": kind, "identifier_hash": "ab" * 32}
    return {"kind": kind, "identifier": value}


@st.composite
def spoiled(draw: st.DrawFn, name: str, row: Row, settings: Settings) -> Row:
    """The row with a fault in one of its cells."""
    columns = COLUMNS[name]
    faults: list[tuple[str, tuple[str | None, ...]]] = [(column, (None,)) for column in REQUIRED[name]]
    faults += [(column, BAD_INSTANTS) for column, kind in columns.items() if kind == "instant"]
    faults += [(column, ("x", "1.5", "")) for column, kind in columns.items() if kind == "integer"]
    faults += [(column, ("closed",)) for column, kind in columns.items() if kind == "status"]
    faults += [(column, ("fax",)) for column, kind in columns.items() if kind == "contact_kind"]
    if "identifier_hash" in columns:
        nothing = digest_under(settings.hash[0], "").hex()
        not_listed = "d" * (128 if "sha512" not in settings.hash else 32)
        bad = (*BAD_DIGESTS, nothing, not_listed)
        faults += [("identifier_hash", bad), ("identifier_hash", bad), ("identifier", (not_listed, nothing))]
    column, texts = draw(st.sampled_from(faults))
    text = draw(st.sampled_from(texts)) or None
    return {**row, column: text}


def respelled(name: str, row: Row, settings: Settings) -> Row:
    """The same row with its instants, digests and kind written in another way."""
    types, mode = COLUMNS[name], settings.timestamps.get(name, "iso")
    return {column: respelled_cell(types[column], text, mode, settings) for column, text in row.items()}


def respelled_cell(kind: str, text: str | None, mode: str, settings: Settings) -> str | None:
    """One cell in another way, where there is one."""
    if text is None:
        return None
    if kind == "instant" and mode == "iso":
        instant = read_instant(text, mode, settings.timezone)
        return text if instant is None else text_of(instant)
    if kind == "hash":
        digest = read_digest(text)
        return text if digest is None else digest.hex()
    return text.upper() if kind in ("kind", "contact_kind") else text
