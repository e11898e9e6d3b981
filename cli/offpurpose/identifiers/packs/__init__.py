"""Rule packs: how each platform turned an address or a number into a digest, as data files beside this."""

from __future__ import annotations

from offpurpose.identifiers.packs.model import STATED, Kind, RulePack, Step, Vector
from offpurpose.identifiers.packs.reading import load_pack, pack_names
from offpurpose.identifiers.packs.stated import stated_names, stated_pack

__all__ = [
    "STATED",
    "Kind",
    "RulePack",
    "Step",
    "Vector",
    "load_pack",
    "pack_names",
    "stated_names",
    "stated_pack",
]
