"""What a command writes with: its result to stdout, all else to stderr."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Self, TextIO

from offpurpose.screen.diagnostics import Diagnostics
from offpurpose.screen.output import Output


@dataclass(frozen=True, slots=True)
class Printer:
    """The two ways out of a command, made once from its options."""

    output: Output
    diagnostics: Diagnostics

    @classmethod
    def to(
        cls,
        stdout: TextIO,
        stderr: TextIO,
        *,
        quiet: bool = False,
        as_json: bool = False,
        no_progress: bool = False,
    ) -> Self:
        """Return a printer on two streams."""
        output = Output(stdout, quiet=quiet, as_json=as_json)
        diagnostics = Diagnostics(stderr, before=output.flush, quiet=quiet, progress=not no_progress)
        return cls(output, diagnostics)

    @classmethod
    def of_process(cls, *, quiet: bool = False, as_json: bool = False, no_progress: bool = False) -> Self:
        """Return a printer on the streams of the process; what they cannot encode is escaped."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        return cls.to(sys.stdout, sys.stderr, quiet=quiet, as_json=as_json, no_progress=no_progress)
