"""The section of an incident file that says how the ad system made digests of identifiers."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from offpurpose.errors import IncidentFileError
from offpurpose.identifiers.packs import RulePack, load_pack, stated_pack
from offpurpose.incident.keys import read_key_places
from offpurpose.incident.model import HASH_ALGORITHMS, EmailRule, Matching, PhoneRule, RuleUse
from offpurpose.inputs.contract import CONTACT_KINDS
from offpurpose.settings.sections import Section, quoted

_KEYS = ("hash", "email", "phone", "rules", "default_region", "other_kinds", "keys")
_STATED = ("hash", "email", "phone")
_RULE_KEYS = ("pack", "systems", "from", "until")


def read_matching(root: Section, folder: Path, timezone: str | None) -> Matching:
    """Return the section `matching`; what is wrong with it, or with a rule pack of `folder`, is noted."""
    section = root.section("matching", _KEYS, required=True)
    if section is None:
        return Matching((), None, ())
    return Matching(
        rules=_rules(section, folder, timezone) if "rules" in section else _stated_rules(section),
        default_region=_region(section),
        other_kinds=_other_kinds(section),
        keys=read_key_places(section, folder),
    )


def _stated_rules(section: Section) -> tuple[RuleUse, ...]:
    algorithms = section.known_texts("hash", HASH_ALGORITHMS, noun="algorithm", required=True)
    email = section.choice("email", get_args(EmailRule))
    return (RuleUse(stated_pack(algorithms, email, section.choice("phone", get_args(PhoneRule)))),)


def _rules(section: Section, folder: Path, timezone: str | None) -> tuple[RuleUse, ...]:
    for key in _STATED:
        if key in section:
            section.problem(key, "stands beside matching.rules, which says the same")
    uses: list[RuleUse] = []
    for key, given in section.texts_or_tables("rules", _RULE_KEYS, if_empty="names no rule pack"):
        if isinstance(given, Section):
            use = _limited_rule(given, folder, timezone)
        else:
            use = _rule(section, key, given, folder)
        uses += [use] if use else []
    _note_unlike(section, uses)
    return tuple(uses)


def _rule(section: Section, key: str, name: str, folder: Path) -> RuleUse | None:
    pack = _pack(section, key, name, folder)
    return None if pack is None else RuleUse(pack)


def _limited_rule(section: Section, folder: Path, timezone: str | None) -> RuleUse | None:
    name = section.text("pack", required=True)
    start, until = section.instant("from", timezone), section.instant("until", timezone)
    if start and until and until <= start:
        section.problem("until", "is not after from")
    systems = section.texts("systems", if_empty="names no system: leave it out for all of them")
    pack = None if name is None else _pack(section, "pack", name, folder)
    return None if pack is None else RuleUse(pack, systems, start, until)


def _pack(section: Section, key: str, name: str, folder: Path) -> RulePack | None:
    try:
        return load_pack(name, folder=folder)
    except IncidentFileError as error:
        section.problem(key, error.message)
        return None


def _note_unlike(section: Section, uses: list[RuleUse]) -> None:
    """Note two packs of one name that are not the same: what stands in a case must tell them apart."""
    known: dict[str, RulePack] = {}
    for use in uses:
        if known.setdefault(use.pack.name, use.pack) != use.pack:
            section.problem("rules", f"two rule packs have the name {quoted(use.pack.name)}")


def _region(section: Section) -> str | None:
    given = section.text("default_region")
    if given is None:
        return None
    region = given.strip().upper()
    # It takes long to load, and a command about a finished case never asks.
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415

    if region not in SUPPORTED_REGIONS:
        section.problem("default_region", f"{quoted(given)} is no region (an ISO country code, such as US)")
    return region


def _other_kinds(section: Section) -> tuple[str, ...]:
    kinds = section.texts("other_kinds", fold=lambda kind: kind.strip().lower())
    for kind in kinds:
        if kind in (*CONTACT_KINDS, "e-mail"):
            section.problem("other_kinds", f"{quoted(kind)} is contact data")
    return kinds
