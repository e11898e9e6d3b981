"""`offpurpose simulate`: a synthetic incident of any size, with the truth beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import Json, Memory, NoProgress, Quiet, Threads, one_of
from offpurpose.simulating.plan import FORMATS
from offpurpose.simulating.profiles import PROFILES

_SIZE = "How large it is, and how its evidence is"
_MOST = 10_000_000_000
_LARGEST_SEED = 10**18


def _count(text: str | int) -> int:
    """Read how many rows there are to be; 5M and 5_000_000 are five million."""
    if isinstance(text, int):
        return text
    match = re.fullmatch(r"([0-9][0-9_]{0,15})([kKmM]?)", text.strip())
    value = int(match[1]) * {"k": 1_000, "m": 1_000_000}.get(match[2].lower(), 1) if match else 0
    if not 1 <= value <= _MOST:
        raise typer.BadParameter(f"{text!r} is no number of rows; say one such as 50000, 50k or 5M")
    return value


def _seed(text: str | int) -> int:
    """Read the seed of an incident."""
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[0-9]{1,18}", text.strip()):
        raise typer.BadParameter(f"{text!r} is no seed; say a whole number below {_LARGEST_SEED}")
    return int(text)


def _profile(text: str) -> str:
    """Read how the evidence is to be."""
    return one_of(tuple(PROFILES), text, "no profile")


def _format(text: str) -> str:
    """Read in which format the inputs are to be."""
    return one_of(FORMATS, text, "no format")


def simulate(
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="New folder to write into; it appears whole, or not at all.",
            show_default=False,
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier simulated incident.")] = False,
    contacts: Annotated[
        int,
        typer.Option(
            "--contacts", metavar="N", parser=_count, help="Contact records, about.", rich_help_panel=_SIZE
        ),
    ] = 100_000,
    matches: Annotated[
        int | None,
        typer.Option(
            "--matches",
            metavar="N",
            parser=_count,
            help="Matches, about.",
            show_default="5 a contact record",
            rich_help_panel=_SIZE,
        ),
    ] = None,
    entries: Annotated[
        int | None,
        typer.Option(
            "--entries",
            metavar="N",
            parser=_count,
            help="Entries on all lists.",
            show_default="2 a contact record",
            rich_help_panel=_SIZE,
        ),
    ] = None,
    uploads: Annotated[
        int | None,
        typer.Option(
            "--uploads",
            metavar="N",
            parser=_count,
            help="Lists.",
            show_default="1 for 1000 entries, at least 20",
            rich_help_panel=_SIZE,
        ),
    ] = None,
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            metavar="NAME",
            parser=_profile,
            help="How the evidence is: one of the profiles above.",
            show_default="even",
            rich_help_panel=_SIZE,
        ),
    ] = "even",
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="SEED",
            parser=_seed,
            help="The same seed gives the same incident.",
            show_default="1",
            rich_help_panel=_SIZE,
        ),
    ] = 1,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            parser=_format,
            help="Of the inputs: parquet, csv or jsonl.gz.",
            show_default="parquet",
            rich_help_panel=_SIZE,
        ),
    ] = "parquet",
    memory: Memory = None,
    threads: Threads = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Write a synthetic incident of any size, with the truth beside it.

    incident.toml and its inputs are ready for `offpurpose audit`; nobody in them exists. truth.parquet
    says of every account what really happened, also what the evidence does not say.

    \b
    Profiles:
      even      whole evidence, evenly spread (what the benchmark measures)
      skewed    as even, with one identifier on 100,000 accounts, an account with
                10,000 matches, and a list with a third of all entries
      gaps      days of the log, lists, their records and contact data missing
      partners  most partners' lists name user ids, by way of maps
      dirty     rows doubled, unreadable, contradictory, or oddly written
      drill     some of everything, for practice

    \b
    Examples:
      offpurpose simulate --out drill --profile drill
      offpurpose simulate --out large --contacts 10M --matches 50M --seed 7
    """  # noqa: D301
    from typing import cast

    from offpurpose.engine.database import Limits
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.simulation_view import simulation_view
    from offpurpose.simulating.plan import Format, Plan
    from offpurpose.simulating.simulate import simulate as write_simulation

    plan = Plan.of_size(
        contacts=contacts,
        matches=matches,
        entries=entries,
        uploads=uploads,
        seed=seed,
        profile=profile,
        format=cast("Format", form),
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        simulated = write_simulation(plan, out, Limits(memory, threads), progress, force=force)
    told = {"folder": str(simulated.folder), "incident": str(simulated.incident), "rows": simulated.rows}
    printer.output.result(simulation_view(simulated), told)
