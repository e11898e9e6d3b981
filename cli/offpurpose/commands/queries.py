"""`offpurpose queries`: the audit's SQL, in running order."""

from __future__ import annotations

from typing import Annotated

import typer

from offpurpose.commands.options import Json


def queries(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Print this query instead of the list.", show_default=False),
    ] = None,
    *,
    graph: Annotated[
        bool, typer.Option("--graph", help="Show which table reads which, instead of titles or SQL.")
    ] = False,
    headers: Annotated[
        bool,
        typer.Option("--headers", help="List each query with all of its header: grain, assumptions, rules."),
    ] = False,
    as_json: Json = False,
) -> None:
    """List the audit's SQL in running order, or print one query.

    Every query makes one table, named after its file. What a query prints as can be run as it stands.

    \b
    Examples:
      offpurpose queries
      offpurpose queries --headers | less
      offpurpose queries match_verdict
      offpurpose queries match_verdict --graph
    """  # noqa: D301
    from offpurpose.audit.catalogue import Catalogue
    from offpurpose.screen.queries_view import as_json_text, graph_text, list_text

    catalogue = Catalogue.load()
    chosen = catalogue.queries if name is None else (catalogue.find(name),)
    if as_json:
        text = as_json_text(catalogue, chosen, one=name is not None)
    elif graph:
        text = graph_text(catalogue, chosen)
    elif name is None:
        text = list_text(catalogue, headers=headers)
    else:
        text = chosen[0].text
    typer.echo(text.removesuffix("\n"))
