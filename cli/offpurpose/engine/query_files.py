"""Finding the audit's SQL files, reading their headers, and putting them in running order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from offpurpose.engine.checksum import sha256_of
from offpurpose.errors import QueryError

_CHECKOUT = Path(__file__).resolve().parents[3]
_FIELDS = (
    "Title", "Grain", "Assumes", "Rules", "Stored", "Partitioned", "Numbers",
    "Fails", "Warns", "Stands for", "Concerns",
)  # fmt: skip
# Of each text: how many SELECTs it is, none where it is something else; the tables, and those of its WITH.
_PARSE = """
select
    coalesce(json_array_length(parsed, '$.statements'), 0),
    json_extract_string(parsed, '$..table_name'),
    json_extract_string(parsed, '$..cte_map.map[*].key')
from (
    select place, json_serialize_sql(text) as parsed
    from (select generate_subscripts(texts, 1) as place, unnest(texts) as text from (select ? as texts))
)
order by place
"""
_REQUIRED = ("Title", "Grain", "Assumes", "Rules")


@dataclass(frozen=True)
class QueryFile:
    """One query: a SELECT whose file name is the name of the table that it makes."""

    name: str
    folder: str
    text: str
    header: dict[str, str]
    reads: frozenset[str]

    @property
    def is_view(self) -> bool:
        """Whether the result is computed anew by each reader rather than stored."""
        return self.header.get("Stored") == "no"

    @property
    def is_passing(self) -> bool:
        """Whether the table is only needed while the audit runs."""
        return self.header.get("Stored") == "while the audit runs"

    @property
    def is_in_order(self) -> bool:
        """Whether the rows of the table stand in the order that the query gives them."""
        return self.header.get("Stored") == "in order"

    @property
    def is_by_account(self) -> bool:
        """Whether the rows of an account can be told from those of no other account in what it reads."""
        return self.header.get("Partitioned") == "by account"

    @property
    def numbers(self) -> str | None:
        """The column that counts the rows of the table."""
        return self.header.get("Numbers")

    @property
    def sha256(self) -> str:
        """Digest of the file's text, as hex."""
        return sha256_of(self.text)


def queries_root() -> Traversable:
    """Return the folder of SQL files: in the package, or beside pyproject.toml in a checkout."""
    packaged = files("offpurpose") / "queries"
    if packaged.is_dir():
        return packaged
    checkout = _CHECKOUT / "queries"
    if (_CHECKOUT / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    raise QueryError("the audit's queries are not installed", hint="install the package again")


@cache
def load_queries(folders: tuple[str, ...]) -> tuple[QueryFile, ...]:
    """Read the queries of some folders, in an order in which each runs after what it reads."""
    return tuple(in_running_order(_read_all(folders)))


def in_running_order(queries: Iterable[QueryFile]) -> Iterator[QueryFile]:
    """Yield queries so that each comes after those that it reads; otherwise as given.

    Raises:
        QueryError: when queries read each other in a circle.
    """
    by_name = {query.name: query for query in queries}
    graph = {name: sorted(query.reads & by_name.keys()) for name, query in by_name.items()}
    try:
        yield from (by_name[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise QueryError(f"queries read each other in a circle: {circle}") from error


def needed_for(queries: Iterable[QueryFile], *names: str) -> tuple[QueryFile, ...]:
    """Return the queries of these names and all that they read, directly or not, in the order given."""
    by_name = {query.name: query for query in queries}
    needed, waiting = set[str](), set(names)
    while waiting:
        needed |= waiting
        waiting = {read for each in waiting for read in by_name[each].reads & by_name.keys()} - needed
    return tuple(query for query in by_name.values() if query.name in needed)


def parse_query(name: str, folder: str, text: str) -> QueryFile:
    """Read one query: its header, and the tables that its one SELECT reads."""
    [query] = _parsed([(name, folder, text)])
    return query


def _read_all(folders: tuple[str, ...]) -> list[QueryFile]:
    return _parsed(
        [
            (entry.name.removesuffix(".sql"), folder, entry.read_text(encoding="utf-8"))
            for folder in folders
            for entry in sorted((queries_root() / folder).iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".sql")
        ]
    )


def _parsed(given: list[tuple[str, str, str]]) -> list[QueryFile]:
    """Read queries, each given as name, folder and text."""
    # The parser of DuckDB takes a tenth of the time of others, and looks no name up.
    with duckdb.connect(":memory:", config={"threads": 1, "enable_external_access": False}) as parser:
        found = parser.execute(_PARSE, [[text for _, _, text in given]]).fetchall()
    queries = []
    for (name, folder, text), (statements, tables, own) in zip(given, found, strict=True):
        if statements != 1:
            raise QueryError(f"query {name} is not one SELECT")
        queries.append(QueryFile(name, folder, text, _header(name, text), frozenset(tables) - set(own)))
    return queries


def _header(name: str, text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    field = ""
    for line in text.splitlines():
        if not line.startswith("-- "):
            break
        label, colon, rest = line[3:].partition(": ")
        if colon and label in _FIELDS:
            field = label
            header[field] = rest.strip()
        elif field:
            header[field] += " " + line[3:].strip()
    missing = [label for label in _REQUIRED if label not in header]
    if missing:
        raise QueryError(f"query {name} lacks a header line: {', '.join(missing)}")
    return header
