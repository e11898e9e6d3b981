"""The incident that a case states, read again without anything but the case: its rule packs, its keys."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from offpurpose.case.opening import Case
from offpurpose.case.private import make_private_folder
from offpurpose.errors import CaseError
from offpurpose.incident import Incident, incident_of
from offpurpose.incident.keys import keys_at_hand
from offpurpose.incident.model import KeyPlace

_FOLDER = "incident"
_PACK_FILE = ".toml"

Json = dict[str, Any]


def stated_incident(case: Case, work: Path) -> Incident:
    """Return the incident of a case from its manifest, with files of its own in a private folder.

    A rule pack that came from a file is the one whose text the manifest has. A key is at hand where the
    summary says that it was: its digests were compared while loading, and only that it was there matters now.

    Raises:
        CaseError: when the manifest does not state it.
        IncidentFileError: when what it states is no incident.
    """
    name, text = named_text(case)
    folder = work / _FOLDER
    make_private_folder(folder)
    read = incident_of(folder / name, _with_packs(case, text, folder))
    return replace(read, text=text, matching=replace(read.matching, keys=tuple(_keys(case, read, folder))))


def named_text(case: Case) -> tuple[str, str]:
    """Return the name and the text of the incident file that a manifest states; raises CaseError."""
    stated = case.manifest["incident"]
    name, text = stated.get("name"), stated.get("text")
    if not isinstance(name, str) or not isinstance(text, str) or PurePath(name).name != name:
        raise CaseError("it does not state its incident file")
    return name, text


def keys_gone(case: Case, incident: Incident) -> list[str]:
    """Return the ids of keys that were at hand when the case was audited, and are not now."""
    now = {key.key_id for key in keys_at_hand(incident.matching, incident.folder)}
    return sorted(_stated_keys(case) - now)


def _with_packs(case: Case, text: str, folder: Path) -> str:
    """Return an incident's text in which packs of files are named by files with the texts of the manifest."""
    try:
        given = list(dict.fromkeys(_packs_named(tomllib.loads(text))))
    except tomllib.TOMLDecodeError:
        return text
    packs = case.manifest.get("rule_packs")
    texts = [pack for pack in (packs if isinstance(packs, list) else ()) if pack.get("name") not in given]
    files = [name for name in given if name.endswith(_PACK_FILE)]
    for place, (name, pack) in enumerate(zip(files, texts, strict=False)):
        (folder / f"pack-{place}{_PACK_FILE}").write_text(str(pack.get("text")), encoding="utf-8")
        for quote in "\"'":
            text = text.replace(f"{quote}{name}{quote}", f'"pack-{place}{_PACK_FILE}"')
    return text


def _packs_named(content: Json) -> Iterator[str]:
    rules = content.get("matching", {}).get("rules", ())
    for each in rules if isinstance(rules, list) else [rules]:
        name = each.get("pack") if isinstance(each, dict) else each
        if isinstance(name, str):
            yield name


def _keys(case: Case, incident: Incident, folder: Path) -> Iterator[KeyPlace]:
    (folder / "key").write_text("was at hand", encoding="utf-8")
    stated = _stated_keys(case)
    for key in incident.matching.keys:
        yield KeyPlace(key.key_id, None, "key" if key.key_id in stated else "no-key", "text")


def _stated_keys(case: Case) -> set[str]:
    keys = case.summary.get("rules", {}).get("keys", ())
    return {str(key.get("key_id")) for key in keys if key.get("at_hand")}
