"""Progress on a terminal: the stage at hand, how far it is, how fast, and how long it will take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from offpurpose.engine.run import Progress as ToldProgress
from offpurpose.identifiers.masking import printable

_STAGE_WIDTH = 30
_BAR_WIDTH = 12


@contextmanager
def showing_progress(console: Console) -> Iterator[ToldProgress]:
    """Show progress on a terminal while the block runs, and leave nothing of it behind."""
    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(_BAR_WIDTH),
        _Amount(),
        _Rate(),
        _TimeLeft(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with shown:
        yield _OneStage(shown)


class _OneStage:
    """Shows one stage at a time, on one line; the time elapsed is that of the stage.

    A stage that counts on from the one before it, as one query after another does, goes on in its place.
    """

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=None, visible=False)
        self._stage = ""
        self._done = 0
        self._total: int | None = None

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        counts_on = total is not None and total == self._total and done > self._done
        if stage != self._stage and not counts_on:
            self._begin()
        self._shown.update(self._task, description=_fitted(stage), completed=done, total=total)
        self._stage, self._done, self._total = stage, done, total

    def _begin(self) -> None:
        # A task keeps its total where the next stage has none, so that each has a task of its own.
        self._shown.remove_task(self._task)
        self._task = self._shown.add_task("", total=None)


class _Amount(ProgressColumn):
    """How much of the stage is done, and of how much."""

    def render(self, task: Task) -> Text:
        done = f"{int(task.completed):,}"
        return Text(done if task.total is None else f"{done} of {int(task.total):,}")


class _Rate(ProgressColumn):
    """How much is done in a second; nothing for a stage of a few steps."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text("" if rate is None or rate < 100 else f"{_short(rate)}/s")


class _TimeLeft(ProgressColumn):
    """How long the stage will take from here, where that can be told."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        if left is None or task.total is None:
            return Text("")
        minutes, seconds = divmod(int(left), 60)
        hours, minutes = divmod(minutes, 60)
        return Text(f"{hours}:{minutes:02}:{seconds:02} left" if hours else f"{minutes}:{seconds:02} left")


def _short(rate: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if rate >= size:
            return f"{rate / size:.1f}{letter}"
    return f"{rate:.0f}"


def _fitted(stage: str) -> str:
    text = printable(stage)
    return text if len(text) <= _STAGE_WIDTH else text[: _STAGE_WIDTH - 3] + "..."
