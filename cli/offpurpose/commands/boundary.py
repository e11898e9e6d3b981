"""The one place where whatever ends a command becomes a message, a hint and an exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import typer

from offpurpose.errors import ExitStatus, OffpurposeError
from offpurpose.identifiers.masking import printable
from offpurpose.screen.streams import leave_unread, whether_read_or_not
from offpurpose.stoppage import is_interruption, shortage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")

_PATIENCE = 5.0
"""So many seconds after Ctrl-C another one is not heard: it would stop the cleaning up, and nothing else."""

_NOTHING_LEFT = "nothing was left behind"
_WORK_KEPT = "no case folder was written"
_MORE_OF = {
    "memory": ("memory for this", "allow more with --memory, or use fewer --threads"),
    "disk": (
        "space on the disk",
        "free some, or write to another disk; --temp-dir, where a command has it, is for the work alone",
    ),
}


class Interruption:
    """Whether the process was asked to stop, by Ctrl-C or by a signal.

    A library that was at work then may raise something else than KeyboardInterrupt.
    """

    asked = False
    _heard = -_PATIENCE

    @classmethod
    def watch(cls) -> None:
        """Take the signals that ask a process to stop as Ctrl-C, so that all of them clean up."""
        import signal
        import time

        def stop(_signal: int, _frame: object) -> None:
            cls.asked = True
            if time.monotonic() - cls._heard < _PATIENCE:
                return
            cls._heard = time.monotonic()
            if database := sys.modules.get("offpurpose.engine.database"):
                database.interrupt_queries()
            raise KeyboardInterrupt

        for name in _SIGNALS:
            # What our caller has told us to ignore (nohup) stays ignored.
            if (number := getattr(signal, name, None)) and signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, stop)

    @staticmethod
    def unwatch() -> None:
        """Hear no signal any more: the command has ended, and a late one must not change its status."""
        import signal

        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, signal.SIG_IGN)


def run_guarded(action: Callable[[], object], arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; whatever it raises is told on stderr."""
    try:
        action()
        with whether_read_or_not(sys.stdout):
            sys.stdout.flush()
    except typer.Exit as end:
        return int(end.exit_code)
    except (KeyboardInterrupt, typer.Abort) as end:
        return _interrupted(end)
    except BrokenPipeError:
        # Whoever read what a command writes part by part has seen enough.
        leave_unread(sys.stdout)
    except OffpurposeError as error:
        return _interrupted(error) if Interruption.asked else _at_fault(error, arguments)
    except Exception as error:  # noqa: BLE001
        return _other(error, arguments)
    return ExitStatus.OK


def tell(message: str, hint: str | None = None) -> None:
    """Write an error and its hint to stderr, after whatever stands on stdout."""
    with whether_read_or_not(sys.stdout):
        sys.stdout.flush()
    label, tip = _labels()
    said = [
        f"{label} {_on_lines(message)}",
        *(f"{tip} {_on_lines(line)}" for line in (hint or "").splitlines()),
    ]
    with whether_read_or_not(sys.stderr):
        sys.stderr.write("\n".join(said) + "\n")
        sys.stderr.flush()


def _labels() -> tuple[str, str]:
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        return typer.style("error:", fg="red", bold=True), typer.style("hint:", fg="cyan")
    return "error:", "hint:"


def _on_lines(message: str) -> str:
    """Return a message of several lines in which there is nothing else that a terminal would obey."""
    return "\n".join(printable(line) for line in message.split("\n"))


def _at_fault(error: OffpurposeError, arguments: Sequence[str]) -> int:
    from offpurpose.inputs.faults import shown_path

    message, hint = error.message, error.hint
    # Folders of cases are sometimes named after a person's address or number.
    for argument in arguments:
        if (shown := shown_path(argument)) != argument:
            message, hint = message.replace(argument, shown), hint and hint.replace(argument, shown)
    tell(message, hint)
    return error.status


def _interrupted(error: BaseException) -> int:
    left, kept = _left_behind(error)
    tell(f"interrupted; {left}", kept)
    return ExitStatus.INTERRUPTED


def _left_behind(error: BaseException) -> tuple[str, str | None]:
    """Return what a run that was stopped has left behind, in words, and how to go on with it."""
    kept = "\n".join(getattr(error, "__notes__", ()))
    return (_WORK_KEPT, kept) if kept else (_NOTHING_LEFT, None)


def _other(error: Exception, arguments: Sequence[str]) -> int:
    if Interruption.asked or is_interruption(error):
        return _interrupted(error)
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        return _usage(error)
    if (short_of := shortage(error)) is not None:
        what, hint = _MORE_OF[short_of]
        left, kept = _left_behind(error)
        tell(f"too little {what}; {left}", f"{hint}\n{kept}" if kept else hint)
        return ExitStatus.FAULT
    from offpurpose.commands.fault_report import write_fault_report

    tell(
        f"a fault in offpurpose itself ({type(error).__name__}); nothing was left behind",
        f"a report without any of your data is in {write_fault_report(error, arguments)}; please send it in",
    )
    return ExitStatus.INTERNAL


def _usage(error: Any) -> int:
    """Tell what is wrong with the command line, and where what is valid is listed."""
    from offpurpose.identifiers.masking import mask_text

    message = mask_text(error.format_message().strip().removesuffix("."))
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "offpurpose"
    tell(message[:1].lower() + message[1:], f"`{command} --help` lists what is valid")
    return ExitStatus.USAGE
