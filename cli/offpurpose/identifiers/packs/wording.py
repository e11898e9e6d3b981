"""A rule pack in words: what it does to an identifier, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable

from offpurpose.identifiers.packs.model import NOT_TAKEN, Kind, RulePack, Step

_ANY_DOMAIN = "*"

_JUDGES = frozenset({"require_address", "idn", "e164", "e164_no_plus", "national"})

_DONE: dict[str, str] = {
    "trim_unicode": "white space trimmed",
    "trim_ascii": "ASCII white space trimmed",
    "remove_white_space": "all white space removed",
    "remove_ascii_white_space": "all ASCII white space removed",
    "lower_unicode": "lower-cased",
    "lower_full": "lower-cased (full mapping)",
    "lower_ascii": "A to Z lower-cased",
    "nfc": "composed (NFC)",
    "idn": "domain to A-labels",
    "keep_digits": "all but digits removed",
    "fold_digits": "every decimal digit to 0-9",
    "drop_plus": "a leading + dropped",
    "e164": "E.164 with +",
    "e164_no_plus": "E.164 without +",
    "national": "national number, without country code",
}

_WHY: dict[str, str] = {
    NOT_TAKEN: "the platform takes none of this kind",
    "require_address": "no address: nothing on one side of the @, or white space inside",
    "drop_dots_at": "nothing is left before the @",
    "drop_plus_at": "nothing is left before the @",
    "idn": "the domain is none that can be written in A-labels",
    "e164": "no number of a possible length, or no country to read it in",
    "e164_no_plus": "no number of a possible length, or no country to read it in",
    "national": "no number of a possible length, or no country to read it in",
}


def in_words(pack: RulePack, kind: Kind) -> str:
    """Say what a pack does to identifiers of a kind, step by step."""
    steps = pack.steps(kind)
    if steps is None:
        return "not taken"
    done = [told for step in steps if (told := _done(step))]
    times = {told: f" ({done.count(told)} times)" if done.count(told) > 1 else "" for told in done}
    return "; ".join(told + times[told] for told in times) or "as it is"


def refusals(pack: RulePack, kind: Kind) -> tuple[str, ...]:
    """Return the names of the steps that refuse identifiers of a kind for what they are."""
    steps = pack.steps(kind)
    if steps is None:
        return (NOT_TAKEN,)
    return tuple(dict.fromkeys(step.name for step in steps if _refuses(step)))


def why_refused(pack: RulePack, kind: Kind, name: str) -> str:
    """Say why the step of that name refuses an identifier; it says nothing of the identifier itself."""
    steps = [step for step in pack.steps(kind) or () if step.name == name]
    if not steps:
        return _WHY.get(name, "it cannot be read")
    step = steps[0]
    if step.word == "refuse_unless":
        return f"it does not match {step.argument}"
    if step.word == "refuse_if":
        return f"it matches {step.argument}"
    return _WHY.get(step.word, "nothing is left of it")


def _refuses(step: Step) -> bool:
    return step.word.startswith("refuse") or step.word in _JUDGES


def _done(step: Step) -> str | None:
    if step.word in _GIVEN:
        return _GIVEN[step.word](step)
    return _DONE.get(step.word)


def _domains(step: Step) -> str:
    given = (
        [each for each in step.argument if isinstance(each, str)] if isinstance(step.argument, tuple) else []
    )
    return "every domain" if given == [_ANY_DOMAIN] else " and ".join(given)


def _renamed(step: Step) -> str:
    pairs = (
        [each for each in step.argument if isinstance(each, tuple)]
        if isinstance(step.argument, tuple)
        else []
    )
    return ", ".join(f"{old} to {new}" for old, new in pairs)


def _characters(step: Step) -> str:
    return "".join(
        character.encode("unicode_escape").decode("ascii") if _is_escaped(character) else character
        for character in str(step.argument)
    )


def _is_escaped(character: str) -> bool:
    return character == "\\" or not character.isprintable()


_GIVEN: dict[str, Callable[[Step], str]] = {
    "trim": lambda step: f"'{_characters(step)}' trimmed",
    "remove": lambda step: f"'{_characters(step)}' removed",
    "drop_prefix": lambda step: f"a beginning like {step.argument} dropped",
    "drop_leading_zeros": lambda step: (
        "leading zeros dropped" if step.argument is None else f"up to {step.argument} leading zeros dropped"
    ),
    "prefix": lambda step: f"{_characters(step)} put before",
    "drop_dots_at": lambda step: f"dots dropped at {_domains(step)}",
    "drop_plus_at": lambda step: f"+suffix dropped at {_domains(step)}",
    "rename_domain": lambda step: f"domain {_renamed(step)}",
}
