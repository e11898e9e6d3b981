"""What an incident file may say about the files that were found, and what could not be told from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from offpurpose.identifiers.masking import mask_text, mask_value
from offpurpose.incident.model import Timestamps
from offpurpose.starting.findings import findings_of, timestamps_of
from offpurpose.starting.recognition import Reading, Recognised, recognise
from offpurpose.starting.sample import ColumnSample, together
from offpurpose.starting.survey import Survey

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class InputProposal:
    """What the incident file may say of one input; `unused` are columns that nothing was seen in."""

    name: str
    paths: tuple[str, ...]
    files: int
    rows: int
    columns: dict[str, str]
    timestamps: Timestamps
    encoding: str | None
    delimiter: str | None
    sources: dict[str, ColumnSample] = field(repr=False)
    unused: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the incident file may say; `doubts` are by section (`""`: of none)."""

    inputs: dict[str, InputProposal]
    purposes: tuple[str, ...] = ()
    systems: tuple[str, ...] = ("tailored", "partner")
    hashes: tuple[str, ...] = ("sha256",)
    doubts: dict[str, list[str]] = field(default_factory=dict)


def propose(found: Survey) -> Proposal:
    """Return a proposal for the files that were found."""
    recognised = recognise(found.groups)
    inputs = {name: _input(readings) for name, readings in recognised.inputs.items()}
    findings = findings_of({name: proposal.sources for name, proposal in inputs.items()})
    left_out = [f"what to make of {fault}" for fault in found.left_out]
    of_files = [*_strangers(recognised), *recognised.doubts, *left_out]
    doubts = {**findings.doubts, "": [mask_text(doubt) for doubt in of_files]}
    return Proposal(inputs, findings.purposes, findings.systems, findings.hashes, doubts)


def _input(readings: list[Reading]) -> InputProposal:
    best = readings[0]
    alike = [reading for reading in readings if _declares(reading) == _declares(best)]
    sample = together(reading.group.sample for reading in alike)
    sources = {name: sample.columns[column.name] for name, column in best.mapping.sources.items()}
    timestamps, doubts = timestamps_of(best.input, sources)
    used = {column.name for column in sources.values()}
    return InputProposal(
        name=best.input,
        paths=tuple(path for reading in alike for path in reading.group.paths),
        files=sum(reading.group.files for reading in alike),
        rows=sample.rows,
        columns=best.mapping.expressions,
        timestamps=timestamps,
        encoding=sample.encoding,
        delimiter=sample.delimiter,
        sources=sources,
        unused=tuple(mask_value(name) for name in sample.columns if name not in used),
        doubts=tuple(
            mask_text(doubt)
            for doubt in (*_mapping_doubts(readings, alike), *doubts, *_encoding_doubts(sample.encoding))
        ),
    )


def _declares(reading: Reading) -> tuple[object, ...]:
    sample = reading.group.sample
    return (reading.mapping.expressions, sample.encoding, sample.delimiter)


def _mapping_doubts(readings: list[Reading], alike: list[Reading]) -> list[str]:
    mapping = readings[0].mapping
    doubts = [f"which column is {missing}" for missing in mapping.missing]
    doubts += mapping.doubts
    doubts += [
        f"what to do with {', '.join(other.group.paths)}: also like {other.input}, but of another shape"
        for other in readings
        if other not in alike
    ]
    return doubts


def _encoding_doubts(encoding: str | None) -> list[str]:
    return ["the encoding: it is not UTF-8, and Latin-1 fits anything"] if encoding == "latin-1" else []


def _strangers(recognised: Recognised) -> list[str]:
    return [
        f"what {', '.join(group.paths)} is: its columns are {_named(list(group.sample.columns))}"
        for group in recognised.unknown
    ]


def _named(columns: list[str]) -> str:
    shown = ", ".join(mask_value(name) for name in columns[:_MOST_NAMED])
    more = len(columns) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
