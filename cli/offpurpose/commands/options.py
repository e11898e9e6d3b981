"""Options that several commands have, and the values that they may take."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

_MACHINE = "Machine"
_SCREEN = "Screen"
_LENIENCY = "What may be wrong with the inputs"

DEFAULT_MAX_REJECTED = 0.01

_MOST_THREADS = 1024

_MEMORY = re.compile(r"(?P<size>[0-9]+(\.[0-9]+)?)\s*(?P<unit>[KMGT]i?B)", re.IGNORECASE)


def share(text: str | float) -> float:
    """Read a share, such as `1%` or `0.01`, as a number from 0 to 1."""
    if isinstance(text, float):
        return text
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    if not re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", number.strip()):
        raise typer.BadParameter(f"{text!r} is no share; say 1% or 0.01")
    value = float(number) / (100 if percent else 1)
    if value > 1:
        nearest = "" if percent or value > 100 else f"; did you mean {number}%?"
        raise typer.BadParameter(f"{text!r} is more than all rows{nearest}")
    return value


def memory(text: str) -> str:
    """Read a size of memory, such as `4GB`."""
    match = _MEMORY.fullmatch(text.strip())
    if match is None or not float(match["size"]):
        raise typer.BadParameter(f"{text!r} is no size; say a number and KB, MB, GB or TB, such as 4GB")
    return match["size"] + match["unit"]


def threads(text: str) -> int:
    """Read a number of threads."""
    if not re.fullmatch(r"[0-9]{1,4}", text.strip()) or not 1 <= int(text) <= _MOST_THREADS:
        raise typer.BadParameter(f"{text!r} is no number of threads; say one from 1 to {_MOST_THREADS}")
    return int(text)


def existing_folder(text: str) -> Path:
    """Read the name of a folder that is there."""
    path = Path(text)
    if not path.is_dir():
        raise typer.BadParameter(f"there is no folder {text!r}")
    return path


def writable_folder(text: str) -> Path:
    """Read the name of a folder that is there and can be written into."""
    path = existing_folder(text)
    if not os.access(path, os.W_OK | os.X_OK):
        raise typer.BadParameter(f"the folder {text!r} cannot be written into")
    return path


def existing_file(text: str) -> Path:
    """Read the name of a file that is there and can be read."""
    path = Path(text)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {text!r}")
    if not os.access(path, os.R_OK):
        raise typer.BadParameter(f"the file {text!r} cannot be read")
    return path


CaseFolderPath = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.", show_default=False)]
IncidentFile = Annotated[
    Path, typer.Argument(metavar="INCIDENT.toml", help="The incident file.", show_default=False)
]
CaseArgument = Annotated[
    Path, typer.Argument(metavar="CASE", help="The case folder that an audit wrote.", show_default=False)
]
MaxRejected = Annotated[
    float,
    typer.Option(
        "--max-rejected",
        metavar="SHARE",
        parser=share,
        help="Stop when more than this share of the rows of an input (and more than 10) cannot be read,"
        " such as 1% or 0.01.",
        show_default="1%",
        rich_help_panel=_LENIENCY,
    ),
]
AccountIds = Annotated[
    bool,
    typer.Option(
        "--account-ids-are-identifiers",
        help="Go on although account ids look like e-mail addresses or phone numbers; they stand in every"
        " account list.",
        rich_help_panel=_LENIENCY,
    ),
]
Memory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        parser=memory,
        help="Memory that the database may use, such as 4GB; it spills to disk beyond that.",
        show_default="most of the machine's",
        rich_help_panel=_MACHINE,
    ),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        metavar="N",
        parser=threads,
        help="Threads to work with; the results are the same with any number.",
        show_default="one a core",
        rich_help_panel=_MACHINE,
    ),
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Write the result to stdout as JSON.", rich_help_panel=_SCREEN),
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Say nothing but errors.", rich_help_panel=_SCREEN),
]
NoProgress = Annotated[
    bool,
    typer.Option(
        "--no-progress",
        help="Show no progress; none is shown either where stderr is no terminal.",
        rich_help_panel=_SCREEN,
    ),
]

Written = Annotated[
    Path | None,
    typer.Option(
        "--out", "-o", metavar="FILE", help="Write into this file, for its owner alone.", show_default=False
    ),
]


def force_over() -> Any:
    """Return the option that lets a file be written over."""
    return typer.Option("--force", help="Write over a file that is there.")


def one_of(known: Sequence[str], text: str, what: str) -> str:
    """Read one of some words; `what` says what another one is."""
    if text not in known:
        raise typer.BadParameter(f"{text!r} is {what}; say {' or '.join(known)}")
    return text


def temp_dir(default_help: str) -> Any:
    """Return the option for the folder in which what must not outlive the run is kept."""
    return typer.Option(
        "--temp-dir",
        metavar="DIR",
        parser=writable_folder,
        help="Folder for what is only needed while it runs; a private folder in it is made and removed.",
        show_default=default_help,
        rich_help_panel=_MACHINE,
    )


ScratchFolder = Annotated[Path | None, temp_dir("the machine's")]
