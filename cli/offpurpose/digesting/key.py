"""The key under which digests are asked for: in an environment variable or a file, never in an argument."""

from __future__ import annotations

from pathlib import Path

from offpurpose.errors import UsageFaultError
from offpurpose.incident.keys import keys_at_hand, place_shown
from offpurpose.incident.model import KeyEncoding, KeyPlace, Matching


def asked_key(env: str | None, file: str | None, encoding: KeyEncoding) -> bytes | None:
    """Return the key that is in an environment variable or a file; None where neither is named.

    Raises:
        UsageFaultError: when both are named, or the key is not there.
    """
    if env is None and file is None:
        return None
    if env is not None and file is not None:
        raise UsageFaultError("a key is in an environment variable or in a file, not in both")
    place = KeyPlace("key", env, file, encoding)
    found = keys_at_hand(Matching((), None, (), (place,)), Path())
    if not found:
        raise UsageFaultError(f"there is no key in {place_shown(place)}")
    return found[0].secret
