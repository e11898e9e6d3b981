"""The steps of rule packs: the SQL of every one, alone and together, does what plain Python does."""

from __future__ import annotations

import hashlib

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.steps import STEPS, run

from offpurpose.identifiers.functions import register_functions
from offpurpose.identifiers.packs import Kind, RulePack, Step, load_pack, pack_names
from offpurpose.identifiers.packs.column import digest_column
from offpurpose.identifiers.packs.model import Argument
from offpurpose.identifiers.packs.sql import rule_sql
from offpurpose.identifiers.packs.vocabulary import VOCABULARY

DOMAINS = ["gmail.com", "googlemail.com", "example.com", "münchen.example", "xn--a", "例え.jp"]
ARGUMENTS: dict[str, st.SearchStrategy[Argument]] = {
    "characters": st.sampled_from([" ", ".-()", "'\"", "\u3000+", "\0 \n"]),
    "pattern": st.sampled_from(["[0-9]+", "[^@]+@[^@]+", "0{0,2}", r"\+?0{0,2}", "(?:a|b)*", "[a-z]+"]),
    "number_or_nothing": st.sampled_from([None, 1, 2, 4]),
    "text": st.sampled_from(["+", "00", "x'y"]),
    "domains": st.sampled_from([("gmail.com",), ("gmail.com", "googlemail.com"), ("*",)]),
    "domain_pairs": st.sampled_from([(("googlemail.com", "gmail.com"),)]),
}
LETTERS = st.sampled_from([*"aAbZé0017+.-_ '\"@@\t\n\u00a0\u3000\u200b\u0130\u03a3ß\uff11\u0661(", "e\u0301"])
LOCAL = st.lists(LETTERS, max_size=8).map("".join)
EMAILS = st.one_of(
    LOCAL,
    st.builds("{}@{}".format, LOCAL, st.one_of(LOCAL, st.sampled_from(DOMAINS))),
    st.builds(" {}@{}\t".format, LOCAL, st.sampled_from(DOMAINS)),
)
PHONES = st.one_of(
    LOCAL,
    st.from_regex(r"\A[ (]?[+0]{0,3}[0-9]{1,4}[ .()-]{0,2}[0-9]{3,8}[ ]?\Z"),
    st.sampled_from(["+39 06 698 12345", "0041446681800", "(657) 777-0000", "+1 657 777 0000"]),
)


@st.composite
def step_lists(draw: st.DrawFn, kind: Kind) -> tuple[Step, ...]:
    words = draw(st.lists(st.sampled_from(sorted(VOCABULARY[kind])), min_size=1, max_size=5))
    return tuple(
        Step(word, draw(argument_of(kind, word)), f"step {place}") for place, word in enumerate(words)
    )


def argument_of(kind: Kind, word: str) -> st.SearchStrategy[Argument]:
    takes = VOCABULARY[kind][word]
    return st.none() if takes == "nothing" else ARGUMENTS[takes]


def pack_of(kind: Kind, steps: tuple[Step, ...]) -> RulePack:
    rules = {"email": None, "phone": None, kind: steps}
    return RulePack(name="x", title="x", algorithms=("sha256",), email=rules["email"], phone=rules["phone"])


def agree(kind: Kind, steps: tuple[Step, ...], texts: list[str], region: str | None) -> None:
    found = digest_column(pack_of(kind, steps), kind, texts, [region] * len(texts)).to_pydict()
    made = normals(steps, texts, region)
    for place, text in enumerate(texts):
        normal, refused = run(steps, text, region)
        assert found["refused"][place] == refused, (steps, text)
        digest = None if normal is None else hashlib.sha256(normal.encode()).digest()
        assert found["sha256"][place] == digest, (steps, text, normal)
        assert made[place] == normal, (steps, text)


def normals(steps: tuple[Step, ...], texts: list[str], region: str | None) -> list[str | None]:
    """What the SQL makes that takes several steps at once where it can."""
    rule = rule_sql(steps, "text", "region", "step")
    with duckdb.connect() as con:
        register_functions(con, None)
        con.execute("create table given (place integer, text varchar, region varchar)").fetchall()
        con.executemany("insert into given values (?, ?, ?)", [[i, t, region] for i, t in enumerate(texts)])
        rows = "given"
        for layer in rule.layers:
            rows = f"(select *, {', '.join(f'{sql} as {name}' for name, sql in layer.items())} from {rows})"
        return [row[0] for row in con.execute(f"select {rule.normal} from {rows} order by place").fetchall()]


def test_every_word_is_described_twice() -> None:
    assert set(STEPS) == set(VOCABULARY["email"]) | set(VOCABULARY["phone"])


@settings(max_examples=60, deadline=None)
@given(steps=step_lists("email"), texts=st.lists(EMAILS.filter(bool), min_size=1, max_size=12))
def test_email_steps(steps: tuple[Step, ...], texts: list[str]) -> None:
    agree("email", steps, texts, None)


@settings(max_examples=60, deadline=None)
@given(
    steps=step_lists("phone"),
    texts=st.lists(PHONES.filter(bool), min_size=1, max_size=12),
    region=st.sampled_from([None, "US", "IT", " gb "]),
)
def test_phone_steps(steps: tuple[Step, ...], texts: list[str], region: str | None) -> None:
    agree("phone", steps, texts, region)


@settings(max_examples=30, deadline=None)
@given(
    pack=st.sampled_from([load_pack(name) for name in pack_names()]),
    emails=st.lists(EMAILS.filter(bool), min_size=1, max_size=30),
    phones=st.lists(PHONES.filter(bool), min_size=1, max_size=30),
)
def test_shipped_packs(pack: RulePack, emails: list[str], phones: list[str]) -> None:
    if pack.email is not None:
        agree("email", pack.email, emails, None)
    if pack.phone is not None:
        agree("phone", pack.phone, phones, "US")
