"""The prompt: where questions end, what is completed, what is kept, and how it is left."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from offpurpose.asking.schema import describe_tables
from offpurpose.errors import UsageFaultError
from offpurpose.screen.prompt import TableCompleter, ask_until_quit, prompt_session


def typed(keys: str, tables: list[dict[str, object]], history: Path | None = None) -> list[str]:
    asked: list[str] = []
    with create_pipe_input() as source:
        source.send_text(keys)
        session = prompt_session(tables, history, source=source, sink=DummyOutput())
        ask_until_quit(lambda: session.prompt(""), asked.append)
    return asked


def test_a_question_ends_with_a_semicolon() -> None:
    assert typed("select 1\r + 1;\r\r.tables\r.quit\r", []) == ["select 1\n + 1;", ".tables"]


@pytest.mark.parametrize("way_out", ["\x04", ".quit\r", ".exit\r"])
def test_ways_out(way_out: str) -> None:
    assert typed(f"select 1;\r{way_out}", []) == ["select 1;"]


def test_ctrl_c_drops_what_was_typed() -> None:
    assert typed("select 1\x03select 2;\r\x04", []) == ["select 2;"]


def test_ctrl_c_stops_a_question_and_not_the_prompt() -> None:
    questions = iter(["select 1;", "select 2;", ".quit"])
    answered = []

    def answer(text: str) -> None:
        answered.append(text)
        if len(answered) == 1:
            raise KeyboardInterrupt

    ask_until_quit(lambda: next(questions), answer)
    assert answered == ["select 1;", "select 2;"]


def completions(con: duckdb.DuckDBPyConnection) -> Callable[[str], list[str]]:
    completer = TableCompleter(describe_tables(con))

    def complete(text: str) -> list[str]:
        found = completer.get_completions(Document(text), CompleteEvent())
        return [each.text for each in found]

    return complete


def test_completion(con: duckdb.DuckDBPyConnection) -> None:
    complete = completions(con)
    assert complete("select * from affected_acc") == ["affected_account"]
    assert "match" in complete("select * from ")
    assert "matched_at" not in complete("select * from ")
    assert complete("select count(distinct matched_a") == ["matched_at"]
    assert complete("select reason,matched_a") == ["matched_at"]
    assert "select" in complete("SEL")
    assert complete(".sch") == [".schema"]
    assert complete(".schema purpose_cl") == ["purpose_class"]
    assert {"upload", "upload_list"} <= set(complete("from match as m join uploa"))


def test_nothing_is_kept_unless_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    typed("select 'person';\r\x04", [])
    assert list(tmp_path.iterdir()) == []
    typed("select 'person';\r\x04", [], tmp_path / "asked")
    assert "select 'person';" in (tmp_path / "asked").read_text()
    assert stat.S_IMODE((tmp_path / "asked").stat().st_mode) == 0o600
    (tmp_path / "asked").chmod(0o644)
    assert typed("\x1b[A\r\x04", [], tmp_path / "asked") == ["select 'person';"]
    assert stat.S_IMODE((tmp_path / "asked").stat().st_mode) == 0o600


def test_a_history_that_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "other")
    for path in (tmp_path / "link", tmp_path / "gone" / "asked", tmp_path):
        with pytest.raises(UsageFaultError, match="cannot keep the history"):
            prompt_session([], path)
