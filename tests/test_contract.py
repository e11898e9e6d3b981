"""The canonical columns are those that the data contract lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offpurpose.inputs.contract import INPUTS

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-contract.md"
ROW = re.compile(r"^\| (\w+)( \(optional\))? \| (\*\*.*) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[bool, dict[str, bool]]]:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {name: (not optional, columns_of(cell)) for name, optional, cell in rows}


def columns_of(cell: str) -> dict[str, bool]:
    plain = re.sub(r"\([^)]*\)", "", cell).replace(" or ", ", ")
    return {name.strip(" *"): name.strip().startswith("**") for name in plain.split(",")}


def test_inputs_and_their_order() -> None:
    assert list(documented()) == list(INPUTS)


@pytest.mark.parametrize("name", INPUTS)
def test_columns(name: str) -> None:
    required, columns = documented()[name]
    contract = INPUTS[name]
    # The document calls entries and uploads optional; only contacts and matches must be given.
    assert contract.required is required
    alternatives = {column for group in contract.one_of for column in group}
    built = {column.name: column.required or column.name in alternatives for column in contract.columns}
    assert built == columns


def test_a_column_is_found_by_name() -> None:
    assert INPUTS["matches"].column("ended_at").type == "instant"
    with pytest.raises(KeyError):
        INPUTS["matches"].column("nothing")


def test_required_names() -> None:
    assert INPUTS["contacts"].required_names == ("account_id", "kind", "purpose")
