"""The notification list, one file for each country or language of the people on it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import duckdb

from offpurpose.case.layout import Output, OutputColumn
from offpurpose.case.opening import Case
from offpurpose.case.private import make_private_folder
from offpurpose.case.tables import write_csv
from offpurpose.engine.run import Progress
from offpurpose.engine.sql_text import quoted_text
from offpurpose.exporting.lists import AFFECTED, list_of

Split = Literal["country", "language"]
SPLITS: tuple[Split, ...] = get_args(Split)

NOTIFY = "notify"
_UNKNOWN = "unknown"
_OTHER = "other"
_ISO = "^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
_INDEX_COLUMNS = (
    OutputColumn("file", "code"),
    OutputColumn("part", "code"),
    OutputColumn("accounts", "count"),
)


def write_split(
    con: duckdb.DuckDBPyConnection, case: Case, folder: Path, split: Split, progress: Progress
) -> dict[str, int]:
    """Write the notification list in parts, with an index of them, and return the rows of each file.

    A part is a country (ISO 3166, also with a subdivision), or the official languages of one. Accounts
    without a country are in the part `unknown`, those whose country is no code of ISO 3166 in `other`.
    """
    make_private_folder(folder / NOTIFY)
    _make_parts(con, case, split)
    parts = [part for (part,) in con.execute("select distinct part from part order by part").fetchall()]
    rows = {}
    for part in parts:
        inside = f"select country from part where part = {quoted_text(part)}"
        condition = f"coalesce(country, '') in ({inside})"
        name = f"{NOTIFY}/affected_accounts.{part}.csv"
        rows[name] = write_csv(con, list_of(case, AFFECTED, condition), folder / name, progress).rows
    return rows | _write_index(con, folder, dict(zip(parts, rows.items(), strict=True)), progress)


def _make_parts(con: duckdb.DuckDBPyConnection, case: Case, split: Split) -> None:
    """Create `part`: the part of each country of the list, `` being none."""
    con.execute(
        "create or replace temp table part as select distinct coalesce(country, '') as country, case"
        f" when country is null then {quoted_text(_UNKNOWN)}"
        f" when regexp_matches(country, {quoted_text(_ISO)}) then country"
        f" else {quoted_text(_OTHER)} end as part"
        f" from {list_of(case, AFFECTED).relation}"
    ).fetchall()
    if split == "language":
        countries = con.execute("select country from part where part = country").fetchall()
        for (country,) in countries:
            con.execute("update part set part = ? where country = ?", [_languages_of(country), country])


def _languages_of(country: str) -> str:
    """Return the official languages of a country by the CLDR, most spoken first, such as `de_fr_it`."""
    from babel.languages import get_official_languages  # noqa: PLC0415 - slow to import, rarely needed

    languages = get_official_languages(country.partition("-")[0], de_facto=True)
    return "_".join(language.replace("_", "-") for language in languages) or _OTHER


def _write_index(
    con: duckdb.DuckDBPyConnection, folder: Path, files: dict[str, tuple[str, int]], progress: Progress
) -> dict[str, int]:
    values = ", ".join(
        f"({quoted_text(Path(name).name)}, {quoted_text(part)}, {accounts})"
        for part, (name, accounts) in files.items()
    )
    listed = f"(values {values})" if values else "(select '', '', 0 where false)"
    relation = f"(select * from {listed} as listed (file, part, accounts))"
    name = f"{NOTIFY}/index.csv"
    output = Output(name, relation, _INDEX_COLUMNS, key=("file",))
    return {name: write_csv(con, output, folder / name, progress).rows}
