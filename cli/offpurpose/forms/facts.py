"""What a form is filled in from: the figures of a case, what people wrote, and the instants of the notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from offpurpose.forms.definition import Definition
from offpurpose.report.figures import Figures, Row
from offpurpose.report.narrative import Narrative


@dataclass(frozen=True, slots=True)
class Facts:
    """The case, the narrative, and the form that is filled in from them."""

    figures: Figures
    narrative: Narrative
    form: Definition

    @property
    def summary(self) -> Mapping[str, Any]:
        """The summary of the case, small counts withheld."""
        return self.figures.summary

    @property
    def change(self) -> Mapping[str, Any] | None:
        """What changed since an earlier case, where that was asked for."""
        found: Mapping[str, Any] | None = self.summary.get("change")
        return found

    @property
    def discovered_at(self) -> datetime | None:
        """When the controller became aware: as people say now, else as the incident file says."""
        if self.narrative.dates.discovered_at is not None:
            return self.narrative.dates.discovered_at
        text = self.summary["incident"]["discovered_at"]
        return None if text is None else datetime.fromisoformat(text)

    @property
    def due_at(self) -> datetime | None:
        """By when the form asks to be notified."""
        if self.discovered_at is None or self.form.hours is None:
            return None
        return self.discovered_at + timedelta(hours=self.form.hours)

    @property
    def is_late(self) -> bool | None:
        """Whether the authority was notified after that; None where that cannot be said."""
        notified, due = self.narrative.dates.notified_at, self.due_at
        return None if notified is None or due is None else notified > due

    @property
    def notification(self) -> str:
        """`initial` or `follow-up`: as people say, else by whether there is an earlier case."""
        return self.narrative.notification or ("initial" if self.change is None else "follow-up")

    def table(self, name: str) -> list[Row]:
        """Return the rows of one of the aggregate tables; none where the case has no such table."""
        return self.figures.tables.get(name, [])


def instant(value: datetime) -> str:
    """Return an instant as a sheet has it: to the minute where it is a whole one, UTC."""
    utc = value.astimezone(UTC)
    whole = utc.second == utc.microsecond == 0
    return f"{utc:%Y-%m-%d %H:%M} UTC" if whole else f"{utc:%Y-%m-%d %H:%M:%S} UTC"
