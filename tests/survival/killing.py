"""Runs that die: one after another in forked processes, each going on where the one before was killed.

A program of its own, so that nothing but imports has run in the process that forks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.audit.sensitivity import sensitivity_queries
from offpurpose.case import folder

MOST_ATTEMPTS = 60
Tell = Callable[[str], None]


@dataclass
class Dying:
    """Progress of a run that is killed when it has told so much."""

    left: int

    def __call__(self, _stage: str, _done: int, _total: int | None) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Chain:
    """Attempts at one case until one ends well; each is killed after `stride` tellings, or at some time.

    With a stride of 0 the first is killed when all is written, and only its place is to be taken.
    """

    incident: Path
    case: Path
    stride: int | None
    options: dict[str, Any]
    random: Random = field(default_factory=lambda: Random(4))
    told: list[list[str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    left: list[list[str]] = field(default_factory=list)

    def run(self) -> None:
        """Make attempts until one ends well."""
        while len(self.statuses) < MOST_ATTEMPTS:
            status, told = in_child(self._attempt)
            self.statuses.append(status)
            self.told.append(told)
            self.left.append(sorted(path.name for path in self.case.parent.iterdir()))
            if status == 0:
                return

    def _attempt(self, tell: Tell) -> None:
        if self.stride == 0 and not self.statuses:
            setattr(folder, "seal", lambda _path: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010
        # A stage that takes longer than the stride must end some time.
        dying = Dying((self.stride or 10**9) + len(self.statuses) // 8 * 5)
        if self.stride is None:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, 0.5 + self.random.random() + len(self.statuses) / 2)
        options = AuditOptions(threads=2, max_rejected=1, resume=True, **self.options)
        run_audit(self.incident, self.case, options, dying, notice=tell)
        signal.setitimer(signal.ITIMER_REAL, 0)


def in_child(action: Callable[[Tell], None]) -> tuple[int, list[str]]:
    """Do something in a child; return its exit status (negative: a signal), and what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with os.fdopen(writing, "w") as lines:
                action(lambda text: print(text, file=lines, flush=True))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def main() -> None:
    """Read the chains from stdin, and write what became of them to stdout."""
    # Read once, not in every child.
    assert CONTACT_MATCHING.queries
    assert sensitivity_queries()
    found = {}
    for name, asked in json.load(sys.stdin).items():
        options = {**asked["options"]}
        if "temp_dir" in options:
            options["temp_dir"] = Path(options["temp_dir"])
        chain = Chain(Path(asked["incident"]), Path(asked["case"]), asked["stride"], options)
        chain.case.parent.mkdir()
        chain.run()
        found[name] = {"statuses": chain.statuses, "told": chain.told, "left": chain.left}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
