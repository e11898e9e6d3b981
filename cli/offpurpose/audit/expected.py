"""What an audit goes through, in order, and what it is expected to cost, before anything is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from offpurpose.audit.by_account import Phases
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sensitivity import READINGS, SENSITIVITY
from offpurpose.case.layout import OUTPUTS
from offpurpose.case.stages import LOADED, WRITTEN, Stages
from offpurpose.costing.estimate import Estimate, estimate
from offpurpose.costing.probe import Speed
from offpurpose.costing.ranges import ranges_needed, rows_of
from offpurpose.costing.sampling import sizes_of
from offpurpose.engine.database import Limits
from offpurpose.incident import Incident
from offpurpose.inputs.files import InputFile


def expected_cost(
    incident: Incident,
    files: Mapping[str, Sequence[InputFile]],
    limits: Limits,
    speed: Speed | None = None,
    *,
    sensitivity: bool = False,
) -> Estimate:
    """Look into some of the files, and tell what an audit of all costs; without a speed, all but the time."""
    sizes = sizes_of(incident, files)
    stages = expected_stages(incident, ranges_needed(rows_of(sizes), limits), sensitivity=sensitivity)
    return estimate(sizes, stages, limits, speed)


def rest_of_run(cost: Estimate, stages: Iterable[str], finished: Stages) -> list[tuple[str, float]]:
    """Return the stages that a run has before it, with the seconds of each, in proportion."""
    return [each for each in cost.through(stages).by_stage() if not is_over(each[0], finished)]


def is_over(stage: str, finished: Stages) -> bool:
    """Whether a run that goes on has a stage behind it, by the name that its progress has."""
    if stage.startswith(("load ", "duplicates")):
        return LOADED in finished
    if stage.startswith("reading "):
        return SENSITIVITY in finished
    if stage.startswith(("sorting ", "writing ")):
        return WRITTEN in finished
    return stage in finished


def expected_stages(incident: Incident, ranges: int = 1, *, sensitivity: bool = False) -> list[str]:
    """Return the stages of a run in their order, by the names that its progress tells."""
    phases = Phases.of(CONTACT_MATCHING.queries)
    return [
        "start",
        *(f"load {name}" for name in incident.inputs),
        "duplicates",
        *phases.stages(ranges),
        *(f"reading {name}" for name in READINGS if sensitivity),
        *(
            f"{verb} {output.name.rpartition('/')[2]}.{ending}"
            for output in OUTPUTS
            for ending in ("parquet", "csv")
            if getattr(output, ending)
            for verb in ("sorting for", "writing")
        ),
        "the report",
        "digests",
    ]
