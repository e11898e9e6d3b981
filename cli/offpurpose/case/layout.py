"""What the case folder holds: its tables, their columns and their order, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueType = Literal[
    "id",  # an account id, shown as it is
    "given",  # other text from an input: shown unless it looks like an address or a number
    "code",  # text of our own
    "instant",  # TIMESTAMP, UTC
    "day",  # DATE, UTC
    "number",  # an id that is a number in the tables, and text in the outputs
    "count",  # a whole number
    "share",  # a quotient, to six decimals
]

TEXT_TYPES = frozenset({"id", "given", "code"})


@dataclass(frozen=True, slots=True)
class CodeList:
    """A table of values that an output names by number: `number` counts its rows from 0 without a gap."""

    table: str
    number: str


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column of an output, and the expression over its relation that it is made of (None: its name).

    With `codes` the relation has the number of a row of that list, and the value stands in the list.
    """

    name: str
    type: ValueType
    source: str | None = None
    codes: CodeList | None = None

    @property
    def sql(self) -> str:
        """The expression over the relation."""
        return f'"{self.name}"' if self.source is None else self.source


@dataclass(frozen=True, slots=True)
class Output:
    """One table of the case folder; `name` is its path without suffix, `relation` is what it is read from.

    `columns` None takes those of the relation. Rows are sorted by `key`, then by the other columns in their
    order; None sorts by all columns in their order. Where `in_order`, SQL for a truth, is true, the rows of
    the relation stand in that order already.
    """

    name: str
    relation: str
    columns: tuple[OutputColumn, ...] | None = None
    key: tuple[str, ...] = ()
    csv: bool = True
    parquet: bool = False
    in_order: str = "false"


_LIST_COLUMNS = (
    OutputColumn("account_id", "id"),
    OutputColumn("verdict", "code"),
    OutputColumn("reasons", "code"),
    OutputColumn("kinds", "given"),
    OutputColumn("systems", "given"),
    OutputColumn("first_matched_at", "instant"),
    OutputColumn("last_matched_at", "instant"),
    OutputColumn("matches", "count"),
    OutputColumn("uploads", "count"),
    OutputColumn("advertisers", "count"),
    OutputColumn("partners", "count"),
    OutputColumn("country", "given"),
    OutputColumn("country_source", "code"),
    OutputColumn("account_status", "code"),
)

_UPLOADS = CodeList("upload_code", "upload_no")
_REASONS = CodeList("reason_code", "reason_no")

_VERDICT_COLUMNS = (
    OutputColumn("match_id", "given"),
    OutputColumn("account_id", "id"),
    OutputColumn("upload_id", "given", codes=_UPLOADS),
    OutputColumn("matched_at", "instant"),
    OutputColumn("system", "given", codes=_UPLOADS),
    OutputColumn("advertiser_id", "given", codes=_UPLOADS),
    OutputColumn("partner_id", "given", codes=_UPLOADS),
    OutputColumn("kind", "given"),
    OutputColumn("verdict", "code", codes=_REASONS),
    OutputColumn("reason", "code", codes=_REASONS),
)

# A source_row is the number of the file times 2^40, plus the number of the record in it.
_REJECTED = """(
    select
        rejected_row.input,
        input_file.name as file,
        rejected_row.source_row & 1099511627775 as record,
        rejected_row.column_name,
        rejected_row.reason,
        rejected_row.masked_value
    from rejected_row
    left join input_file on rejected_row.source_row >> 40 = input_file.file_no
)"""

_REJECTED_COLUMNS = (
    OutputColumn("input", "code"),
    OutputColumn("file", "code"),
    OutputColumn("record", "count"),
    OutputColumn("column", "given", "column_name"),
    OutputColumn("reason", "code"),
    OutputColumn("masked_value", "given"),
)

_COVERAGE = "(select *, 'days are UTC; a day with one accepted row is covered' as note from coverage)"

# An id that the log gives twice is a conflict; ids that are all numbers are all given. Where all differ, the
# order in which `verdict_code` stands is total.
_MATCH_IDS_DIFFER = """(
    select
        (select coalesce(sum(conflicts), 0) = 0 from input_count where input = 'matches')
        and (select typeof(any_value(match_id)) = 'BIGINT' from match)
)"""

_JUDGED = "(select * from verdict_code where counted_as = 'judged')"

VERDICTS = Output(
    "accounts/verdicts",
    _JUDGED,
    _VERDICT_COLUMNS,
    key=("account_id", "matched_at", "match_id", "upload_id"),
    csv=False,
    parquet=True,
    in_order=_MATCH_IDS_DIFFER,
)

_INPUT_COLUMNS = (
    OutputColumn("input", "code"),
    OutputColumn("file", "given", "name"),
    OutputColumn("bytes", "count"),
    OutputColumn("sha256", "code"),
    OutputColumn("rows", "count"),
)

BREAKDOWNS = ("country", "system", "advertiser", "partner", "kind", "purpose", "month", "reason")

OUTPUTS: tuple[Output, ...] = (
    Output("accounts/affected_accounts", "affected_account", _LIST_COLUMNS, parquet=True),
    Output("accounts/possibly_affected_accounts", "possibly_affected_account", _LIST_COLUMNS, parquet=True),
    VERDICTS,
    Output("accounts/rejected_rows", _REJECTED, _REJECTED_COLUMNS),
    *(Output(f"report/by_{key}", f"by_{key}") for key in BREAKDOWNS),
    Output("report/coverage", _COVERAGE),
    Output("report/inputs", "input_file", _INPUT_COLUMNS),
)

# Text columns of our own making, where the columns of an output are those of its relation.
OWN_TEXT = frozenset({"input", "note", "reason", "month"})

TYPE_OF: dict[str, ValueType] = {
    "VARCHAR": "given",
    "TIMESTAMP": "instant",
    "DATE": "day",
    "BIGINT": "count",
    "INTEGER": "count",
    "HUGEINT": "count",
    "DOUBLE": "share",
}
"""Of a DuckDB type: what values of it are in an output."""
