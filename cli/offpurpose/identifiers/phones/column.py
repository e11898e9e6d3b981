"""Phone numbers of a whole column at once."""

from __future__ import annotations

import pyarrow as pa

from offpurpose.identifiers.phones.library import Phone, read_phone
from offpurpose.identifiers.white_space import WHITE_SPACE

PHONE_FUNCTION = "offpurpose_phone"

_REMEMBERED = 100_000


class PhoneReader:
    """Reads phone numbers; each distinct text and region that needs the library goes to it once.

    What it remembers is bounded, and is forgotten with it: raw numbers are kept nowhere else.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str | None, str | None], Phone | None] = {}

    def read(self, texts: pa.ChunkedArray, regions: pa.ChunkedArray) -> pa.Array:
        """Return a struct of `e164` and `country` per row; both are null where the number is unmatchable."""
        rows = [
            self._phone(text, region)
            for text, region in zip(texts.to_pylist(), regions.to_pylist(), strict=True)
        ]
        e164 = pa.array([row and row.e164 for row in rows], pa.string())
        country = pa.array([row and row.country for row in rows], pa.string())
        return pa.StructArray.from_arrays([e164, country], ["e164", "country"])

    def _phone(self, text: str | None, region: str | None) -> Phone | None:
        if (text, region) not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text, region] = _read(text, region)
        return self._known[text, region]


def _read(text: str | None, region: str | None) -> Phone | None:
    if text is None:
        return None
    dialled_in = None if region is None else region.strip(WHITE_SPACE).upper()
    return read_phone(text, dialled_in)
