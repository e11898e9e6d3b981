"""What only people can write for a report: a TOML file of texts, dates and a contact."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path

from offpurpose.settings.files import fault, parse, read_text
from offpurpose.settings.sections import Problems, Section, did_you_mean, quoted

NOTIFICATIONS = ("initial", "follow-up")

_ABOUT = ("title", "prepared_by", "recipient", "notification", "case_reference")
_SECTIONS = ("report", "dates", "contact", "text")


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
        IncidentFileError: listing everything that is wrong with it.
    """
    return parse_narrative(read_text(path), path)


def parse_narrative(source: str, path: Path) -> Narrative:
    """Read the text of a narrative file, which goes by its path in messages.

    Raises:
        IncidentFileError: listing everything that is wrong with it.
    """
    problems = Problems()
    narrative = _narrative(Section(parse(path, source), _SECTIONS, problems), source)
    if problems.lines:
        raise fault(path, problems.lines, hint="every key is described in docs/report.md")
    return narrative


def _narrative(root: Section, source: str) -> Narrative:
    about = root.section("report", _ABOUT)
    dates = root.section("dates", _names(Dates))
    return Narrative(
        **{key: about.text(key) for key in _ABOUT if key != "notification"} if about else {},
        notification=_notification(about) if about else None,
        dates=Dates(**{key: dates.instant(key, None) for key in _names(Dates)}) if dates else Dates(),
        contact=Contact(**_texts(root, "contact", _names(Contact))),
        text=Texts(**_texts(root, "text", _names(Texts))),
        source=source,
    )


def _names(part: type[Dates | Contact | Texts]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(part))


def _texts(root: Section, name: str, keys: tuple[str, ...]) -> dict[str, str | None]:
    section = root.section(name, keys)
    return {key: section.text(key) for key in keys} if section else {}


def _notification(about: Section) -> str | None:
    value = about.text("notification")
    if value is not None and value not in NOTIFICATIONS:
        about.problem("notification", f"{quoted(value)} is none, {did_you_mean(value, NOTIFICATIONS)}")
    return value
