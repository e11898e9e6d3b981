"""Inputs that cannot be loaded, and why: gathered over several attempts, to be told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from offpurpose.checking.report import ProblemFound
from offpurpose.errors import IncidentFileError, InputError
from offpurpose.incident import Incident
from offpurpose.inputs.faults import FilesUnreadableError, shown_path
from offpurpose.inputs.files import InputFile, find_files
from offpurpose.inputs.problems import InputProblemsError, Problem


class FaultyInputs:
    """The inputs of an incident that cannot be loaded, and the problems with them."""

    def __init__(self, incident: Incident) -> None:
        self._incident = incident
        self.problems: list[Problem] = []
        self._names: set[str] = set()

    @property
    def names(self) -> list[str]:
        """Names of the faulty inputs, in the contract's order."""
        return [name for name in self._incident.inputs if name in self._names]

    def find_files(self) -> dict[str, list[InputFile]]:
        """Return the files of the inputs of which all could be found, numbered as for loading."""
        found: dict[str, list[InputFile]] = {}
        next_no = 1
        for name, spec in self._incident.inputs.items():
            try:
                files = find_files(self._incident.folder, [spec])[name]
            except InputError as error:
                self._note([name], _problems(error))
                continue
            found[name] = [replace(file, file_no=no) for no, file in enumerate(files, next_no)]
            next_no += len(files)
        return found

    def add(self, error: InputError, files: Mapping[str, Sequence[InputFile]]) -> None:
        """Note what an attempt at loading some inputs failed for, and which inputs that is about."""
        problems = _problems(error)
        about = {name for problem in problems for name in _inputs_of(problem, files)}
        self._note(about or set(files), problems)

    def told(self, problems: Iterable[Problem]) -> tuple[ProblemFound, ...]:
        """Return problems as a report has them, in the contract's order of inputs, each once."""
        found = [ProblemFound(each.input, each.message, each.hint) for each in problems]
        return tuple(dict.fromkeys(found))

    def _note(self, names: Iterable[str], problems: Iterable[Problem]) -> None:
        self._names.update(names)
        self.problems += problems


def problems_of_incident(path: Path, error: IncidentFileError) -> tuple[ProblemFound, ...]:
    """Return what is wrong with an incident file, a problem a line of the error."""
    first, *lines = error.message.splitlines()
    name = shown_path(str(path))
    messages = [line.strip() for line in lines] or [first.removeprefix(f"{path}: ")]
    return tuple(ProblemFound(name, message, error.hint) for message in messages)


def _problems(error: InputError) -> list[Problem]:
    if isinstance(error, InputProblemsError):
        return list(error.problems)
    if isinstance(error, FilesUnreadableError):
        return [Problem(name, fault, error.hint) for name, fault in error.faults]
    return [Problem("inputs", error.message, error.hint)]


def _inputs_of(problem: Problem, files: Mapping[str, Sequence[InputFile]]) -> list[str]:
    """Return the inputs that a problem is about: one of that name, else those with a file of that name."""
    if problem.input in files:
        return [problem.input]
    return [name for name, found in files.items() if any(file.name == problem.input for file in found)]
