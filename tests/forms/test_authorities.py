"""The authorities: every place has one, with a source, and a site that is one where it has any."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.oracle.groups import GROUPS as GROUPS_OF_COUNTRIES

from offpurpose.forms.authorities import GROUPS, all_authorities, country_of, places_of


def test_every_authority_has_a_source_and_a_site_that_is_one() -> None:
    known = all_authorities()
    assert [each.place for each in known] == sorted(each.place for each in known)
    assert places_of("eea") == {country_of(country) for country in GROUPS_OF_COUNTRIES["eea"]}
    assert places_of("uk") == {country_of(country) for country in GROUPS_OF_COUNTRIES["uk"]}
    assert len(places_of("eea")) == 30
    assert len(places_of("us_states")) == 51
    assert places_of("uk") | places_of("switzerland") | places_of("us") == {"GB", "CH", "US"}
    for each in known:
        assert each.group in GROUPS
        assert each.name
        assert each.source
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", each.as_of)
        for address in (each.website, each.report_page):
            if address is not None:
                assert urlsplit(address).scheme in ("http", "https")
                assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", urlsplit(address).netloc)
