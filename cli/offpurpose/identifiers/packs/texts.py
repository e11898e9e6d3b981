"""The steps that any text can take, as SQL."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from offpurpose.engine.sql_text import quoted_text
from offpurpose.identifiers.packs.model import Step
from offpurpose.identifiers.white_space import (
    WHITE_SPACE,
    WHITE_SPACE_SQL,
    characters_sql,
    is_ascii,
    solid_ascii,
    trimmed,
)

LOWER_FULL_FUNCTION = "offpurpose_lower_full"

_ASCII_WHITE_SPACE = characters_sql(each for each in WHITE_SPACE if each.isascii())
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class StepSql(NamedTuple):
    """How a step is written, over a column and what the step is given, and whether it can leave nothing."""

    write: Callable[[str, Step], str]
    leaves_nothing: bool = True


def lower_full(texts: pa.ChunkedArray) -> pa.Array:
    """Lower-case each text by Unicode's full mapping, for DuckDB, which knows the simple one."""
    return pa.array([None if text is None else text.lower() for text in texts.to_pylist()], pa.string())


def _trim_ascii(text: str, _: Step) -> str:
    return f"case when {solid_ascii(text)} then {text} else trim({text}, {_ASCII_WHITE_SPACE}) end"


def _without(text: str, characters: str) -> str:
    return f"case when {solid_ascii(text)} then {text} else translate({text}, {characters}, '') end"


def _lower_full(text: str, _: Step) -> str:
    return f"case when {is_ascii(text)} then lower({text}) else {LOWER_FULL_FUNCTION}({text}) end"


def _lower_ascii(text: str, _: Step) -> str:
    letter_by_letter = f"translate({text}, '{_UPPER}', '{_UPPER.lower()}')"
    return f"case when {is_ascii(text)} then lower({text}) else {letter_by_letter} end"


def _drop_leading_zeros(text: str, step: Step) -> str:
    if step.argument is None:
        return f"ltrim({text}, '0')"
    return f"regexp_replace({text}, '^0{{0,{step.argument}}}', '')"


def _fold_digits(text: str, _: Step) -> str:
    digits, plain = _other_digits()
    return f"case when {is_ascii(text)} then {text} else translate({text}, '{digits}', '{plain}') end"


@cache
def _other_digits() -> tuple[str, str]:
    """Every decimal digit but 0-9, and what it stands for."""
    found = [each for each in map(chr, range(128, sys.maxunicode + 1)) if unicodedata.category(each) == "Nd"]
    return "".join(found), "".join(str(unicodedata.decimal(each)) for each in found)


def _drop_plus(text: str, _: Step) -> str:
    return f"case when starts_with({text}, '+') then substr({text}, 2) else {text} end"


def _nfc(text: str, _: Step) -> str:
    return f"case when {is_ascii(text)} then {text} else nfc_normalize({text}) end"


def _remove(text: str, step: Step) -> str:
    # Most texts have nothing to remove, and looking for it is cheap.
    any_of = "".join(f"\\x{{{ord(character):X}}}" for character in step.text)
    removed = f"translate({text}, {quoted_text(step.text)}, '')"
    return f"case when regexp_matches({text}, '[{any_of}]') then {removed} else {text} end"


def _matches(text: str, step: Step) -> str:
    return f"regexp_full_match({text}, {quoted_text(step.text)})"


def _drop_prefix(text: str, step: Step) -> str:
    return f"regexp_replace({text}, {quoted_text(f'^(?:{step.text})')}, '')"


TEXT_STEPS: dict[str, StepSql] = {
    "trim_unicode": StepSql(lambda text, _: trimmed(text)),
    "trim_ascii": StepSql(_trim_ascii),
    "trim": StepSql(lambda text, step: f"trim({text}, {quoted_text(step.text)})"),
    "remove_white_space": StepSql(lambda text, _: _without(text, WHITE_SPACE_SQL)),
    "remove_ascii_white_space": StepSql(lambda text, _: _without(text, _ASCII_WHITE_SPACE)),
    "remove": StepSql(_remove),
    "lower_unicode": StepSql(lambda text, _: f"lower({text})", leaves_nothing=False),
    "lower_full": StepSql(_lower_full, leaves_nothing=False),
    "lower_ascii": StepSql(_lower_ascii, leaves_nothing=False),
    "nfc": StepSql(_nfc, leaves_nothing=False),
    "refuse_unless": StepSql(lambda text, step: f"case when {_matches(text, step)} then {text} end"),
    "refuse_if": StepSql(lambda text, step: f"case when not {_matches(text, step)} then {text} end"),
    "drop_prefix": StepSql(_drop_prefix),
    "drop_leading_zeros": StepSql(_drop_leading_zeros),
    "prefix": StepSql(lambda text, step: f"{quoted_text(step.text)} || {text}", leaves_nothing=False),
    "keep_digits": StepSql(lambda text, _: f"regexp_replace({text}, '[^0-9]+', '', 'g')"),
    "fold_digits": StepSql(_fold_digits, leaves_nothing=False),
    "drop_plus": StepSql(_drop_plus),
}
"""Word -> how it is written."""
