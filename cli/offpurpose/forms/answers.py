"""What a case says to the things that forms ask for: each answer in words and as JSON, with its source.

Words claim no more than is known: a lower bound is "at least", an upper bound "at most".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from offpurpose.forms.facts import Facts, instant
from offpurpose.report.document import shown
from offpurpose.report.figures import WITHHELD, Value


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    text: a sentence for people.
    value: the same as JSON; None where the sentence is all.
    sources: where each part of it is from: a path of summary.json and its query, a table, a file.
    headings, rows: a table that belongs to it, by column; empty where there is none.
    """

    name: str
    text: str
    value: Any
    sources: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()


Asked = Callable[[Facts], Answer | None]
_ANSWERS: dict[str, Asked] = {}


def answer(name: str, facts: Facts) -> Answer | None:
    """Return the answer of that name; None where the case has nothing to say to it."""
    return _ANSWERS[name](facts)


def answer_names() -> frozenset[str]:
    """Return the names of all answers."""
    return frozenset(_ANSWERS)


def answers(asked: Asked) -> Asked:
    """Register a function under its name."""
    _ANSWERS[asked.__name__] = asked
    return asked


def counted(value: Value) -> str:
    """Return a number as it stands in a sentence."""
    return "[withheld]" if value is WITHHELD else shown(value)


def instant_of(text: str) -> str:
    """Return an instant of the summary as a sheet has it."""
    return instant(datetime.fromisoformat(text))
