"""Checking an incident: everything is loaded that can be, looked at, and thrown away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.case.private import private_folder
from offpurpose.checking.cost import CostExpected, cost_expected, own_need
from offpurpose.checking.faulty import FaultyInputs, problems_of_incident
from offpurpose.checking.findings import incident_found, inspect
from offpurpose.checking.report import CheckReport, ProblemFound
from offpurpose.checking.warnings import with_warnings
from offpurpose.costing.space import Places
from offpurpose.engine.database import Limits, bring_to_disk, confine, open_database
from offpurpose.engine.run import no_progress
from offpurpose.errors import IncidentFileError, InputError
from offpurpose.incident import Incident, load_incident
from offpurpose.inputs.files import InputFile, paths_of
from offpurpose.inputs.load import load_inputs
from offpurpose.inputs.problems import Problems
from offpurpose.inputs.reconcile import DEFAULT_MAX_REJECTED

Progress = Callable[[str, int, int | None], None]

_FOLDER = "offpurpose-check-"


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a check may let pass, and what it may use; `temp_dir` None is the machine's own.

    cost: whether it tells what an audit is expected to cost.
    load: whether it loads anything; else it only tells that.
    out: the folder that an audit would write; None takes one in the folder at hand.
    """

    max_rejected: float = DEFAULT_MAX_REJECTED
    cost: bool = False
    load: bool = True
    out: Path | None = None
    account_ids_are_identifiers: bool = False
    limits: Limits = field(default_factory=Limits)
    temp_dir: Path | None = None


def check_incident(
    path: Path,
    options: CheckOptions | None = None,
    progress: Progress = no_progress,
    costs: Callable[[CostExpected], None] = lambda _cost: None,
) -> CheckReport:
    """Load the inputs of an incident, and report what is in them and everything that is wrong with them.

    Inputs with files that cannot be read are told of and left out, and the others loaded without them.
    `costs` is told what an audit is expected to cost before anything is loaded.
    """
    options = options or CheckOptions()
    try:
        incident = load_incident(path)
    except IncidentFileError as error:
        return CheckReport(problems=problems_of_incident(path, error))
    with private_folder(options.temp_dir, _FOLDER) as folder:
        check = _Check(incident, options, progress, folder)
        cost, short = check.cost()
        if cost is not None:
            costs(cost)
        report = check.report() if options.load and not short else check.unloaded()
    report = replace(report, cost=cost, problems=(*report.problems, *short))
    return with_warnings(report, incident) if report.inputs else report


class _Check:
    """One check; every attempt at loading has a database of its own in the private folder."""

    def __init__(self, incident: Incident, options: CheckOptions, progress: Progress, folder: Path) -> None:
        self._incident = incident
        self._options = options
        self._progress = progress
        self._folder = folder
        self._faulty = FaultyInputs(incident)
        self._files = self._faulty.find_files()

    def cost(self) -> tuple[CostExpected | None, tuple[ProblemFound, ...]]:
        """Tell what an audit is expected to cost, and of the disks that surely have too little space."""
        if not self._options.cost:
            return None, ()
        places = Places((self._options.out or Path("case")).absolute(), self._options.temp_dir)
        cost, disks = cost_expected(self._incident, self._files, self._options.limits, places)
        short = [disk for disk in disks if disk.verdict == "too little"]
        if self._options.load:
            short += [disk for disk in [own_need(cost, self._folder)] if disk.verdict == "too little"]
        return cost, tuple(
            ProblemFound("disk", f"too little space: {disk.message}", disk.remedy) for disk in short
        )

    def unloaded(self) -> CheckReport:
        """Report what is known without loading anything."""
        return CheckReport(
            incident=incident_found(self._incident),
            problems=self._faulty.told(self._faulty.problems),
            not_loaded=tuple(self._incident.inputs),
        )

    def report(self) -> CheckReport:
        """Load what can be loaded, leaving out more inputs as they turn out to be faulty."""
        files = self._files
        for attempt in range(len(self._incident.inputs) + 1):
            report = self._attempt(files, self._folder / f"attempt_{attempt}.duckdb")
            if report is not None:
                return report
            files = {name: found for name, found in files.items() if name not in self._faulty.names}
        raise AssertionError("every attempt leaves out an input, and none is left")

    def _attempt(self, files: Mapping[str, list[InputFile]], database: Path) -> CheckReport | None:
        left = {name: spec for name, spec in self._incident.inputs.items() if name in files}
        incident, gathered = replace(self._incident, inputs=left), Problems()
        with open_database(database, self._folder / "spill", self._options.limits) as con:
            confine(con, paths_of(files), [self._folder])
            try:
                loaded = load_inputs(
                    con,
                    incident,
                    files,
                    progress=self._progress,
                    max_rejected=self._options.max_rejected,
                    account_ids_are_identifiers=self._options.account_ids_are_identifiers,
                    gather=gathered,
                    outcomes=True,
                )
            except InputError as error:
                self._faulty.add(error, files)
                return None
            make_parameter_tables(con, self._incident)
            bring_to_disk(con)
            report = inspect(con, incident, loaded, self._progress)
        report = _only_what_is_known(report, self._faulty.names)
        problems = (*self._faulty.problems, *gathered.found)
        return replace(report, problems=self._faulty.told(problems), not_loaded=tuple(self._faulty.names))


def _only_what_is_known(report: CheckReport, not_loaded: list[str]) -> CheckReport:
    """Leave out numbers that an input which is given, and could not be loaded, would have changed."""
    if "contacts" in not_loaded:
        report = replace(report, purposes=(), purposes_in_all=0)
    if "uploads" in not_loaded or "matches" in not_loaded:
        in_all = tuple(each for each in report.coverage if each.system is None)
        report = replace(report, systems=(), coverage=in_all)
    return report
