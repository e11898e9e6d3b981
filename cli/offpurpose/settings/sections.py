"""Typed access to the tables of a TOML file that gathers every problem instead of stopping at the first."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches

from offpurpose.identifiers.masking import mask_value
from offpurpose.settings.instants import as_local, local_to_utc

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (str, "a string"),
    (int, "an integer"),
    (float, "a float"),
    (list, "a list"),
    (dict, "a table"),
    (datetime, "a date and time"),
    (date, "a date"),
)


def quoted(value: str) -> str:
    """Return the text as a message can show it: in quotes, masked where it looks like an identifier."""
    return json.dumps(mask_value(value), ensure_ascii=False)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is spelt most like `name`, if one is near enough."""
    by_lower = {candidate.lower(): candidate for candidate in sorted(known, reverse=True)}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: the nearest known one, else all of them."""
    candidates = list(known)
    near = nearest(name, candidates)
    return f"did you mean {near}?" if near else f"known are {', '.join(candidates)}"


def _type_name(value: object) -> str:
    return next((name for kind, name in _TYPE_NAMES if isinstance(value, kind)), "a time")


class Problems:
    """Everything found wrong with a file so far, each with its key path."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, key_path: str, message: str) -> None:
        """Note that the value at `key_path` is wrong, and how."""
        self.lines.append(f"{key_path}: {message}")


