"""Progress on a terminal: of the whole run and of the stage at hand, how far it is, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from offpurpose.costing.time_left import TimeLeft
from offpurpose.identifiers.masking import printable
from offpurpose.screen.shown import Shown

_STAGE_WIDTH = 30
_BAR_WIDTH = 12
_WHOLE = "in all"
_RUN = "run"
_ALL = 1000
_IN_PERCENT = ("query ", "sorting ")


@contextmanager
def showing_progress(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[Shown]:
    """Show progress on a terminal while the block runs, and leave nothing of it behind."""
    shown = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(_BAR_WIDTH),
        _Amount(),
        _Rate(),
        _TimeLeft(clock),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    with shown:
        yield _Lines(shown, clock)


class _Lines:
    """Shows one stage at a time, on one line, and above it the whole run, once its stages are known.

    Each has the time elapsed of its own.
    """

    def __init__(self, shown: Progress, clock: Callable[[], float]) -> None:
        self._shown = shown
        self._clock = clock
        self._task = shown.add_task("", total=None, visible=False)
        self._stage = ""
        self._run: TimeLeft | None = None
        self._whole = self._task

    def expect(self, stages: Sequence[tuple[str, float]], /) -> None:
        self._run = TimeLeft(stages, self._clock())
        self._whole = self._shown.add_task(_WHOLE, total=_ALL, run=self._run)

    def __call__(self, stage: str, done: int, total: int | None, /) -> None:
        if stage != self._stage:
            self._begin(stage)
        self._shown.update(self._task, description=_fitted(stage), completed=done, total=total)
        self._stage = stage
        if self._run is not None:
            now = self._clock()
            self._run.tell(stage, done, total, now)
            self._shown.update(self._whole, completed=self._run.share(now) * _ALL)

    def _begin(self, stage: str) -> None:
        # A task keeps its total where the next stage has none, so that each has a task of its own.
        self._shown.remove_task(self._task)
        self._task = self._shown.add_task("", total=None, percent=stage.startswith(_IN_PERCENT))


class _Amount(ProgressColumn):
    """How much is done, and of how much."""

    def render(self, task: Task) -> Text:
        if _RUN in task.fields or task.fields.get("percent"):
            return Text(f"{task.percentage:.0f} %")
        done = f"{int(task.completed):,}"
        return Text(done if task.total is None else f"{done} of {int(task.total):,}")


class _Rate(ProgressColumn):
    """How much is done in a second; nothing for a stage of a few steps."""

    def render(self, task: Task) -> Text:
        rate = None if _RUN in task.fields else task.finished_speed or task.speed
        return Text("" if rate is None or rate < 100 else f"{_short(rate)}/s")


class _TimeLeft(ProgressColumn):
    """How long the stage, or the whole, will take from here, where that can be told."""

    max_refresh = 0.5

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock

    def render(self, task: Task) -> Text:
        run: TimeLeft | None = task.fields.get(_RUN)
        left = task.time_remaining if run is None else run.seconds(self._clock())
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
