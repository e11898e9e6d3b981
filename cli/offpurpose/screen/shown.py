"""What takes the progress of a run: a terminal, or nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Shown(Protocol):
    """Takes what a run tells of its progress, and before it which stages it will go through."""

    def __call__(self, stage: str, done: int, total: int | None, /) -> None:
        """Take how far a stage is."""

    def expect(self, stages: Sequence[tuple[str, float]], /) -> None:
        """Take the stages of the whole run, and how their times compare."""


class NotShown:
    """Takes progress, and shows nothing."""

    def __call__(self, stage: str, done: int, total: int | None, /) -> None:
        """Leave it."""

    def expect(self, stages: Sequence[tuple[str, float]], /) -> None:
        """Leave it."""
