"""What the values in the files tell of the case: purposes, systems, hashes, and what they leave open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast, get_args

from offpurpose.identifiers.masking import mask_value
from offpurpose.incident.model import HASH_ALGORITHMS, Timestamps
from offpurpose.inputs.contract import CONTACT_KINDS, INPUTS
from offpurpose.starting.mapping import hex_algorithm, is_kind_word
from offpurpose.starting.sample import ColumnSample
from offpurpose.starting.timestamps import NANOSECONDS, Writing, writing_of

Sources = dict[str, ColumnSample]

_KINDS_NAMED = 20
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_BASE64_LENGTHS = {22: "md5", 27: "sha1", 43: "sha256", 86: "sha512"}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the values tell, purposes masked; `doubts` are by section of the incident file."""

    purposes: tuple[str, ...]
    systems: tuple[str, ...]
    hashes: tuple[str, ...]
    doubts: dict[str, list[str]]


def findings_of(inputs: dict[str, Sources]) -> Findings:
    """Return what the sampled values of the inputs tell of the case."""
    hashes = _hashes(inputs)
    doubts = {
        "incident": [*_zone_doubts(inputs), *_system_doubts(inputs)],
        "purposes": ["the class of any purpose: nothing is guessed from a name"],
        "matching": [
            "how the ad system normalised e-mail addresses and phone numbers",
            *([] if hashes else ["which hash the ad system used"]),
            *_hash_doubts(inputs),
            *_region_doubts(inputs),
            *_kind_doubts(inputs),
        ],
        **{name: [*_contact_kind_doubts(name, sources)] for name, sources in inputs.items()},
    }
    for name, sources in inputs.items():
        doubts[name] += _lost_digits(name, sources)
    return Findings(
        purposes=tuple(
            sorted(mask_value(value) for value in _distinct([inputs.get("contacts", {})], "purpose"))
        ),
        systems=_systems(inputs.get("uploads")),
        hashes=hashes or ("sha256",),
        doubts=doubts,
    )


def timestamps_of(name: str, sources: Sources) -> tuple[Timestamps, list[str]]:
    """Return how the timestamps of an input are written, and what could not be told of them."""
    writings = {column: writing.form for column, writing in _writings(name, sources).items() if writing.form}
    forms = set(writings.values())
    if len(forms) > 1:
        listed = ", ".join(f"{column} looks like {form}" for column, form in writings.items())
        return "iso", [
            f"how to read the timestamps: {listed}; one input has one kind, so map the others to it"
        ]
    form = forms.pop() if forms else "iso"
    if form in get_args(Timestamps):
        return cast("Timestamps", form), []
    listed = ", ".join(writings)
    if form == NANOSECONDS:
        return "epoch_us", [f"how to read {listed}: they look like nanoseconds; map them as `COLUMN // 1000`"]
    return "iso", [f"how to read {listed}: neither ISO 8601 nor an epoch"]


def _writings(name: str, sources: Sources) -> dict[str, Writing]:
    instants = [column.name for column in INPUTS[name].columns if column.type == "instant"]
    seen = {column: writing_of(sources[column]) for column in instants if column in sources}
    return {column: writing for column, writing in seen.items() if writing is not None}


def _zone_doubts(inputs: dict[str, Sources]) -> Iterator[str]:
    zoneless = [
        f"{name}.{column}"
        for name, sources in inputs.items()
        for column, writing in _writings(name, sources).items()
        if writing.zoneless
    ]
    if zoneless:
        yield f"the timezone of {', '.join(zoneless)}: they have no offset, and without one the audit stops"


def _system_doubts(inputs: dict[str, Sources]) -> Iterator[str]:
    yield "which systems the fault touched" + ("" if "uploads" in inputs else ", nor which there are")


def _systems(uploads: Sources | None) -> tuple[str, ...]:
    if uploads is None:
        return ("tailored", "partner")
    given = sorted(_distinct([uploads], "system"))
    return tuple(given) or (("tailored", "partner") if "partner_id" in uploads else ("tailored",))


def _hashes(inputs: dict[str, Sources]) -> tuple[str, ...]:
    found = {_algorithm(value) for value in _distinct(inputs.values(), "identifier_hash")}
    return tuple(name for name in HASH_ALGORITHMS if name in found)


def _algorithm(value: str) -> str | None:
    if algorithm := hex_algorithm((value,)):
        return algorithm
    return _BASE64_LENGTHS.get(len(value.rstrip("="))) if _BASE64.fullmatch(value) else None


def _hash_doubts(inputs: dict[str, Sources]) -> Iterator[str]:
    for name, sources in inputs.items():
        strange = sum(1 for value in _distinct([sources], "identifier_hash") if not _algorithm(value))
        if strange:
            yield f"what {strange} values of {name}.identifier_hash are: no digest of a known hash"


def _region_doubts(inputs: dict[str, Sources]) -> Iterator[str]:
    national = [
        name for name, sources in inputs.items() if "region" not in sources and _has_national(sources)
    ]
    if national:
        yield f"the country of phone numbers without a country code in {', '.join(national)}"


def _has_national(sources: Sources) -> bool:
    return any(
        "@" not in value and not value.lstrip().startswith("+") for value in _values(sources, "identifier")
    )


def _kind_doubts(inputs: dict[str, Sources]) -> Iterator[str]:
    logged = [inputs.get(name, {}) for name in ("entries", "matches", "partner_map")]
    if others := _other_kinds(_distinct(logged, "kind")):
        yield f"which of these kinds are known not to be contact data, for other_kinds: {others}"


def _contact_kind_doubts(name: str, sources: Sources) -> Iterator[str]:
    if name == "contacts" and (kinds := _other_kinds(_values(sources, "kind"))):
        yield f"whether these kinds are email or phone (rows of another kind are rejected): {kinds}"


def _other_kinds(values: Iterable[str]) -> str:
    """List the kinds beside e-mail and phone; what is no word, and might be personal, is only counted."""
    kinds = {value.strip().lower() for value in values} - {*CONTACT_KINDS, "e-mail"}
    words = sorted(mask_value(kind) for kind in kinds if is_kind_word(kind))
    rest = len(kinds) - len(words[:_KINDS_NAMED])
    return ", ".join([*words[:_KINDS_NAMED], *([f"and {rest:,} more"] if rest else [])])


def _lost_digits(name: str, sources: Sources) -> Iterator[str]:
    ids = {column.name for column in INPUTS[name].columns if column.type == "id"}
    for column, source in sources.items():
        if column in ids and source.holds == "float":
            yield f"the ids in {column}: it is floating-point, so their digits are lost, and the audit stops"


def _distinct(inputs: Iterable[Sources], column: str) -> set[str]:
    return {value for sources in inputs for value in _values(sources, column)}


def _values(sources: Sources, column: str) -> tuple[str, ...]:
    return sources[column].values if column in sources else ()
