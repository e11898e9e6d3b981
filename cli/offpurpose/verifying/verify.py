"""Verifying a case: its files, its figures, its verdicts, its inputs, and a whole audit again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from offpurpose.case.destination import MANIFEST
from offpurpose.case.manifest import CHECKSUMS, DATABASE
from offpurpose.case.opening import Case, open_case
from offpurpose.case.private import private_folder
from offpurpose.case.summary import SUMMARY_FILE
from offpurpose.case.versions import versions
from offpurpose.engine.checksum import sha256_of
from offpurpose.engine.run import Progress, no_progress
from offpurpose.errors import CaseError, OffpurposeError
from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.incident import Incident, incident_of
from offpurpose.verifying.contents import Compared
from offpurpose.verifying.evidence import GIVES, NotRemadeError, queries_of, remade
from offpurpose.verifying.files import look_into
from offpurpose.verifying.inputs import input_differences
from offpurpose.verifying.lists import LIST_FILES, list_differences
from offpurpose.verifying.options import Means, VerifyOptions
from offpurpose.verifying.report import Check, Difference, VerifyReport
from offpurpose.verifying.rerun import audit_again, file_differences, rerun_differences
from offpurpose.verifying.signatures import signature_check, signed_by
from offpurpose.verifying.stated import keys_gone, stated_incident

_FOLDER = "offpurpose-verify-"
_SUMMARY = f"report/{SUMMARY_FILE}"


def verify_case(
    folder: Path,
    options: VerifyOptions | None = None,
    progress: Progress = no_progress,
) -> VerifyReport:
    """Verify a case folder; nothing in it is changed.

    Raises:
        CaseError: when there is no case folder there at all.
    """
    options = options or VerifyOptions()
    if not any((folder / name).exists() for name in (MANIFEST, CHECKSUMS)):
        # Says best what is there instead.
        open_case(folder)
    with private_folder(options.temp_dir, _FOLDER) as work:
        return _Verification(folder, options, progress, work).report()


class _Verification:
    """One run of verifying; what a check needs and cannot have leaves that check out."""

    def __init__(self, folder: Path, options: VerifyOptions, progress: Progress, work: Path) -> None:
        self._folder = folder
        self._options = options
        self._means = Means(work, options.limits, progress)
        self._found = look_into(folder, progress)

    def report(self) -> VerifyReport:
        """Make all the checks that were asked for, and tell what they found."""
        checks = [self._found.check(), *self._signature()]
        notes: list[str] = []
        if not self._options.quick:
            checks += self._of_content()
            notes += [*_other_versions(self._found.manifest)]
        if self._options.signing is None and (told := signed_by(self._folder)):
            notes.append(told)
        return VerifyReport(self._folder, tuple(checks), tuple(notes))

    def _signature(self) -> Iterator[Check]:
        if (signing := self._options.signing) is not None:
            yield signature_check(self._folder, signing)

    def _of_content(self) -> Iterator[Check]:
        try:
            case, incident = self._opened()
        except OffpurposeError as error:
            yield Check.of("manifest", [Difference(MANIFEST, f"cannot be used: {error.message}")], "")
            return
        yield _manifest_check(case)
        yield self._lists()
        yield self._results(case, incident)
        if self._options.inputs or self._options.rerun:
            yield from self._inputs_and_rerun(case)

    def _opened(self) -> tuple[Case, Incident]:
        case = open_case(self._folder)
        return case, stated_incident(case, self._means.work)

    def _lists(self) -> Check:
        missing = [name for name in (*LIST_FILES, _SUMMARY) if name not in self._found.digests]
        if missing:
            return Check.left_out("lists", f"{missing[0]} is missing")
        found = list_differences(self._folder, _content(self._folder / _SUMMARY), self._means)
        return Check.of("lists", found, "lists, summary and verdicts agree with each other")

    def _results(self, case: Case, incident: Incident) -> Check:
        if not case.has_database:
            return Check.left_out("results", f"the case was written without {DATABASE}; --rerun audits again")
        if DATABASE in self._found.altered:
            return Check.left_out("results", f"{DATABASE} has changed or is missing")
        return _guarded("results", lambda: self._remade(case, incident), _RESULTS_AGREE)

    def _remade(self, case: Case, incident: Incident) -> list[Difference]:
        aside = frozenset({DATABASE, *(self._found.altered - self._common_files)})
        try:
            with remade(case, incident, self._means) as made:
                loose = case.manifest["versions"] != versions()
                compared = Compared(case.folder, made.folder, GIVES, loose=loose)
                return [*file_differences(compared, aside), *made.table_differences(self._means.progress)]
        except (NotRemadeError, CaseError) as error:
            return [Difference(DATABASE, error.message)]

    @cached_property
    def _common_files(self) -> set[str]:
        """Files that are there, and that SHA256SUMS lists."""
        return self._found.sizes.keys() & self._found.listed.keys()

    def _inputs_and_rerun(self, case: Case) -> Iterator[Check]:
        try:
            incident = self._incident_at_its_place(case)
        except OffpurposeError as error:
            yield Check.of("inputs", [Difference("inputs", error.message)], "")
            return
        found = input_differences(incident, case.manifest["inputs"], self._means.progress)
        files = len(case.manifest["inputs"])
        inputs = Check.of("inputs", found, f"{files:,} input files and the incident file are as they were")
        yield inputs
        if self._options.rerun and inputs.differences:
            yield Check.left_out("rerun", "the inputs are not those that were audited")
        elif self._options.rerun and (gone := keys_gone(case, incident)):
            keys = printable(mask_value(gone[0]))
            yield Check.left_out("rerun", f"the key {keys} was at hand when the case was audited, and is not")
        elif self._options.rerun:
            yield _guarded("rerun", lambda: self._rerun(case, incident), _RERUN_AGREES)

    def _incident_at_its_place(self, case: Case) -> Incident:
        """Return the incident that the manifest states, as if read where its inputs are now."""
        stated, run = case.manifest["incident"], case.manifest["run"]
        if self._options.inputs_from is not None:
            path = self._options.inputs_from / stated["name"]
        elif isinstance(run.get("incident_file"), str):
            path = Path(run["incident_file"])
        else:
            raise CaseError(
                "the manifest does not say where its incident file was; name it with --inputs-from"
            )
        return incident_of(path, stated["text"])

    def _rerun(self, case: Case, incident: Incident) -> list[Difference]:
        again = audit_again(case, incident, self._means)
        return list(rerun_differences(case, again, self._means))


_RESULTS_AGREE = "the queries, run again over the evidence, give every figure, list, verdict and table"
_RERUN_AGREES = "auditing the inputs again gives the same bytes"


def _guarded(name: str, found: Callable[[], list[Difference]], agreeing: str) -> Check:
    """Return a check whose own failure to open or audit something is what differs."""
    try:
        return Check.of(name, found(), agreeing)
    except OffpurposeError as error:
        return Check.of(name, [Difference(name, error.message)], agreeing)


def _manifest_check(case: Case) -> Check:
    """Check what the manifest says of the incident file and the queries."""
    return Check.of(
        "manifest", _manifest_differences(case), "the incident file and the queries are as stated"
    )


def _manifest_differences(case: Case) -> Iterator[Difference]:
    stated = case.manifest["incident"]
    if sha256_of(stated["text"]) != stated.get("sha256"):
        yield Difference(MANIFEST, "the text of the incident file is not the one whose digest it states")
    by_name = {query.name: query.sha256 for query in queries_of(case)}
    listed = {
        str(entry.get("name")): entry.get("sha256")
        for entry in case.manifest["queries"]
        if isinstance(entry, dict)
    }
    version = case.manifest["versions"].get("offpurpose")
    for name in sorted(by_name.keys() | listed.keys()):
        if by_name.get(name) != listed.get(name):
            yield Difference(
                MANIFEST,
                f"query {printable(name)} is not that of this offpurpose; verify with the one that made the"
                f" case: {printable(str(version))}",
            )


def _other_versions(manifest: dict[str, Any] | None) -> Iterator[str]:
    stated = (manifest or {}).get("versions")
    for name, version in versions().items():
        made = stated.get(name) if isinstance(stated, dict) else version
        if made != version:
            yield f"the case was made with {name} {printable(str(made))}, and is verified with {version}"


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
