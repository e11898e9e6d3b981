"""Reading a rule pack: TOML -> RulePack, or one error that lists everything wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast, get_args

from offpurpose.errors import IncidentFileError
from offpurpose.identifiers.packs.model import STATED, Kind, RulePack, Step, Vector
from offpurpose.identifiers.packs.steps import read_steps
from offpurpose.identifiers.packs.vocabulary import ENCODINGS
from offpurpose.settings.files import fault, parse, read_text
from offpurpose.settings.sections import Problems, Section, did_you_mean, quoted

ALGORITHMS = ("sha256", "sha1", "md5", "sha512")

_FOLDER = Path(__file__).parent
_SUFFIX = ".toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HINT = "every key of a rule pack is described in docs/matching-rules.md"
_KEYS = ("name", "title", "platform", "sources", "dated", "notes", "digest", "email", "phone", "vector")
_VECTOR_KEYS = ("kind", "given", "region", "normal", "digest", "refused", "source")


def pack_names() -> tuple[str, ...]:
    """Return the names of the packs that come with the tool."""
    return tuple(sorted(path.stem for path in _FOLDER.glob(f"*{_SUFFIX}")))


def load_pack(name: str, *, folder: Path | None = None) -> RulePack:
    """Return a pack by its name, or by the path of its file, which ends in `.toml`.

    A path is relative to `folder`. Raises IncidentFileError, which lists everything wrong with the file.
    """
    if name.endswith(_SUFFIX):
        return _read(Path(folder or "", name))
    if name not in pack_names():
        raise IncidentFileError(
            f"{quoted(name)} is no rule pack, {did_you_mean(name, pack_names())}",
            hint="`offpurpose digest --list-rules` lists the packs; a file of your own ends in .toml",
        )
    return _read(_FOLDER / f"{name}{_SUFFIX}")


def _read(path: Path) -> RulePack:
    text = read_text(path, hint=_HINT)
    problems = Problems()
    pack = _pack(Section(parse(path, text), _KEYS, problems), text)
    if problems.lines:
        raise fault(path, problems.lines, hint=_HINT)
    return pack


def _pack(root: Section, text: str) -> RulePack:
    algorithms, encodings = _digest(root)
    if "email" not in root and "phone" not in root:
        root.problem("email", "neither e-mail nor phone has steps, so the pack takes nothing")
    return RulePack(
        name=_name(root),
        title=root.text("title", required=True) or "",
        algorithms=algorithms,
        email=_steps(root, "email"),
        phone=_steps(root, "phone"),
        encodings=encodings,
        platform=root.text("platform") or "",
        sources=root.texts("sources"),
        dated=root.day("dated"),
        notes=root.text("notes") or "",
        vectors=tuple(_vector(each) for each in root.sections("vector", _VECTOR_KEYS)),
        text=text,
    )


def _name(root: Section) -> str:
    name = root.text("name", required=True)
    if name is not None and not _NAME.fullmatch(name):
        root.problem("name", f"{quoted(name)} is not of a-z, 0-9, _ and - alone")
    if name == STATED:
        root.problem("name", f"{quoted(name)} stands for the rules that an incident file states itself")
    return name or ""


def _digest(root: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    section = root.section("digest", ("algorithms", "encodings"), required=True)
    if section is None:
        return (), ()
    algorithms = section.known_texts("algorithms", ALGORITHMS, noun="algorithm", required=True)
    return algorithms, section.known_texts("encodings", ENCODINGS, noun="encoding") or ENCODINGS[:1]


def _steps(root: Section, kind: Kind) -> tuple[Step, ...] | None:
    section = root.section(kind, ("steps",))
    return None if section is None else read_steps(section, kind)


def _vector(section: Section) -> Vector:
    kind = section.choice("kind", get_args(Kind))
    made = section.text("normal"), section.text("digest")
    refused = section.text("refused")
    if (refused is not None and any(made)) or (refused is None and not any(made)):
        section.problem("refused", "either this, or a normal form or digest")
    return Vector(
        kind=cast("Kind", kind),
        given=section.text("given", required=True, blank=True) or "",
        region=section.text("region"),
        normal=made[0],
        digest=made[1],
        refused=refused,
        source=section.text("source"),
    )
