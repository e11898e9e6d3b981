"""What whoever renders a report may choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from offpurpose.report.narrative import Narrative

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How a report is rendered; the title and the author of the narrative stand where none is given here."""

    title: str | None = None
    prepared_by: str | None = None
    narrative: Narrative = field(default_factory=Narrative)
    paper: Paper = "a4"
    suppress_below: int | None = None
    review: dict[str, Any] | None = None
