"""The report of a fault of ours: where it happened, and nothing of what it happened to."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from offpurpose import __version__

_LIBRARIES = ("duckdb", "pyarrow", "numpy", "phonenumbers", "sqlglot", "typer", "rich", "isal")


def write_fault_report(error: BaseException, arguments: Sequence[str]) -> Path:
    """Write the report to a new file that only its owner can read, and return its path.

    Messages of errors and values of arguments are left out: either may quote the data.
    """
    descriptor, name = tempfile.mkstemp(prefix="offpurpose-fault-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as report:
        report.write("\n".join(_lines(error, arguments)) + "\n")
    return Path(name)


def _lines(error: BaseException, arguments: Sequence[str]) -> Iterator[str]:
    yield f"offpurpose {__version__}"
    yield f"python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield ", ".join(f"{library} {_version(library)}" for library in _LIBRARIES)
    yield "command: " + " ".join(_without_values(arguments))
    seen: set[int] = set()
    fault: BaseException | None = error
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield ""
        yield from _places(fault)
        fault = fault.__cause__ or fault.__context__


def _places(fault: BaseException) -> Iterator[str]:
    yield f"{type(fault).__module__}.{type(fault).__qualname__} (its message is left out)"
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {_module_path(frame.filename)}:{frame.lineno} in {frame.name}"


def _module_path(name: str) -> str:
    """Return the path of a module as it is imported; where it is installed may hold a person's name."""
    path = Path(name)
    for root in sorted(sys.path, key=len, reverse=True):
        if root and path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name


def _without_values(arguments: Sequence[str]) -> Iterator[str]:
    for place, argument in enumerate(arguments):
        is_name = argument.startswith("-") and argument.partition("=")[0].lstrip("-").isascii()
        is_command = place == 0 and argument.isalpha()
        yield argument.partition("=")[0] if is_name or is_command else "..."


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"
