"""The keys of keyed digests: where they are, and their bytes, which are shown and written nowhere."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from offpurpose.errors import IncidentFileError
from offpurpose.incident.model import KeyEncoding, KeyPlace, Matching
from offpurpose.settings.sections import Section, quoted

_PLACE_KEYS = ("env", "file", "encoding")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its id, by which uploads and partner maps name it, and its bytes."""

    key_id: str
    secret: bytes = field(repr=False)


def read_key_places(matching: Section, folder: Path) -> tuple[KeyPlace, ...]:
    """Return where the section `matching.keys` says that each key is; what is wrong with it is noted."""
    places = (_place(section, key_id, folder) for key_id, section in matching.tables("keys", _PLACE_KEYS))
    return tuple(place for place in places if place is not None)


def _place(section: Section, key_id: str, folder: Path) -> KeyPlace | None:
    variable, file = section.text("env"), section.text("file")
    encoding = cast("KeyEncoding", section.choice("encoding", get_args(KeyEncoding), default="text"))
    if (variable is None) == (file is None):
        section.problem("env", "name either this or a file: the key itself has no place in an incident file")
        return None
    if variable is not None and not _VARIABLE.fullmatch(variable):
        section.problem("env", "is no name of an environment variable")
        return None
    if file is not None and _is_within(folder / file, folder):
        section.problem("file", f"{quoted(file)} is in the folder of the incident, which others are handed")
    return KeyPlace(key_id, variable, file, encoding)


def _is_within(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def keys_at_hand(matching: Matching, folder: Path) -> tuple[Key, ...]:
    """Return the keys that are there; one that is not there is left out.

    Raises one IncidentFileError that tells of every key that is there and cannot be read.
    """
    found, problems = [], []
    for place in matching.keys:
        try:
            text = _text(place, folder)
            if text is not None:
                found.append(Key(place.key_id, _decoded(text, place.encoding)))
        except (OSError, ValueError) as error:
            # What the key is must not be in a message, so nothing of the error is but its sort.
            problems.append(f"{quoted(place.key_id)} ({place_shown(place)}): {_why(error)}")
    if problems:
        raise IncidentFileError("keys that cannot be read: " + "; ".join(problems)) from None
    return tuple(found)


def place_shown(place: KeyPlace) -> str:
    """Say where a key is looked for."""
    return f"environment variable {place.env}" if place.env else f"file {quoted(place.file or '')}"


def _text(place: KeyPlace, folder: Path) -> bytes | None:
    if place.env is not None:
        given = os.environb.get(place.env.encode()) if os.supports_bytes_environ else _variable(place.env)
        return given or None
    try:
        return (folder / (place.file or "")).read_bytes().removesuffix(b"\n").removesuffix(b"\r")
    except FileNotFoundError:
        return None


def _variable(name: str) -> bytes | None:
    value = os.environ.get(name)
    return None if value is None else value.encode()


def _decoded(text: bytes, encoding: KeyEncoding) -> bytes:
    match encoding:
        case "hex":
            secret = bytes.fromhex(text.decode("ascii"))
        case "base64":
            secret = base64.b64decode(text, validate=True)
        case "text":
            secret = text
    if not secret:
        raise ValueError
    return secret


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "is empty, or not of the encoding that the incident file says"
