"""Reading an incident file: TOML -> Incident, or one error that lists everything wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast, get_args

from offpurpose.incident.matching import read_matching
from offpurpose.incident.model import (
    Incident,
    InputSpec,
    Purposes,
    Timestamps,
    Window,
    WindowRule,
)
from offpurpose.inputs.contract import INPUTS, InputContract
from offpurpose.settings.files import fault, parse, read_text
from offpurpose.settings.instants import timezone_names
from offpurpose.settings.sections import Problems, Section, nearest, quoted

_SECTIONS = ("incident", "window", "purposes", "matching", "inputs")
_INCIDENT_KEYS = ("title", "reference", "systems", "timezone", "discovered_at")
_WINDOW_KEYS = ("start", "end", "rule", "basis")
_PURPOSE_KEYS = ("security", "permitted")
_INPUT_KEYS = ("path", "columns", "timestamps", "encoding", "delimiter")


def load_incident(path: Path) -> Incident:
    """Return the incident that the file at `path` states.

    Raises IncidentFileError, which lists everything wrong with the file, each with its key path.
    """
    return incident_of(path, read_text(path, hint="`offpurpose init` writes an incident file to start from"))


def incident_of(path: Path, text: str) -> Incident:
    """Return the incident that a text states, as if it were the file at `path`; as `load_incident`."""
    problems = Problems()
    root = Section(parse(path, text), _SECTIONS, problems)
    incident = _incident(path.resolve(), text, root)
    if problems.lines:
        raise fault(
            path,
            problems.lines,
            hint="every key is described in the data contract (docs/data-contract.md)",
        )
    return incident


def _incident(path: Path, text: str, root: Section) -> Incident:
    about = root.section("incident", _INCIDENT_KEYS, required=True)
    timezone = _timezone(about) if about else None
    return Incident(
        path=path,
        text=text,
        title=(about and about.text("title", required=True)) or "",
        reference=(about and about.text("reference")) or "",
        systems=_systems(about) if about else (),
        timezone=timezone,
        discovered_at=about.instant("discovered_at", timezone) if about else None,
        window=_window(root, timezone),
        purposes=_purposes(root),
        matching=read_matching(root, path.parent, timezone),
        inputs=_inputs(root),
    )


def _timezone(about: Section) -> str | None:
    name = about.text("timezone")
    if name is None or name in timezone_names():
        return name
    near = nearest(name, timezone_names())
    advice = f"did you mean {near}?" if near else "such as America/New_York or UTC"
    about.problem("timezone", f"{quoted(name)} is no timezone, {advice}")
    return None


def _systems(about: Section) -> tuple[str, ...]:
    return about.texts(
        "systems",
        required=True,
        if_empty="names no system, so only matches of unknown uploads would be judged",
    )


def _window(root: Section, timezone: str | None) -> Window:
    section = root.section("window", _WINDOW_KEYS, required=True)
    if section is None:
        return Window(None, datetime.max.replace(tzinfo=UTC), "matched", None)
    start = section.instant("start", timezone)
    end = section.instant("end", timezone, required=True)
    if start and end and end <= start:
        section.problem("end", f"{_shown(end)} is not after window.start {_shown(start)}")
    rule = section.choice("rule", get_args(WindowRule), default="matched")
    never = datetime.max.replace(tzinfo=UTC)
    return Window(start, end or never, cast("WindowRule", rule), section.text("basis"))


def _shown(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _purposes(root: Section) -> Purposes:
    section = root.section("purposes", _PURPOSE_KEYS, required=True)
    if section is None:
        return Purposes((), ())
    security = section.texts(
        "security", required=True, if_empty="names no purpose, so nobody could be affected"
    )
    permitted = section.texts("permitted", required=True)
    for purpose in security:
        if purpose in permitted:
            section.problem("permitted", f"{quoted(purpose)} is in purposes.security too")
    return Purposes(security, permitted)


def _inputs(root: Section) -> dict[str, InputSpec]:
    section = root.section("inputs", INPUTS, required=True)
    if section is None:
        return {}
    given = {name: _input(section, contract) for name, contract in INPUTS.items()}
    return {name: spec for name, spec in given.items() if spec is not None}


def _input(inputs: Section, contract: InputContract) -> InputSpec | None:
    section = inputs.section(contract.name, _INPUT_KEYS, required=contract.required)
    if section is None:
        return None
    timestamps = section.choice("timestamps", get_args(Timestamps), default="iso")
    return InputSpec(
        name=contract.name,
        paths=section.texts("path", required=True, one=True, if_empty="names no file"),
        columns=_columns(section, contract),
        timestamps=cast("Timestamps", timestamps),
        encoding=_encoding(section),
        delimiter=_delimiter(section),
    )


def _columns(section: Section, contract: InputContract) -> dict[str, str]:
    mapping = section.section(
        "columns", contract.column_names, unknown=f"no canonical column of {contract.name}"
    )
    if mapping is None:
        return {}
    expressions = {name: mapping.text(name) for name in contract.column_names if name in mapping}
    return {name: expression for name, expression in expressions.items() if expression is not None}


def _encoding(section: Section) -> str | None:
    name = section.text("encoding")
    try:
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        section.problem("encoding", f"{quoted(name or '')} is no known text encoding")
    return name


def _delimiter(section: Section) -> str | None:
    value = section.text("delimiter", blank=True)  # a tab is blank, and a delimiter all the same
    if value is not None and not (len(value) == 1 and value.isascii() and value not in '"\r\n'):
        section.problem("delimiter", f"{quoted(value)} is not one ASCII character that can part cells")
    return value
