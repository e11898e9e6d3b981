"""Libraries that others load where they are installed, and that nothing here needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_LEFT_OUT = frozenset({"pandas"})
"""Arrow loads it to see whether what it is given comes from there, which takes longer than most commands."""


class _LeaveOut:
    """Says of what is left out that it is not installed."""

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name in _LEFT_OUT:
            raise ModuleNotFoundError(f"no module named {name}", name=name)
        return None


def leave_out() -> None:
    """Have this process, which must be ours alone, go without them."""
    sys.meta_path.insert(0, _LeaveOut())
