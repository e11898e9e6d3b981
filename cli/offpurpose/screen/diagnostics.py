"""The only place that writes to stderr: messages, warnings, errors and progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.text import Text

from offpurpose.identifiers.masking import printable
from offpurpose.screen.output import console_on
from offpurpose.screen.shown import NotShown, Shown
from offpurpose.screen.streams import whether_read_or_not


class Diagnostics:
    """What a command says beside its result. Errors are always said; under quiet nothing else is."""

    def __init__(
        self, stream: TextIO, *, before: Callable[[], None], quiet: bool = False, progress: bool = True
    ) -> None:
        self._stream = stream
        self._console = console_on(stream)
        self._before = before
        self._quiet = quiet
        self._progress = progress and not quiet and self._console.color_system is not None

    def note(self, text: str) -> None:
        """Say something that is good to know."""
        if not self._quiet:
            self._say(Text(printable(text)))

    def warning(self, text: str, hint: str | None = None) -> None:
        """Say something that may bear on the result."""
        if not self._quiet:
            self._say(_labelled("warning", "yellow", text, hint))

    def error(self, text: str, hint: str | None = None) -> None:
        """Say what went wrong, and what to do about it."""
        self._say(_labelled("error", "bold red", text, hint))

    @contextmanager
    def progress(self) -> Iterator[Shown]:
        """Show progress while the block runs, where somebody can see it."""
        if not self._progress:
            yield NotShown()
            return
        from offpurpose.screen.progress import showing_progress  # noqa: PLC0415

        with showing_progress(self._console) as progress:
            yield progress

    def _say(self, text: Text) -> None:
        # What stands on stdout was there first.
        self._before()
        with self._console.capture() as captured:
            # Whoever reads it wraps it; a log has one message on a line.
            self._console.print(text, soft_wrap=True)
        with whether_read_or_not(self._stream):
            self._stream.write(captured.get())
            self._stream.flush()


def _labelled(label: str, style: str, text: str, hint: str | None) -> Text:
    said = Text.assemble((f"{label}: ", style), printable(text))
    for line in (hint or "").splitlines():
        said.append_text(Text.assemble("\n", ("hint: ", "cyan"), printable(line)))
    return said
