"""The rules under which the bounds hold, as the summary and the manifest state them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from offpurpose.engine.checksum import sha256_of
from offpurpose.identifiers.packs import STATED, stated_names
from offpurpose.incident import Incident, RuleUse
from offpurpose.incident.keys import keys_at_hand

Json = dict[str, Any]


def rules_of(incident: Incident, versions: Mapping[str, str]) -> Json:
    """Say how the ad system normalised and hashed, and with what that was done again.

    `email` and `phone` name the rule for each, or else the packs.
    """
    matching = incident.matching
    email, phone = _names(matching.rules)
    at_hand = {key.key_id for key in keys_at_hand(matching, incident.folder)}
    return {
        "hash": list(matching.hash),
        "email": email,
        "phone": phone,
        "packs": [_pack(use) for use in matching.rules],
        "keys": [{"key_id": key.key_id, "at_hand": key.key_id in at_hand} for key in matching.keys],
        "default_region": matching.default_region,
        "other_kinds": list(matching.other_kinds),
        "versions": {name: versions[name] for name in ("offpurpose", "phonenumbers")},
    }


def pack_files(incident: Incident) -> list[Json]:
    """Return the text of every rule pack of an incident, each once; those that it states itself have none."""
    packs = {use.pack.name: use.pack for use in incident.matching.rules if use.pack.text}
    return [{"name": pack.name, "sha256": sha256_of(pack.text), "text": pack.text} for pack in packs.values()]


def _pack(use: RuleUse) -> Json:
    pack = use.pack
    return {
        "name": pack.name,
        "title": pack.title,
        "dated": None if pack.dated is None else pack.dated.isoformat(),
        "sha256": sha256_of(pack.text) if pack.text else None,
        "systems": list(use.systems),
        "from": _instant(use.start),
        "until": _instant(use.until),
    }


def _names(uses: Iterable[RuleUse]) -> tuple[str, str]:
    [first, *_] = packs = [use.pack for use in uses]
    if first.name == STATED and not first.text:
        return stated_names(first)
    names = ", ".join(dict.fromkeys(pack.name for pack in packs))
    return names, names


def _instant(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
