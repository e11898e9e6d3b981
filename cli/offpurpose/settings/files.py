"""Reading a TOML file, and wording what is wrong with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from offpurpose.errors import IncidentFileError


def read_text(path: Path, *, hint: str | None = None) -> str:
    """Return the text of a file; raises IncidentFileError where it cannot be read."""
    try:
        # The BOM that some editors put in front is no part of TOML.
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise IncidentFileError(
            f"{path}: cannot be read: {reason}", hint=hint, context={"file": str(path)}
        ) from error
    except UnicodeDecodeError as error:
        raise IncidentFileError(
            f"{path}: is not UTF-8 (byte {error.start + 1})", context={"file": str(path)}
        ) from None


def parse(path: Path, text: str) -> dict[str, object]:
    """Return the tables of a TOML file; raises IncidentFileError where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: is not valid TOML: {error}"
    except RecursionError:
        message = f"{path}: is not valid TOML: nested too deeply"
    raise IncidentFileError(message, context={"file": str(path)})


def fault(path: Path, lines: list[str], *, hint: str) -> IncidentFileError:
    """Return the one error that lists everything wrong with a file."""
    total = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    listed = "".join(f"\n  {line}" for line in lines)
    return IncidentFileError(
        f"{path}: {total}{listed}",
        hint=hint,
        context={"file": str(path), "problems": str(len(lines))},
    )
