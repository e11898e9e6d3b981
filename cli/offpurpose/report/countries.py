"""The English names of countries by ISO 3166 code, as the metadata of `phonenumbers` has them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def country_names() -> dict[str, str]:
    """Return the name of each country by its two-letter code."""
    text = (files("offpurpose.report") / "countries.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines())


def country_label(code: str) -> str:
    """Return a code with its name, and its subdivision where it has one; one that is none, as given."""
    country, _, subdivision = code.partition("-")
    name = country_names().get(country)
    if code == "unknown":
        return "not known"
    if name is None:
        return code
    return f"{name}, {subdivision} ({code})" if subdivision else f"{name} ({code})"
