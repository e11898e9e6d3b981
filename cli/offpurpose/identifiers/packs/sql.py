"""The steps of a rule pack as SQL over a column of text: layers of expressions, so that nothing is stored.

A text that a step refuses is NULL from there on; the first NULL tells the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from offpurpose.engine.sql_text import quoted_text
from offpurpose.identifiers import email
from offpurpose.identifiers.packs.domains import DOMAIN_STEPS
from offpurpose.identifiers.packs.model import NOT_TAKEN, Step
from offpurpose.identifiers.packs.texts import TEXT_STEPS

E164_FUNCTION = "offpurpose_e164"
Columns = dict[str, str]

# What `email.lowercase` does in one expression, a third of the time of the steps one by one.
_LOWERCASE = (Step("trim_unicode"), Step("require_address"), Step("lower_unicode"))
_LOWERCASE_OTHERWISE = (Step("trim_unicode"), Step("lower_unicode"), Step("require_address"))


@dataclass(frozen=True, slots=True)
class RuleSql:
    """What a rule makes of a column of text: layers of columns to add, in order, and where the answers are.

    `normal` is the column of the normalised text, NULL where it is refused.
    """

    layers: tuple[Columns, ...]
    normal: str


def rule_sql(steps: Sequence[Step] | None, value: str, region: str, name: str) -> RuleSql:
    """Write the layers that normalise the column `value`; `name` begins the names of the columns added.

    `region` is the column of a phone number's region, as given. Without steps nothing is taken.
    """
    if steps is None:
        return RuleSql(({f"{name}_0": "cast(null as varchar)"},), f"{name}_0")
    layers: list[Columns] = []
    at = value
    for place, expression in enumerate(_expressions(tuple(steps), region)):
        layers.append({f"{name}_{place}": expression(at)})
        at = f"{name}_{place}"
    return RuleSql(tuple(layers), at)


def refusing_sql(
    steps: Sequence[Step] | None, value: str, region: str, name: str
) -> tuple[tuple[Columns, ...], str]:
    """Write layers that take every step by itself, and SQL over them for the name of the step that refuses.

    It is NULL where `value` is, and where no step refuses.
    """
    if steps is None:
        return (), f"case when {value} is not null then '{NOT_TAKEN}' end"
    layers: list[Columns] = []
    at, whens = value, [f"when {value} is null then null"]
    for place, step in enumerate(steps):
        column = f"{name}_{place}"
        layers.append({column: step_sql(step, at, region)})
        whens.append(f"when {column} is null then {quoted_text(step.name)}")
        at = column
    return tuple(layers), f"case {' '.join(whens)} end"


def step_sql(step: Step, text: str, region: str) -> str:
    """Write SQL for what a step makes of the column `text`, NULL where it refuses or leaves nothing."""
    if step.word in _PHONE_STEPS:
        return _PHONE_STEPS[step.word](text, region)
    write, may_empty = (DOMAIN_STEPS | TEXT_STEPS)[step.word]
    made = write(text, step)
    return f"nullif({made}, '')" if may_empty else made


def _expressions(steps: tuple[Step, ...], region: str) -> Iterator[Callable[[str], str]]:
    """Functions from a column to the SQL of what comes next, several steps in one where that is faster."""
    rest = steps
    if steps[:3] in (_LOWERCASE, _LOWERCASE_OTHERWISE):
        yield email.lowercase
        rest = steps[3:]
    for step in rest:
        yield partial(_step_of, step, region)


def _step_of(step: Step, region: str, text: str) -> str:
    return step_sql(step, text, region)


def _digits(text: str, region: str) -> str:
    """Write SQL for a number in E.164 without `+`; rows without one do not reach the function."""
    return f"case when {text} is not null then {E164_FUNCTION}({text}, {region}) end"


def _e164(text: str, region: str) -> str:
    return f"'+' || {_digits(text, region)}"


def _national(text: str, region: str) -> str:
    # No calling code begins with another one.
    codes = "|".join(map(str, sorted(COUNTRY_CODE_TO_REGION_CODE)))
    return f"regexp_replace({_digits(text, region)}, '^(?:{codes})', '')"


_PHONE_STEPS = {"e164": _e164, "e164_no_plus": _digits, "national": _national}
