"""`offpurpose digest`: identifiers from stdin to digests."""

from __future__ import annotations

import sys
from typing import Annotated, Literal, cast

import typer

from offpurpose.commands.options import Json

_SCREEN_NOTE = "reading identifiers, one a line; end with Ctrl-D"


def _kind(text: str) -> str:
    # What is wrong with it is not said: it could be the identifier.
    if text not in {"email", "phone"}:
        raise typer.BadParameter("say email or phone")
    return text


def _key_encoding(text: str) -> str:
    if text not in {"text", "hex", "base64"}:
        raise typer.BadParameter("say text, hex or base64")
    return text


def _region(text: str) -> str:
    from offpurpose.identifiers.phones.library import is_region

    region = text.strip().upper()
    if not is_region(region):
        raise typer.BadParameter("say an ISO country of two letters, such as US")
    return region


def digest(
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="< LINES", hidden=True, show_default=False)
    ] = None,
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="email|phone",
            parser=_kind,
            help="What the lines hold.",
            show_default="email where there is an @, else phone",
        ),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            metavar="PACK",
            help="Rule pack, by name or by the path of its .toml file; may be given several times.",
            show_default="sha256, lowercase, e164",
        ),
    ] = None,
    all_rules: Annotated[
        bool, typer.Option("--all-rules", help="Try every rule pack that comes with the tool.")
    ] = False,
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="COUNTRY",
            parser=_region,
            help="Country in which to read phone numbers without a country code, such as US.",
            show_default=False,
        ),
    ] = None,
    key_env: Annotated[
        str | None,
        typer.Option(
            "--key-env",
            metavar="VARIABLE",
            help="Digest by HMAC-SHA-256 under the key in this environment variable.",
            show_default=False,
        ),
    ] = None,
    key_file: Annotated[
        str | None,
        typer.Option("--key-file", metavar="FILE", help="The same, the key in a file.", show_default=False),
    ] = None,
    key_encoding: Annotated[
        str,
        typer.Option(
            "--key-encoding",
            metavar="text|hex|base64",
            parser=_key_encoding,
            help="How the key is written.",
            show_default="text",
        ),
    ] = "text",
    list_rules: Annotated[
        bool,
        typer.Option("--list-rules", help="List the rule packs instead; with --rules, all about those."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Digest identifiers from stdin, one a line, or say what refuses them.

    Identifiers are read from stdin alone, so that none lands in the history of a shell, and are never
    written. A line that is a digest already is not hashed again. With --json, one object a line.

    \b
    Examples:
      offpurpose digest --kind phone --region US
      offpurpose digest --rules twitter_hasher_2014_10 < numbers.txt
      offpurpose digest --all-rules < address.txt | grep 7bbded64
      offpurpose digest --list-rules
      offpurpose digest --list-rules --rules uid2
    """  # noqa: D301
    if arguments:
        raise typer.BadParameter("identifiers are read from stdin; an argument stays in the shell's history")
    from offpurpose.digesting.rules import chosen_packs
    from offpurpose.screen.digest_view import answer_text, listed_packs, packs_in_full

    packs = chosen_packs(rules or (), every=all_rules or (list_rules and not rules))
    if list_rules:
        typer.echo(packs_in_full(packs, as_json=as_json) if rules else listed_packs(packs, as_json=as_json))
        return
    from offpurpose.digesting.key import asked_key
    from offpurpose.digesting.lines import Asked, answer_lines

    key = asked_key(key_env, key_file, cast('Literal["text", "hex", "base64"]', key_encoding))
    if sys.stdin is None:
        raise typer.BadParameter("there is no stdin to read identifiers from")
    if sys.stdin.isatty():
        typer.echo(_SCREEN_NOTE, err=True)
    asked = Asked(packs, cast('Literal["email", "phone"] | None', kind), region, key)
    for answer in answer_lines(sys.stdin.buffer, asked):
        typer.echo(answer_text(answer, asked, as_json=as_json))