class Section:
    """One table of the file; a value that is missing or wrong is noted, and a harmless one returned."""

    def __init__(
        self,
        values: Mapping[str, object],
        known: Iterable[str],
        problems: Problems,
        path: str = "",
        unknown: str = "unknown key",
    ) -> None:
        self._values = values
        self._problems = problems
        self._path = path
        self._note_unknown(tuple(known), unknown)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def problem(self, key: str, message: str) -> None:
        """Note that the value of `key` is wrong, and how."""
        self._problems.add(self._key_path(key), message)

    def section(
        self, key: str, known: Iterable[str], *, required: bool = False, unknown: str = "unknown key"
    ) -> Section | None:
        """Return the table at `key`, or None where there is none; `unknown` words a key not `known`."""
        if key not in self._values:
            if required:
                self.problem(key, "missing section")
            return None
        value = self._values[key]
        if not isinstance(value, dict):
            self.problem(key, f"must be a table, is {_type_name(value)}")
            return None
        return Section(value, known, self._problems, self._key_path(key), unknown)

    def sections(self, key: str, known: Iterable[str]) -> list[Section]:
        """Return the tables of the array of tables at `key`, none where there is none."""
        places = enumerate(self.items(key))
        tables = [(f"{key}[{place}]", item) for place, item in places]
        for path, item in tables:
            if not isinstance(item, dict):
                self.problem(path, f"must be a table, is {_type_name(item)}")
        names = tuple(known)
        return [
            Section(item, names, self._problems, self._key_path(path))
            for path, item in tables
            if isinstance(item, dict)
        ]

    def tables(self, key: str, known: Iterable[str]) -> list[tuple[str, Section]]:
        """Return the tables of the table at `key`, by name, none where there is none."""
        names = self._values.get(key)
        section = self.section(key, names if isinstance(names, dict) else ())
        if section is None or not isinstance(names, dict):
            return []
        found = [(name, section.section(name, known)) for name in names]
        return [(name, table) for name, table in found if table is not None]

    def texts_or_tables(
        self, key: str, known: Iterable[str], *, if_empty: str
    ) -> list[tuple[str, str | Section]]:
        """Return the items of the list at `key`, texts or tables, each with its key; or its one text."""
        value = self._values.get(key)
        items = [value] if isinstance(value, str) else self.items(key)
        if value == []:
            self.problem(key, if_empty)
        names = tuple(known)
        found: list[tuple[str, str | Section]] = []
        for place, item in enumerate(items):
            path = key if isinstance(value, str) else f"{key}[{place}]"
            if isinstance(item, dict):
                found.append((path, Section(item, names, self._problems, self._key_path(path))))
            elif (text := self._checked_text(path, item)) is not None:
                found.append((path, text))
        return found

    def items(self, key: str, *, required: bool = False) -> list[object]:
        """Return the list at `key`, whatever is in it, empty where there is none."""
        value = self._value(key, required=required)
        if value is None or isinstance(value, list):
            return value or []
        self.problem(key, f"must be a list, is {_type_name(value)}")
        return []

    def text(self, key: str, *, required: bool = False, blank: bool = False) -> str | None:
        """Return the text at `key`, which must not be blank unless `blank`."""
        value = self._value(key, required=required)
        return None if value is None else self._checked_text(key, value, blank=blank)

    def texts(
        self,
        key: str,
        *,
        required: bool = False,
        one: bool = False,
        if_empty: str | None = None,
        fold: Callable[[str], str] = str,
    ) -> tuple[str, ...]:
        """Return the list of distinct texts at `key`, each folded; with `one`, also a single text.

        With `if_empty`, an empty list is wrong, for that reason.
        """
        value = self._value(key, required=required)
        if value is None:
            return ()
        if one and isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            expected = "a string or a list of strings" if one else "a list of strings"
            self.problem(key, f"must be {expected}, is {_type_name(value)}")
            return ()
        if if_empty and not value:
            self.problem(key, if_empty)
        checked = [self._checked_text(f"{key}[{place}]", item) for place, item in enumerate(value)]
        good = [fold(item) for item in checked if item is not None]
        self._note_repeated(key, good)
        return tuple(dict.fromkeys(good))

    def known_texts(
        self, key: str, known: tuple[str, ...], *, noun: str, required: bool = False
    ) -> tuple[str, ...]:
        """Return the list of distinct texts at `key`, each of which must be known as a `noun`."""
        given = self.texts(key, required=required, if_empty=f"names no {noun}, known are {', '.join(known)}")
        for name in given:
            if name not in known:
                self.problem(key, f"{quoted(name)} is no known {noun}, {did_you_mean(name, known)}")
        return given

    def choice(self, key: str, options: tuple[str, ...], default: str | None = None) -> str:
        """Return the text at `key`, which must be one of the options; without a default it is required."""
        value = self.text(key, required=default is None)
        if value is None:
            return default or options[0]
        if value not in options:
            self.problem(key, f"{quoted(value)} is not one of {', '.join(options)}")
            return options[0]
        return value

    def day(self, key: str) -> date | None:
        """Return the day at `key`."""
        value = self._values.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.problem(key, f"must be a date, is {_type_name(value)}")
        return None

    def instant(self, key: str, timezone: str | None, *, required: bool = False) -> datetime | None:
        """Return the instant at `key` in UTC; a local date or time is read in `timezone`."""
        value = self._value(key, required=required)
        if value is None:
            return None
        if not isinstance(value, date):
            unquote = " (write it without quotes)" if isinstance(value, str) else ""
            self.problem(key, f"must be a date, or a date and time, is {_type_name(value)}{unquote}")
            return None
        try:
            return self._utc(key, as_local(value), timezone)
        except OverflowError:
            self.problem(key, "is outside the years 1 to 9999 in UTC")
            return None

    def _utc(self, key: str, value: datetime, timezone: str | None) -> datetime | None:
        if value.tzinfo is not None:
            return value.astimezone(UTC)
        if timezone is None:
            self.problem(key, "has no offset, and no valid incident.timezone says how to read it")
            return None
        return local_to_utc(value, timezone)

    def _key_path(self, key: str) -> str:
        # A place in a list is put on by this module, and is no part of the key.
        bare, bracket, place = key.partition("[") if key not in self._values else (key, "", "")
        name = bare if _BARE_KEY.fullmatch(bare) else quoted(bare)
        return f"{self._path}.{name}{bracket}{place}" if self._path else f"{name}{bracket}{place}"

    def _value(self, key: str, *, required: bool) -> object:
        if required and key not in self._values:
            self.problem(key, "missing")
        return self._values.get(key)

    def _checked_text(self, key: str, value: object, *, blank: bool = False) -> str | None:
        if not isinstance(value, str):
            self.problem(key, f"must be a string, is {_type_name(value)}")
            return None
        if not (blank or value.strip()):
            self.problem(key, "is empty")
            return None
        return value

    def _note_repeated(self, key: str, items: list[str]) -> None:
        for item in dict.fromkeys(item for item in items if items.count(item) > 1):
            self.problem(key, f"{quoted(item)} is listed {items.count(item)} times")

    def _note_unknown(self, known: tuple[str, ...], unknown: str) -> None:
        for key in self._values:
            if key not in known:
                self.problem(key, f"{unknown}, {did_you_mean(key, known)}")
