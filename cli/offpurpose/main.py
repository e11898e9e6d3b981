"""The command line: which commands there are, and what their ends mean to the caller."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Annotated, Any, NoReturn

import typer
from typer.main import get_command

from offpurpose import __version__
from offpurpose.commands.audit import audit
from offpurpose.commands.boundary import Interruption, run_guarded
from offpurpose.commands.calibrate import calibrate
from offpurpose.commands.check import check
from offpurpose.commands.compare import compare
from offpurpose.commands.digest import digest
from offpurpose.commands.explain import explain
from offpurpose.commands.export import export
from offpurpose.commands.help import Command, Group
from offpurpose.commands.init import init
from offpurpose.commands.queries import queries
from offpurpose.commands.report import report
from offpurpose.commands.sample import sample, score
from offpurpose.commands.seal import seal, unseal
from offpurpose.commands.sign import sign
from offpurpose.commands.simulate import simulate
from offpurpose.commands.sql import sql
from offpurpose.commands.verify import verify
from offpurpose.errors import ExitStatus
from offpurpose.left_out import leave_out

_NAME = "offpurpose"
_ALLOCATIONS = 100_000
_COMMANDS = {
    "The job, in this order": (init, check, audit),
    "Looking closer": (explain, compare, sql, queries),
    "Proving and keeping a case": (verify, sign, seal, unseal),
    "Having it reviewed": (sample, score),
    "Handing on": (report, export),
    "Which rules it went by": (digest, calibrate),
    "Practising": (simulate,),
}
_EPILOG = """\b
Exit status: 0 done; 1 an input or the incident file is at fault; 2 usage;
3 audit done, and the log shows security-only matches after the window;
4 a case is not as it should be; 5 two cases are different;
70 a fault of ours; 130 interrupted.
"""

app = typer.Typer(
    name=_NAME,
    cls=Group,
    add_completion=False,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    # Help in Rich's boxes would take a third of a second longer.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=_EPILOG,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{_NAME} {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Find who was matched to an advertiser's list through contact data given only for security.

    Reads contact records, advertiser uploads and the match log of an incident, and writes the list of
    affected accounts as a lower and an upper bound, with the reason for every verdict.
    """
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(ExitStatus.USAGE)


for _heading, _functions in _COMMANDS.items():
    for _function in _functions:
        app.command(cls=Command, rich_help_panel=_heading)(_function)


def run(arguments: Sequence[str]) -> int:
    """Run one command line, without the program's name, and return its exit status."""
    command: Any = get_command(app)

    def invoke() -> None:
        with command.make_context(_NAME, list(arguments)) as context:
            command.invoke(context)

    return run_guarded(invoke, arguments)


def main() -> NoReturn:
    """Run the command line of this process."""
    leave_out()
    # What a command makes lasts until it ends, nearly all of it: looking for garbage finds none.
    gc.set_threshold(_ALLOCATIONS)
    Interruption.watch()
    status = run(sys.argv[1:])
    Interruption.unwatch()
    sys.exit(status)
