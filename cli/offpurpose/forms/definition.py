"""What a form asks for: read from the data files in `definitions/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from offpurpose.errors import UsageFaultError

FormName = Literal["gdpr-33", "ico", "eu-611", "us-state"]
FORMS: tuple[FormName, ...] = get_args(FormName)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks for.

    fill: names of the answers that a case gives to it; see `answers`.
    people: what only people can write of it, as keys of the narrative; empty where the case says it all.
    unwritten: whether people must write something for which the narrative has no key.
    """

    id: str
    asks: str
    cites: str
    fill: tuple[str, ...]
    people: tuple[str, ...]
    unwritten: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A form: its fields in order, where they stand written, and the hours that it leaves after discovery.

    authorities: the groups of authorities that it goes to; see `authorities`.
    """

    name: FormName
    title: str
    sources: tuple[str, ...]
    hours: int | None
    hours_cite: str | None
    authorities: tuple[str, ...]
    fields: tuple[Field, ...]


def definition_of(name: str) -> Definition:
    """Return the form of that name.

    Raises:
        UsageFaultError: when there is none.
    """
    for known in FORMS:
        if known == name:
            return _read(known)
    raise UsageFaultError(f"there is no form {name}", hint=f"there are: {', '.join(FORMS)}")


@cache
def _read(name: FormName) -> Definition:
    text = (files("offpurpose.forms") / "definitions" / f"{name}.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    return Definition(
        name=name,
        title=content["title"],
        sources=tuple(content["sources"]),
        hours=content.get("hours"),
        hours_cite=content.get("hours_cite"),
        authorities=tuple(content["authorities"]),
        fields=tuple(_field(each) for each in content["field"]),
    )


def _field(content: dict[str, object]) -> Field:
    people = content.get("people", [])
    keys = people if isinstance(people, list) else []
    fill = content.get("fill", [])
    return Field(
        id=str(content["id"]),
        asks=str(content["asks"]),
        cites=str(content["cites"]),
        fill=tuple(fill) if isinstance(fill, list) else (),
        people=tuple(keys),
        unwritten=people is True,
    )
