"""Which rule packs a command was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from offpurpose.errors import UsageFaultError
from offpurpose.identifiers.packs import RulePack, load_pack, pack_names, stated_pack

_FILE_OR_NAME = re.compile(r".*\.toml|[a-z][a-z0-9_-]*")

DEFAULT = replace(
    stated_pack(("sha256",), "lowercase", "e164"),
    name="default",
    title='hash = ["sha256"], email = "lowercase", phone = "e164"',
)
"""What an incident file says that names no rule pack and nothing else."""


def chosen_packs(names: Iterable[str], *, every: bool = False) -> tuple[RulePack, ...]:
    """Return the packs of these names or files, and every other one that comes with the tool where asked.

    Each stands there once; without a name, the default rules.
    """
    wanted = [*names, *(pack_names() if every else ())]
    if not all(_FILE_OR_NAME.fullmatch(name) for name in wanted):
        # It is not said what there is instead: it could be an identifier.
        raise UsageFaultError(
            "that is no name of a rule pack", hint="`offpurpose digest --list-rules` lists them"
        )
    packs = [load_pack(name, folder=Path()) for name in dict.fromkeys(wanted)]
    return tuple(packs) or (DEFAULT,)
