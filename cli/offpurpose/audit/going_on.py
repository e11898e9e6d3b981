"""Going on with a run that was stopped: from which stage, whether it may, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from offpurpose.audit.by_account import query_stage
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sensitivity import sensitivity_queries
from offpurpose.case.folder import CaseFolder
from offpurpose.case.stages import LOADED, Stages, cannot_go_on
from offpurpose.case.versions import versions
from offpurpose.engine.checksum import sha256_of
from offpurpose.engine.query_files import QueryFile
from offpurpose.errors import OffpurposeError
from offpurpose.incident import Incident
from offpurpose.inputs.faults import shown_path
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.opened import file_sha256
from offpurpose.stoppage import is_from_outside

if TYPE_CHECKING:
    from offpurpose.audit.run import AuditOptions

_MOST_NAMED = 10

Files = Mapping[str, Sequence[InputFile]]


def begin_or_go_on(
    folder: CaseFolder,
    incident: Incident,
    files: Files,
    options: AuditOptions,
    notice: Callable[[str], None],
) -> Stages:
    """Return the stages of the run that `folder` has taken up, else of a new one.

    Raises:
        CaseError: when the run that was stopped had another incident, inputs, version or options.
    """
    key = _key(incident, options)
    stages = Stages.read(folder.path) if options.resume else None
    if stages is None:
        if options.resume:
            notice("no run into this folder was stopped after a finished stage: beginning at the beginning")
        return Stages.begin(folder.path, key)
    stages.require_same(key)
    _require_same_inputs(stages, files)
    notice(f"going on after {stages.last}")
    return stages


def digests_of(queries: Iterable[QueryFile]) -> dict[str, str]:
    """Return the digest of each query's text by its name, in the order given."""
    return {query.name: query.sha256 for query in queries}


def missing_queries(
    con: duckdb.DuckDBPyConnection, queries: Sequence[QueryFile], stages: Stages
) -> list[QueryFile]:
    """Return the queries to run: those not finished, and those that they read of which nothing is there."""
    there = {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()}
    there |= {name for (name,) in con.execute("select view_name from duckdb_views()").fetchall()}
    missing: set[str] = set()
    for query in reversed(queries):
        read = any(query.name in other.reads for other in queries if other.name in missing)
        if query_stage(query.name) not in stages or (read and query.name not in there):
            missing.add(query.name)
    return [query for query in queries if query.name in missing]


def require_loaded(con: duckdb.DuckDBPyConnection) -> None:
    """Make sure that the tables of a run that was stopped are where it left them.

    Raises:
        CaseError: when they are not.
    """
    if not con.execute("select 1 from duckdb_tables() where table_name = 'input_count'").fetchall():
        raise cannot_go_on("its tables are gone: are --temp-dir and --no-database as they were?")


@contextmanager
def keeping_for_later(folder: CaseFolder) -> Iterator[None]:
    """Let the work be removed after an error that going on would only meet again."""
    try:
        yield
    except BaseException as error:
        if not is_from_outside(error):
            folder.keep = False
        raise


@contextmanager
def telling_what_is_kept(folder: CaseFolder) -> Iterator[None]:
    """Note on whatever ends the block that work was kept, and where."""
    try:
        yield
    except BaseException as error:
        if folder.kept is not None:
            stages = Stages.read(folder.kept)
            _note(error, stages.last if stages else "nothing", shown_path(str(folder.kept)))
        raise


def _note(error: BaseException, last: str, kept: str) -> None:
    told = (
        f"the same command with --resume goes on after {last}; without it, it begins again\n"
        f"until then the work done is kept, personal data as the case itself, in {kept}"
    )
    if isinstance(error, OffpurposeError):
        # The hint of a refusal to go on still holds; that nothing was left behind does not.
        error.hint = told if is_from_outside(error) else f"{error.hint}\n{told}"
    else:
        error.add_note(told)


def _key(incident: Incident, options: AuditOptions) -> dict[str, Any]:
    return {
        "incident file": sha256_of(incident.text),
        "rule packs": [sha256_of(use.pack.text) for use in incident.matching.rules],
        "versions": versions(),
        "queries": digests_of(
            (*CONTACT_MATCHING.queries, *(sensitivity_queries() if options.sensitivity else ()))
        ),
        "options": {
            "max_rejected": options.max_rejected,
            "account_ids_are_identifiers": options.account_ids_are_identifiers,
            "database": options.database,
            "sensitivity": options.sensitivity,
        },
    }


def _require_same_inputs(stages: Stages, files: Files) -> None:
    before = [(file["input"], file["name"], file["sha256"]) for file in stages.facts(LOADED)]
    found = [file for of_input in files.values() for file in of_input]
    with ThreadPoolExecutor() as pool:
        digests = list(pool.map(file_sha256, found))
    now = [(file.input, file.name, digest) for file, digest in zip(found, digests, strict=True)]
    if now != before:
        changed = list(dict.fromkeys(name for _, name, _ in [*before, *now] if _differs(name, before, now)))
        raise cannot_go_on(f"of other inputs: {', '.join(changed[:_MOST_NAMED])}")


def _differs(name: str, before: list[tuple[str, str, str]], now: list[tuple[str, str, str]]) -> bool:
    return [each for each in before if each[1] == name] != [each for each in now if each[1] == name]
