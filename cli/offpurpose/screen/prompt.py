"""The prompt at which questions are asked of a case: history, completion, and a few words of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from offpurpose.case.private import FILE_MODE
from offpurpose.errors import UsageFaultError

Json = dict[str, Any]

PROMPT = "case> "
QUIT = frozenset({".quit", ".exit"})
_OWN_WORDS = (".help", ".schema", ".tables", ".quit")
_KEYWORDS = (
    *(
        "select",
        "from",
        "where",
        "group by",
        "order by",
        "limit",
        "join",
        "left join",
        "using",
        "on",
        "and",
        "or",
    ),
    *(
        "not",
        "in",
        "is null",
        "count(*)",
        "distinct",
        "as",
        "having",
        "with",
        "union all",
        "case when",
        "describe",
    ),
    *("semi join", "anti join", "between", "like", "cast", "desc", "asc", "summarize"),
)
_BEFORE_TABLES = frozenset({"from", "join", "describe", "summarize", ".schema"})


def prompt_session(
    tables: Sequence[Json],
    history: Path | None,
    *,
    source: Input | None = None,
    sink: Output | None = None,
) -> PromptSession[str]:
    """Return a prompt that completes the names of tables and columns.

    What is asked is kept until it ends, in memory: questions hold the ids of people. With `history` it is
    kept in that file, which its owner alone can read.
    """
    session: PromptSession[str] = PromptSession(
        history=_history(history),
        completer=TableCompleter(tables),
        complete_while_typing=False,
        enable_open_in_editor=False,
        multiline=Condition(lambda: not is_complete(session.default_buffer.text)),
        prompt_continuation=lambda width, _line, _soft: " " * width,
        input=source,
        output=sink,
    )
    return session


def is_complete(text: str) -> bool:
    """Whether Enter sends a question off: at a semicolon, at a word of the prompt's own, or when empty."""
    stripped = text.strip()
    return not stripped or stripped.endswith(";") or stripped.startswith(".")


def ask_until_quit(ask: Callable[[], str], answer: Callable[[str], None]) -> None:
    """Take questions and have them answered until the prompt is left by Ctrl-D or `.quit`."""
    while True:
        try:
            text = ask().strip()
            if text in QUIT:
                return
            if text:
                answer(text)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


class TableCompleter(Completer):
    """Completes tables after `from` and its like, and elsewhere columns, tables and words of SQL."""

    def __init__(self, tables: Sequence[Json]) -> None:
        self._tables = {table["name"]: table["title"] for table in tables}
        self._columns = sorted({column["name"] for table in tables for column in table["columns"]})

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Yield what the word before the cursor may become."""
        word = document.get_word_before_cursor(WORD=True).rpartition("(")[2].rpartition(",")[2]
        before = document.text_before_cursor.removesuffix(word).split()
        if document.text_before_cursor.strip() == word and word.startswith("."):
            yield from self._matching(word, _OWN_WORDS)
        elif before and before[-1].lower() in _BEFORE_TABLES:
            yield from self._matching(word, self._tables)
        else:
            yield from self._matching(word, [*self._columns, *self._tables, *_KEYWORDS])

    def _matching(self, word: str, names: Iterable[str]) -> Iterable[Completion]:
        for name in dict.fromkeys(names):
            if name.startswith(word.lower()):
                yield Completion(name, -len(word), display_meta=self._tables.get(name, ""))


def _history(path: Path | None) -> History:
    if path is None:
        return InMemoryHistory()
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
        os.fchmod(descriptor, FILE_MODE)
        os.close(descriptor)
    except OSError as error:
        raise UsageFaultError(f"cannot keep the history in {path}: {error.strerror or error}") from error
    return FileHistory(path)
