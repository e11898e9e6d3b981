"""What only people can write for a report: a TOML file of texts, dates and a contact."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from offpurpose.errors import OffpurposeError
from offpurpose.incident.sections import Problems, Section, did_you_mean

NOTIFICATIONS = ("initial", "follow-up")


class NarrativeError(OffpurposeError):
    """The narrative file cannot be read, or says something that it may not say."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Instants that the evidence does not hold, UTC."""

    discovered_at: datetime | None = None
    fixed_at: datetime | None = None
    notified_at: datetime | None = None
    subjects_notified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the authority may ask."""

    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Texts:
    """Paragraphs of people's own words; a blank line in one begins a new paragraph."""

    nature: str | None = None
    categories_of_people: str | None = None
    consequences: str | None = None
    measures_taken: str | None = None
    measures_planned: str | None = None
    delay_reasons: str | None = None
    remarks: str | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """All that people say themselves; None where they have not yet."""

    title: str | None = None
    prepared_by: str | None = None
    recipient: str | None = None
    notification: str | None = None
    case_reference: str | None = None
    dates: Dates = field(default_factory=Dates)
    contact: Contact = field(default_factory=Contact)
    text: Texts = field(default_factory=Texts)
    source: str | None = None
    """The text of the file itself."""


def load_narrative(path: Path) -> Narrative:
    """Read a narrative file.

    Raises:
        NarrativeError: listing everything that is wrong with it.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NarrativeError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise NarrativeError(f"{path}: is not UTF-8 (byte {error.start + 1})") from None
    return parse_narrative(source, str(path))


def parse_narrative(source: str, name: str) -> Narrative:
    """Read the text of a narrative file that goes by `name` in messages.

    Raises:
        NarrativeError: listing everything that is wrong with it.
    """
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise NarrativeError(f"{name}: is not valid TOML: {error}") from None
    problems = Problems()
    narrative = _narrative(Section(values, ("report", "dates", "contact", "text"), problems), source)
    if problems.lines:
        listed = "".join(f"\n  {line}" for line in problems.lines)
        raise NarrativeError(
            f"{name}: {len(problems.lines)} wrong{listed}", hint="every key is described in docs/report.md"
        )
    return narrative


def _narrative(root: Section, source: str) -> Narrative:
    about = _texts(root, "report", ("title", "prepared_by", "recipient", "notification", "case_reference"))
    _require_known_notification(root, about.get("notification"))
    return Narrative(
        **about,
        dates=Dates(**_instants(root)),
        contact=Contact(**_texts(root, "contact", tuple(Contact.__dataclass_fields__))),
        text=Texts(**_texts(root, "text", tuple(Texts.__dataclass_fields__))),
        source=source,
    )


def _texts(root: Section, name: str, keys: tuple[str, ...]) -> dict[str, str | None]:
    section = root.section(name, keys)
    return {key: section.text(key) for key in keys} if section else {}


def _instants(root: Section) -> dict[str, datetime | None]:
    keys = tuple(Dates.__dataclass_fields__)
    section = root.section("dates", keys)
    return {key: section.instant(key, None) for key in keys} if section else {}


def _require_known_notification(root: Section, value: str | None) -> None:
    if value is not None and value not in NOTIFICATIONS:
        root.problem("report.notification", f"{value!r} is none, {did_you_mean(value, NOTIFICATIONS)}")
