"""The only place that writes to stdout: results, and nothing else."""

from __future__ import annotations

import json
import os
from typing import Any, TextIO

from rich.console import Console, RenderableType

from offpurpose.screen.streams import whether_read_or_not

WIDEST = 100
_WITHOUT_TERMINAL = 80


def console_on(stream: TextIO, *, colour: bool = True) -> Console:
    """Return a console that takes all text as it is: no markup, no emoji codes, nothing highlighted.

    Colour and style are for terminals, and for those who have not set NO_COLOR.
    """
    terminal = stream.isatty()
    styled = colour and terminal and not os.environ.get("NO_COLOR")
    console = Console(
        file=stream,
        color_system="auto" if styled else None,
        force_terminal=terminal,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        width=None if terminal or "COLUMNS" in os.environ else _WITHOUT_TERMINAL,
    )
    console.width = min(console.width, WIDEST)
    return console


class Output:
    """What a command was asked for: for people, unless quiet; or as JSON, also under quiet."""

    def __init__(self, stream: TextIO, *, quiet: bool = False, as_json: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet
        self._as_json = as_json
        self._console = console_on(stream)

    def result(self, view: RenderableType, content: Any) -> None:
        """Write a result: the view of it for people, or its content as JSON."""
        if self._as_json:
            self.data(json.dumps(content, indent=2, ensure_ascii=False, default=str))
        elif not self._quiet:
            with self._console.capture() as captured:
                self._console.print(view, crop=False)
            self.data("\n".join(line.rstrip() for line in captured.get().split("\n")))

    def data(self, text: str) -> None:
        """Write text that was asked for, as it is."""
        with whether_read_or_not(self._stream):
            self._stream.write(text.removesuffix("\n") + "\n")
            self._stream.flush()

    def flush(self) -> None:
        """Hand over what was written."""
        with whether_read_or_not(self._stream):
            self._stream.flush()
