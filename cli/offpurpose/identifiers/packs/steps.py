"""Reading the steps of a rule pack."""

from __future__ import annotations

import duckdb

from offpurpose.identifiers.packs.model import Argument, Kind, Step
from offpurpose.identifiers.packs.vocabulary import VOCABULARY
from offpurpose.settings.sections import Section, did_you_mean, quoted

_CALLED = "called"
_REFUSE = ("refuse_unless", "refuse_if")


def read_steps(section: Section, kind: Kind) -> tuple[Step, ...]:
    """Return the steps of a kind; what is wrong with them is noted."""
    given = section.items("steps", required=True)
    return tuple(
        step for place, item in enumerate(given) if (step := _step(section, kind, f"steps[{place}]", item))
    )


def _step(section: Section, kind: Kind, key: str, item: object) -> Step | None:
    table = {item: None} if isinstance(item, str) else item
    if not isinstance(table, dict):
        section.problem(key, "must be a word, or a table of a word and what it is given")
        return None
    called = table.get(_CALLED, "")
    words = [word for word in table if word != _CALLED]
    if len(words) != 1 or not isinstance(called, str):
        section.problem(key, f"must be a table of one word and what it is given, and `{_CALLED}` at most")
        return None
    return _known_step(section, kind, key, (words[0], table[words[0]], called))


def _known_step(section: Section, kind: Kind, key: str, given: tuple[str, object, str]) -> Step | None:
    word, argument, called = given
    known = VOCABULARY[kind]
    if word not in known:
        section.problem(key, f"{quoted(word)} is no step of {kind} rules, {did_you_mean(word, known)}")
        return None
    if word in _REFUSE and not called:
        section.problem(key, f"{word} needs a `{_CALLED}`, the name under which its refusals are counted")
    fault = _FAULTS[known[word]](argument)
    if fault:
        section.problem(key, f"{word} {fault}")
        return None
    return Step(word, _argument(argument), called)


def _argument(given: object) -> Argument:
    if isinstance(given, dict):
        return tuple((str(old), str(new)) for old, new in given.items())
    if isinstance(given, list):
        return tuple(map(str, given))
    return given if isinstance(given, str | int) else None


def _nothing(argument: object) -> str | None:
    return None if argument is None else "is given nothing: write the word alone"


def _text(argument: object) -> str | None:
    return None if isinstance(argument, str) and argument else "must be given a text"


def _number_or_nothing(argument: object) -> str | None:
    if argument is None or (isinstance(argument, int) and not isinstance(argument, bool) and argument > 0):
        return None
    return "must be given a number of 1 or more, or nothing"


def _domains(argument: object) -> str | None:
    good = isinstance(argument, list) and argument and all(_text(each) is None for each in argument)
    return None if good else 'must be given a list of domains, or ["*"] for all'


def _domain_pairs(argument: object) -> str | None:
    good = isinstance(argument, dict) and argument and all(_text(each) is None for each in argument.values())
    return None if good else 'must be given a table of domains: { "old.example" = "new.example" }'


def _pattern(argument: object) -> str | None:
    if _text(argument):
        return "must be given a regular expression"
    with duckdb.connect() as con:
        try:
            con.execute("select regexp_full_match('', ?)", [argument]).fetchall()
        except duckdb.Error:
            return f"{quoted(str(argument))} is no regular expression that RE2 knows"
    return None


_FAULTS = {
    "nothing": _nothing,
    "characters": _text,
    "text": _text,
    "number_or_nothing": _number_or_nothing,
    "domains": _domains,
    "domain_pairs": _domain_pairs,
    "pattern": _pattern,
}
