"""Mutants of a query: each differs from it in one place, in a way in which a person might have erred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from offpurpose.engine.query_files import QueryFile

Replacements = Iterator[Any]
Operator = Callable[[exp.Expression], Replacements]

FLIPPED: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.NullSafeNEQ: exp.NEQ,
    exp.Max: exp.Min,
    exp.Min: exp.Max,
    exp.LogicalOr: exp.LogicalAnd,
    exp.LogicalAnd: exp.LogicalOr,
    exp.Greatest: exp.Least,
    exp.Least: exp.Greatest,
    exp.ArgMin: exp.ArgMax,
    exp.ArgMax: exp.ArgMin,
    exp.Lead: exp.Lag,
    exp.Lag: exp.Lead,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
}
BEGINNING, END = "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"
SENTINELS = {BEGINNING: END, END: BEGINNING}


@dataclass(frozen=True)
class Mutant:
    """A query with one change: what was changed, and the SQL that came of it."""

    query: str
    change: str
    sql: str


def mutants_of(query: QueryFile) -> list[Mutant]:
    """Every mutant of one query; those that read the same are one."""
    # A node above the query lets the query itself be replaced as any other.
    tree = exp.Paren(this=sqlglot.parse_one(query.text, read="duckdb"))
    original = text_of(tree.this)
    found: dict[str, Mutant] = {}
    changes: set[str] = set()
    for node in list(tree.this.walk()):
        for name, operator in OPERATORS.items():
            for changed in operator(node):
                sql = with_change(tree, node, changed)
                if sql != original and sql not in found:
                    change = numbered(f"{name}: {difference(original, sql)}", changes)
                    found[sql] = Mutant(query.name, change, sql)
    return list(found.values())


def with_change(tree: exp.Paren, node: exp.Expression, changed: exp.Expression) -> str:
    """The query with one of its nodes replaced; the tree is then as it was."""
    node.replace(changed)
    sql = text_of(tree.this)
    changed.replace(node)
    return sql


def text_of(node: exp.Expression) -> str:
    """SQL on one line."""
    return node.sql("duckdb", comments=False)


def difference(original: str, changed: str) -> str:
    """What was changed, in words of the SQL, after a few words that say where."""
    old, new = original.split(" "), changed.split(" ")
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    longest = min(len(old), len(new)) - start
    tail = next((n for n in range(longest) if old[-1 - n] != new[-1 - n]), longest)
    gone, come = (" ".join(words[start : len(words) - tail]) for words in (old, new))
    return f"{' '.join(old[max(0, start - 4) : start])} [{short(gone)}] -> [{short(come)}]"


def short(text: str) -> str:
    """The text, cut in the middle where it is long."""
    return text if len(text) <= 80 else f"{text[:50]} ... {text[-25:]}"


def numbered(change: str, changes: set[str]) -> str:
    """The change, with a number where the same words say another."""
    number, name = 1, change
    while name in changes:
        number += 1
        name = f"{change} (no. {number})"
    changes.add(name)
    return name


def with_part(node: exp.Expression, part: str, value: object) -> exp.Expression:
    """A copy of a node with one of its parts replaced."""
    copy = node.copy()
    copy.set(part, value)
    return copy


# The operators: what a node might be by mistake.


def flip(node: exp.Expression) -> Replacements:
    """< for <=, = for !=, max for min, and so on."""
    other = FLIPPED.get(type(node))
    if other is not None:
        copy = node.copy()
        yield other(**copy.args)


def and_or(node: exp.Expression) -> Replacements:
    """`or` for `and`, and the other way round."""
    if isinstance(node, exp.And | exp.Or):
        other = exp.Or if isinstance(node, exp.And) else exp.And
        yield exp.Paren(this=other(this=node.left.copy(), expression=node.right.copy()))


def drop_condition(node: exp.Expression) -> Replacements:
    """One side of an `and` or an `or` alone; no condition at all."""
    if isinstance(node, exp.And | exp.Or):
        yield node.left.copy()
        yield node.right.copy()
    if isinstance(node, exp.Select):
        for part in ("where", "having", "qualify"):
            if node.args.get(part):
                yield with_part(node, part, None)
    if isinstance(node, exp.Join) and node.args.get("on") and not isinstance(node.args["on"], exp.And):
        yield with_part(node, "on", exp.true())
    if isinstance(node, exp.Filter):
        yield node.this.copy()


def drop_not(node: exp.Expression) -> Replacements:
    """`not x` as x; `x is null` as its contrary."""
    if isinstance(node, exp.Not):
        yield node.this.copy()
    if isinstance(node, exp.Is) and not isinstance(node.parent, exp.Not):
        yield exp.Not(this=node.copy())


JOINS = {
    # side and kind: the sides and kinds that it might be
    ("LEFT", ""): [("", "INNER")],
    ("", "INNER"): [("LEFT", "")],
    ("FULL", "OUTER"): [("LEFT", ""), ("RIGHT", ""), ("", "INNER")],
    ("", "SEMI"): [("", "ANTI"), ("", "INNER")],
    ("", "ANTI"): [("", "SEMI")],
}


def swap_join(node: exp.Expression) -> Replacements:
    """An inner join for an outer one, and so on."""
    if not isinstance(node, exp.Join) or not node.args.get("on"):
        return
    for side, kind in JOINS.get((node.side, node.kind), []):
        yield with_part(with_part(node, "side", side or None), "kind", kind or None)


def swap_text(node: exp.Expression) -> Replacements:
    """Another code of the same query for a code; one code less in a list of codes."""
    if isinstance(node, exp.Literal) and is_code(node) and not node.find_ancestor(exp.Values):
        codes = [each.this for each in node.root().find_all(exp.Literal) if is_code(each)]
        others = list(dict.fromkeys(codes))
        if len(others) > 1:
            yield exp.Literal.string(others[(others.index(node.this) + 1) % len(others)])
    if isinstance(node, exp.In) and len(node.expressions) > 1:
        for number in range(len(node.expressions)):
            copy = node.copy()
            copy.expressions.pop(number)
            yield copy


def is_code(node: exp.Expression) -> bool:
    """Whether a text is a code: no prose for the reader, and no part of a date, interval or format."""
    of_other_use = isinstance(node.parent, exp.Cast | exp.DataType | exp.Interval | exp.TimeToStr)
    return bool(node.args["is_string"]) and not of_other_use and " " not in node.this


def swap_rows(node: exp.Expression) -> Replacements:
    """The codes of two neighbouring rows of a table of codes, the one for the other."""
    if isinstance(node, exp.Values):
        for number, row in enumerate(node.expressions[:-1]):
            below = node.expressions[number + 1]
            pairs = zip(row.expressions, below.expressions, strict=True)
            differing = [column for column, (mine, theirs) in enumerate(pairs) if mine != theirs]
            # Where they differ in one alone, the same rows would only stand in another order.
            for column in differing if len(differing) > 1 else ():
                copy = node.copy()
                one, other = copy.expressions[number], copy.expressions[number + 1]
                one.expressions[column].replace(below.expressions[column].copy())
                other.expressions[column].replace(row.expressions[column].copy())
                yield copy


def drop_distinct(node: exp.Expression) -> Replacements:
    """Copies kept that should be one; copies made one that should be kept."""
    if isinstance(node, exp.Select) and node.args.get("distinct"):
        yield with_part(node, "distinct", None)
    if isinstance(node, exp.Count | exp.ArrayAgg) and isinstance(node.this, exp.Distinct):
        yield with_part(node, "this", node.this.expressions[0].copy())
    if isinstance(node, exp.ArrayDistinct):
        yield node.this.copy()
    if isinstance(node, exp.Union):
        yield with_part(node, "distinct", not node.args.get("distinct"))


def change_constant(node: exp.Expression) -> Replacements:
    """One more or one less; the end of time for its beginning; false for true."""
    # The numbers in a table of codes only say their order, which `swap rows` changes.
    if isinstance(node, exp.Literal) and not node.is_string and not node.find_ancestor(exp.Values):
        yield exp.Literal.number(int(node.this) + 1)
    if isinstance(node, exp.Interval):
        for count in (int(node.this.this) - 1, int(node.this.this) + 1):
            yield exp.Interval(this=exp.Literal.string(str(count)), unit=node.args["unit"].copy())
    if isinstance(node, exp.Literal) and node.this in SENTINELS:
        yield exp.Literal.string(SENTINELS[node.this])
    if isinstance(node, exp.Boolean) and not isinstance(node.parent, exp.ArraySort):
        yield exp.Boolean(this=not node.this)


def drop_default(node: exp.Expression) -> Replacements:
    """What stands where there is nothing, left out."""
    if isinstance(node, exp.Coalesce):
        yield node.this.copy()
        yield node.expressions[0].copy()
    if isinstance(node, exp.Nullif):
        yield node.this.copy()


def drop_branch(node: exp.Expression) -> Replacements:
    """One branch of a `case`, or one half of a `union`, left out."""
    if isinstance(node, exp.Case) and len(node.args["ifs"]) > 1:
        for number in range(len(node.args["ifs"])):
            copy = node.copy()
            copy.args["ifs"].pop(number)
            yield copy
    if isinstance(node, exp.Union) and not node.args.get("with_"):
        yield node.left.copy()
        yield node.right.copy()


def turn_order(node: exp.Expression) -> Replacements:
    """The last first."""
    if isinstance(node, exp.Ordered):
        yield with_part(node, "desc", not node.args.get("desc"))


OPERATORS: dict[str, Operator] = {
    "flip": flip,
    "and/or": and_or,
    "drop condition": drop_condition,
    "drop not": drop_not,
    "swap join": swap_join,
    "swap text": swap_text,
    "swap rows": swap_rows,
    "drop distinct": drop_distinct,
    "change constant": change_constant,
    "drop default": drop_default,
    "drop branch": drop_branch,
    "turn order": turn_order,
}
