"""A filled-in form: for every field its value, in words and as JSON, where that is from, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

# Each of these modules registers its answers.
from offpurpose.forms import counts as _counts  # noqa: F401
from offpurpose.forms import dates as _dates  # noqa: F401
from offpurpose.forms import places as _places  # noqa: F401
from offpurpose.forms.answers import Answer, answer
from offpurpose.forms.authorities import Authority, authorities_of, country_of
from offpurpose.forms.definition import Definition, Field, definition_of
from offpurpose.forms.facts import Facts, instant
from offpurpose.report.figures import Figures
from offpurpose.report.narrative import Narrative

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FilledField:
    """One field of a sheet.

    answers: what the case says to it.
    words: what people wrote, by the key of the narrative.
    open: what people have still to write: keys of the narrative, or the field itself.
    """

    field: Field
    answers: tuple[Answer, ...]
    words: dict[str, str]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form, filled in as far as a case and people have said it."""

    facts: Facts
    fields: tuple[FilledField, ...]
    authorities: tuple[Authority, ...]

    @property
    def form(self) -> Definition:
        """The form."""
        return self.facts.form

    @property
    def places(self) -> frozenset[str]:
        """The countries and states in which the records have accounts; `US` where any of its states does."""
        countries = {str(row["country"]) for row in self.facts.table("by_country")}
        return frozenset(countries | {country_of(country) for country in countries})

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The ids of the fields in which people have still to write something."""
        return tuple(each.field.id for each in self.fields if each.open)


def fill_form(name: str, figures: Figures, narrative: Narrative) -> Sheet:
    """Fill in a form from the figures of a case and what people wrote.

    Raises:
        UsageFaultError: when there is no such form.
    """
    form = definition_of(name)
    facts = Facts(figures, narrative, form)
    fields = tuple(_fill(facts, field) for field in form.fields)
    return Sheet(facts, fields, authorities_of(form.authorities))


def sheet_json(sheet: Sheet) -> Json:
    """Return a sheet as JSON; a count that is withheld is the word `withheld`."""
    facts, form = sheet.facts, sheet.form
    return {
        "form": form.name,
        "title": form.title,
        "asked_in": list(form.sources),
        "notification": facts.notification,
        "case_reference": facts.narrative.case_reference,
        "incident": {key: facts.summary["incident"][key] for key in ("reference", "title")},
        "discovered_at": _text(facts.discovered_at),
        "due_at": _text(facts.due_at),
        "notified_at": _text(facts.narrative.dates.notified_at),
        "suppressed_below": facts.figures.below,
        "open_fields": list(sheet.open_fields),
        "fields": [_field_json(each) for each in sheet.fields],
        "authorities": [
            {
                "place": each.place,
                "name": each.name,
                "website": each.website,
                "report_page": each.report_page,
                "source": each.source,
                "as_of": each.as_of,
            }
            for each in sheet.authorities
        ],
    }


def _fill(facts: Facts, field: Field) -> FilledField:
    answers = tuple(found for name in field.fill if (found := answer(name, facts)) is not None)
    said = {key: _words(facts, key) for key in field.people}
    missing = [key for key in field.people if said[key] is None and _is_needed(facts, key)]
    # Dates are told in the answers.
    words = {key: text for key, text in said.items() if text is not None and not key.startswith("dates.")}
    if field.unwritten:
        missing.append(field.id)
    return FilledField(field, answers, words, tuple(missing))


def _words(facts: Facts, key: str) -> str | None:
    """Return what people wrote under a key of the narrative."""
    value: object = facts.narrative
    for name in key.split("."):
        value = getattr(value, name)
    return instant(value) if isinstance(value, datetime) else None if value is None else str(value)


def _is_needed(facts: Facts, key: str) -> bool:
    """Whether a form waits for what stands under a key; some of it only sometimes."""
    match key:
        case "text.delay_reasons":
            return facts.is_late is True
        case "case_reference":
            return facts.notification == "follow-up"
        case "dates.discovered_at":
            return facts.discovered_at is None
        case "contact.role" | "contact.phone" | "contact.address":
            return False
        case _:
            return True


def _field_json(filled: FilledField) -> Json:
    return {
        "id": filled.field.id,
        "asks": filled.field.asks,
        "cites": filled.field.cites,
        "values": [
            {
                "name": each.name,
                "value": _plain(each.value),
                "text": each.text,
                "sources": list(each.sources),
                **({"rows": _rows(each)} if each.headings else {}),
            }
            for each in filled.answers
        ],
        "people_wrote": filled.words,
        "open": list(filled.open),
    }


def _rows(answer: Answer) -> list[Json]:
    keys = [heading.replace(" ", "_").replace(",", "") for heading in answer.headings]
    return [{key: _plain(value) for key, value in zip(keys, row, strict=True)} for row in answer.rows]


def _plain(value: object) -> object:
    """Return a value as JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _text(value: datetime | None) -> str | None:
    return None if value is None else instant(value)
