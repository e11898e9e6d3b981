"""Checking the SQL expressions of a column mapping before any of them runs.

The parser that checks is the one that runs: DuckDB's own, which gives its syntax tree as JSON. Only kinds of
node that are named here may stand in an expression, so what is not known is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from offpurpose.inputs.allowed_functions import ALLOWED_FUNCTIONS
from offpurpose.inputs.expression_costs import LONGEST, Node, children, costly_because

_PLAIN_CLASSES = frozenset({"BETWEEN", "CASE", "CAST", "COMPARISON", "CONJUNCTION", "CONSTANT", "OPERATOR"})
_REFUSED = {
    "COLLATE": "a collation",
    "LAMBDA": "a lambda",
    "PARAMETER": "a parameter",
    "POSITIONAL_REFERENCE": "a column by its position",
    "STAR": "a star",
    "SUBQUERY": "a subquery",
    "WINDOW": "a window function",
}
_TYPE_NAMES = """
    bigint blob boolean bool bytea char date decimal numeric double float4 float8 float hugeint int1 int2 int4
    int8 int integer interval json real smallint string text time timestamp datetime timestamptz timestamp_ns
    timestamp_ms timestamp_s tinyint ubigint uhugeint uinteger usmallint utinyint uuid varbinary varchar list
    array struct map row
"""
_TYPES = {*_TYPE_NAMES.split(), "timestamp with time zone", "timestamp without time zone"}


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was checked; `reads` are the columns named in it, as written, each once.

    `alone` tells that it is one column and nothing else.
    """

    text: str
    reads: tuple[str, ...]
    alone: bool

    @property
    def sql(self) -> str:
        """The expression as it can stand in a select list; the line break ends a comment in it."""
        return f"(\n{self.text}\n)"


class ExpressionFault(Exception):  # noqa: N818 - carried as data to where all faults are gathered
    """Why an expression may not be used: an end of the sentence `the expression ...`."""


def parse_expression(con: duckdb.DuckDBPyConnection, text: str) -> Expression:
    """Check one expression. Raises ExpressionFault for what is no expression over the columns of a row."""
    if not text.strip():
        raise ExpressionFault("is empty")
    if len(text) > LONGEST:
        raise ExpressionFault(f"is longer than {LONGEST:,} characters")
    tree = _only_item(con, Expression(text, (), alone=False).sql)
    reads = tuple(dict.fromkeys(_checked(tree)))
    if fault := costly_because(tree):
        raise ExpressionFault(fault)
    return Expression(text, reads, alone=tree["class"] == "COLUMN_REF" and len(tree["column_names"]) == 1)


def _only_item(con: duckdb.DuckDBPyConnection, sql: str) -> Node:
    """The syntax tree of the one item of `select <sql>`, which must have nothing else to it."""
    [(serialized,)] = con.execute("select json_serialize_sql(?::varchar)", [f"select {sql}"]).fetchall()
    parsed = json.loads(serialized)
    if parsed["error"]:
        raise ExpressionFault("is no SQL expression")
    statements = parsed["statements"]
    if len(statements) != 1 or statements[0]["node"]["type"] != "SELECT_NODE":
        raise ExpressionFault("is more than one SQL expression")
    node = statements[0]["node"]
    items = node["select_list"]
    if len(items) != 1 or items[0].get("alias") or not _is_bare(node):
        raise ExpressionFault("is more than one SQL expression")
    item: Node = items[0]
    return item


def _is_bare(node: Node) -> bool:
    """Whether a SELECT has no clause beside its list."""
    return (
        node["from_table"]["type"] == "EMPTY"
        and not node["cte_map"]["map"]
        and not any(node[clause] for clause in ("modifiers", "group_expressions", "group_sets"))
        and all(node[clause] is None for clause in ("where_clause", "having", "qualify", "sample"))
    )


def _checked(node: Node) -> Iterator[str]:
    """Yield the columns that a tree reads; raises at the first node that is not allowed."""
    kind = node["class"]
    if kind == "COLUMN_REF":
        yield node["column_names"][0]
        return
    if kind == "FUNCTION":
        _check_function(node)
    elif kind == "TYPE":
        _check_type(node)
    elif kind not in _PLAIN_CLASSES and not _is_json_arrow(node):
        raise ExpressionFault(f"uses {_REFUSED.get(kind, 'something')} that a mapping may not use")
    for child in children(node):
        yield from _checked(child)


def _is_json_arrow(node: Node) -> bool:
    """Whether a node is `a -> 'b'`, which to the parser is a lambda; no function called takes one."""
    return bool(node["class"] == "LAMBDA" and node["syntax_type"] == "SINGLE_ARROW")


def _check_function(node: Node) -> None:
    name = str(node["function_name"]).lower()
    if node["schema"] or node["catalog"]:
        raise ExpressionFault(f"calls {name} of a schema or of a column; write {name}(column)")
    if name not in ALLOWED_FUNCTIONS:
        raise ExpressionFault(f"calls {name}, which a mapping may not call")
    if node["distinct"] or node["filter"] is not None or node["order_bys"]["orders"]:
        raise ExpressionFault("aggregates rows")


def _check_type(node: Node) -> None:
    name = str(node["type_name"]).lower()
    if node["schema"] or node["catalog"] or name not in _TYPES:
        raise ExpressionFault(f"casts to {name}, which a mapping may not use")
