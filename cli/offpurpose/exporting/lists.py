"""The account lists of a case as relations that can be queried and written again."""

from __future__ import annotations

from dataclasses import replace

from offpurpose.case.layout import OUTPUTS, VERDICTS, Output
from offpurpose.case.opening import Case
from offpurpose.engine.sql_text import quoted_text
from offpurpose.inputs.files import literal_pattern

AFFECTED = "accounts/affected_accounts"
POSSIBLY_AFFECTED = "accounts/possibly_affected_accounts"

_BY_NAME = {output.name: output for output in OUTPUTS}


def list_of(case: Case, name: str, condition: str = "true") -> Output:
    """Return an account list of the case, read from its Parquet file, as far as a condition holds."""
    return replace(_BY_NAME[name], relation=_relation(case, name, condition))


def verdicts_of(case: Case, condition: str = "true") -> Output:
    """Return the verdicts of the case, as far as a condition holds."""
    return replace(VERDICTS, relation=_relation(case, VERDICTS.name, condition), in_order="false")


def _relation(case: Case, name: str, condition: str) -> str:
    path = literal_pattern(case.file(f"{name}.parquet").resolve())
    return f"(select * from read_parquet([{quoted_text(path)}]) where {condition})"
