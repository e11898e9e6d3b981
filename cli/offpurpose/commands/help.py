"""How help is written: plain text, options under headings, no more imports than it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPTIONS = "Options"
_ARGUMENTS = "Arguments"
_COMMANDS = "Commands"
_WIDEST_NAME = 28

Row = tuple[str, str]
"""What stands on the left, and what is said of it."""


class Command(TyperCommand):
    """A command whose help lists options under the headings that they name."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments, then options by heading, in the order in which headings first occur."""
        _write(formatter, _parameters(self, ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what follows the command in its usage line: what must be given stands there by name."""
        given = [parameter for parameter in self.get_params(ctx) if parameter.name != "help"]
        arguments = [_usage(each) for each in given if each.param_type_name == "argument"]
        options = [f"{each.opts[0]} {each.metavar}" for each in given if _is_required_option(each)]
        return ["[OPTIONS]", *arguments, *options]


class Group(TyperGroup):
    """The program itself: its help lists the commands by what they are for, then the options."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write commands by heading, then options."""
        commands: list[Any] = [self.get_command(ctx, name) for name in self.list_commands(ctx)]
        width = max(len(command.name) for command in commands)
        room = formatter.width - width - 4
        rows = [
            (
                _heading(command, _COMMANDS),
                (f"{command.name:{width}}", command.get_short_help_str(limit=room)),
            )
            for command in commands
        ]
        _write(formatter, rows)
        _write(formatter, _parameters(self, ctx))


def _write(formatter: Any, rows: Iterable[tuple[str, Row]]) -> None:
    by_heading: dict[str, list[Row]] = {}
    for heading, row in rows:
        by_heading.setdefault(heading, []).append(row)
    for heading, listed in by_heading.items():
        with formatter.section(heading):
            formatter.write_dl(listed, col_max=_WIDEST_NAME)


def _parameters(command: Any, ctx: Any) -> list[tuple[str, Row]]:
    parameters = command.get_params(ctx)
    # Arguments come first, wherever they are declared.
    parameters.sort(key=lambda parameter: parameter.param_type_name != "argument")
    return [
        (_heading(parameter, _default_heading(parameter)), _row(parameter, *record))
        for parameter in parameters
        if (record := parameter.get_help_record(ctx)) is not None
    ]


def _row(parameter: Any, name: str, said: str) -> Row:
    if parameter.param_type_name == "argument":
        name = parameter.metavar or name
    # A default that is given in words comes in brackets of its own.
    return name, re.sub(r"\[default: \((.*?)\)", r"[default: \1", said)


def _usage(argument: Any) -> str:
    return argument.metavar if argument.required else f"[{argument.metavar}]"


def _is_required_option(parameter: Any) -> bool:
    return parameter.param_type_name == "option" and bool(parameter.required)


def _default_heading(parameter: Any) -> str:
    return _ARGUMENTS if parameter.param_type_name == "argument" else _OPTIONS


def _heading(thing: Any, default: str) -> str:
    heading = getattr(thing, "rich_help_panel", None)
    return heading if isinstance(heading, str) else default
