"""Several packs, limits by system and date, and keys: the audit of random worlds beside plain Python."""

from __future__ import annotations

from contextlib import closing

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matching_rules.incident import KEY, Listed, audit, verdicts_found
from tests.matching_rules.union import verdicts
from tests.matching_rules.world import keyed, sha
from tests.oracle.evidence import Row

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.engine.run import failed_checks

EMAILS = ["jane.doe@gmail.com", "janedoe@gmail.com", "JaneDoe+x@gmail.com", "bob@example.org", "nobody"]
PHONES = ["+16577770000", "(657) 777-0000", "0657 777 0000", "+441234567890", "call me"]
# Whatever a pack makes of one of them, and more.
NORMAL = [*EMAILS, "janedoe+x@gmail.com", *PHONES, "16577770000", "6577770000", "441234567890"]
DIGESTS = [*map(sha, NORMAL), *(keyed(KEY, text) for text in NORMAL)]
DAYS = [f"{year}-01-01T00:00:00Z" for year in (2014, 2015, 2016, 2017)]
ACCOUNTS = [f"a{number}" for number in range(6)]
UPLOADS: list[Row] = [
    {"upload_id": "t1", "system": "tailored"},
    {"upload_id": "t2", "system": "tailored", "key_id": "acme"},
    {"upload_id": "q1", "partner_id": "q", "key_id": "other"},
    {"upload_id": "q2", "partner_id": "q"},
    {"upload_id": "kept not", "partner_id": "q"},
]
NAMED = [str(row["upload_id"]) for row in UPLOADS] + ["no record"]
PACKS = ("plain", "loose", "email_alone")
RULES = st.lists(
    st.builds(
        Listed,
        st.sampled_from(PACKS),
        st.sampled_from([(), (), ("tailored",), ("partner",)]),
        st.sampled_from([None, None, DAYS[1]]),
        st.sampled_from([None, None, DAYS[2]]),
    ),
    min_size=1,
    max_size=3,
)
MAYBE_DAY = st.sampled_from([None, None, *DAYS])
GIVEN: st.SearchStrategy[Row] = st.one_of(
    st.builds(lambda text: {"identifier": text}, st.sampled_from([*EMAILS, *PHONES])),
    st.builds(lambda digest: {"identifier_hash": digest}, st.sampled_from(DIGESTS)),
)
NAMES: st.SearchStrategy[Row] = st.one_of(GIVEN, st.just({}))
KIND = st.sampled_from([None, "email", "phone"])


def rows(given: st.SearchStrategy[Row], **columns: st.SearchStrategy[str | None]) -> st.SearchStrategy[Row]:
    """Rows with an identifier and these columns."""
    return st.builds(lambda row, named: {**row, **named}, st.fixed_dictionaries(columns), given)


WORLDS = st.fixed_dictionaries(
    {
        "contacts": st.lists(
            rows(
                GIVEN,
                account_id=st.sampled_from(ACCOUNTS),
                kind=st.sampled_from(["email", "phone"]),
                purpose=st.sampled_from(["two_factor", "two_factor", "profile", "other"]),
                valid_from=MAYBE_DAY,
                valid_to=MAYBE_DAY,
            ),
            min_size=1,
            max_size=14,
        ),
        "entries": st.lists(
            rows(
                GIVEN,
                upload_id=st.sampled_from([name for name in NAMED if name != "kept not"]),
                kind=KIND,
                added_at=MAYBE_DAY,
                removed_at=MAYBE_DAY,
            ),
            min_size=1,
            max_size=14,
        ),
        "matches": st.lists(
            rows(
                NAMES,
                account_id=st.sampled_from(ACCOUNTS),
                upload_id=st.sampled_from(NAMED),
                matched_at=st.sampled_from(DAYS),
                kind=KIND,
                partner_user_id=st.sampled_from([None, None, "r"]),
            ),
            min_size=1,
            max_size=40,
        ),
        "partner_map": st.lists(
            rows(
                NAMES,
                partner_id=st.just("q"),
                partner_user_id=st.just("r"),
                account_id=st.sampled_from(ACCOUNTS),
                mapped_at=st.sampled_from(DAYS),
                kind=KIND,
                key_id=st.sampled_from([None, "acme", "other"]),
            ),
            min_size=1,
            max_size=6,
        ),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=RULES, drawn=WORLDS, key=st.sampled_from([KEY, None]))
def test_every_verdict(rules: list[Listed], drawn: dict[str, list[Row]], key: bytes | None) -> None:
    inputs: dict[str, list[Row]] = {
        "contacts": drawn["contacts"],
        "uploads": [{"advertiser_id": "adv", **row} for row in UPLOADS],
        "entries": drawn["entries"],
        "matches": [{**row, "match_id": str(place)} for place, row in enumerate(drawn["matches"])],
        "partner_map": [{**row, "map_version": str(place)} for place, row in enumerate(drawn["partner_map"])],
    }
    with closing(duckdb.connect()) as con:
        world = audit(con, rules, inputs, key)
        assert not failed_checks(con, CONTACT_MATCHING.queries)
        assert verdicts_found(con) == verdicts(world), rules
