"""Gathering what is wrong with the inputs beside unreadable files, so that all of it is told at once."""

from __future__ import annotations

from dataclasses import dataclass

from offpurpose.errors import InputError, RejectedShareError
from offpurpose.inputs.faults import FileFaults, FilesUnreadableError

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the input or file it is about, what it is, and what to do about it."""

    input: str
    message: str
    hint: str | None = None


class InputProblemsError(InputError):
    """What is wrong with the inputs, one problem or several; `problems` holds them all."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_message(problems), hint=_hint(problems), context=_context(problems))
        self.problems = tuple(problems)


class TooManyRejectedError(RejectedShareError):
    """So many rows of inputs were rejected that the audit stops; `problems` holds an input each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(_message(problems), hint=_hint(problems), context=_context(problems))
        self.problems = tuple(problems)


class Problems:
    """Everything found wrong so far; equal problems are kept once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, name: str, message: str, hint: str | None = None) -> None:
        """Note what is wrong with the input of that name."""
        problem = Problem(name, message, hint)
        if problem not in self.found:
            self.found.append(problem)

    def raise_any(self, kind: type[InputProblemsError | TooManyRejectedError] = InputProblemsError) -> None:
        """Raise one error of that kind that lists every problem, if there is any."""
        if self.found:
            raise kind(self.found)

    def raise_all(self, faults: FileFaults) -> None:
        """Raise one error that lists every problem and every unreadable file, if there is any."""
        if not self.found:
            faults.raise_any()
            return
        try:
            faults.raise_any()
        except FilesUnreadableError as error:
            for name, fault in error.faults:
                self.add(name, fault)
        self.raise_any()


def _hint(problems: list[Problem]) -> str | None:
    return "\n".join(dict.fromkeys(problem.hint for problem in problems if problem.hint)) or None


def _context(problems: list[Problem]) -> dict[str, str]:
    return {"inputs": ", ".join(dict.fromkeys(problem.input for problem in problems))}


def _message(problems: list[Problem]) -> str:
    lines = [f"{problem.input}: {problem.message}" for problem in problems]
    if len(lines) == 1:
        return lines[0]
    more = [f"and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []
    return "\n  ".join([f"{len(lines)} problems with the inputs:", *lines[:_MOST_SHOWN], *more])
