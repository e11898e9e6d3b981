"""Hypothesis strategies: small worlds as raw input rows, with every oddity of the rules.

A world has few accounts, identifiers and uploads, and draws its instants from a small pool around the edges
of the window, so that things meet at exactly the same microsecond. The first of every choice is the plainest,
so that worlds shrink to something a person can read.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.oracle.columns import COLUMNS
from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.instants import DAY
from tests.oracle.making import contact, entry, match, upload
from tests.world_cells import START, respelled, spoiled
from tests.world_rows import (
    Draw,
    Plan,
    account_records,
    contacts,
    entries,
    map_rows,
    matches,
    plans,
    uploads,
)
from tests.world_stories import Story, stories

# Rows of each input beside those of the stories, at most.
BESIDE = {"contacts": 2, "entries": 2, "matches": 3, "accounts": 2, "partner_map": 2}
ROWS = {
    "contacts": contacts,
    "entries": entries,
    "matches": matches,
    "accounts": account_records,
    "partner_map": map_rows,
}

LONG_BEFORE = START - 214 * DAY  # 2018-06-01
# A good row of someone else's lets an input have an accepted row, without which the audit stops.
SOMEONE_ELSE: dict[str, Row] = {
    "contacts": contact("z", "zoe@example.org", "profile"),
    "uploads": upload("elsewhere"),
    "entries": entry("elsewhere", "zoe@example.org"),
    "matches": match("z", "elsewhere", "2018-06-01", kind="cookie", ended_at="2018-06-01"),
    "accounts": {"account_id": "z", "status": "suspended"},
    "partner_map": {
        "partner_id": "par",
        "partner_user_id": "z",
        "account_id": "z",
        "mapped_at": "2018-06-01",
    },
}


def upload_rows(draw: Draw, plan: Plan) -> list[Row]:
    """Records of most lists; now and then two different ones of the same."""
    copies = st.sampled_from((1, 1, 1, 1, 1, 1, 1, 1, 0, 2))
    named = [upload_id for upload_id in plan.uploads for _ in range(draw(copies))]
    return [draw(uploads(plan, upload_id)) for upload_id in named]


def rows(draw: Draw, plan: Plan, name: str, told: list[Story]) -> list[Row]:
    """Rows of one input: those of the stories, and others."""
    plain = [each for story in told for each in story.get(name, [])]
    beside = [draw(ROWS[name](plan)) for _ in range(draw(st.integers(0, BESIDE[name])))]
    return [*plain, *beside]


def with_oddities(draw: Draw, plan: Plan, name: str, plain: list[Row]) -> list[Row]:
    """The rows, some of them spoiled, and some there twice, the second time in another spelling."""
    drawn: list[Row] = []
    for row in plain:
        odd = draw(st.integers(1, plan.odd)) == plan.odd
        drawn.append(draw(spoiled(name, row, plan.settings)) if odd else row)
        if draw(st.integers(0, 15)) == 15:
            drawn.append(respelled(name, row, plan.settings))
    return drawn


@st.composite
def worlds(draw: Draw) -> Evidence:
    """One small incident."""
    plan = draw(plans())
    records = upload_rows(draw, plan)
    told = [draw(stories(plan, records)) for _ in range(draw(st.integers(1, 6)))]
    plain = {name: records if name == "uploads" else rows(draw, plan, name, told) for name in COLUMNS}
    inputs = {name: with_oddities(draw, plan, name, each) for name, each in plain.items()}
    optional = [name for name in ("uploads", "entries", "accounts", "partner_map") if not inputs[name]]
    left_out = {name for name in optional if draw(st.booleans())}
    if draw(st.integers(0, 19)) < 19:
        for name, row in SOMEONE_ELSE.items():
            inputs[name].append(long_before(name, row, plan.settings))
    return Evidence(plan.settings, {name: each for name, each in inputs.items() if name not in left_out})


def long_before(name: str, row: Row, settings: Settings) -> Row:
    """The row with its instants, long before the window, written as the input's are."""
    mode = settings.timestamps.get(name, "iso")
    texts = {"iso": "2018-06-01", "epoch_us": str(LONG_BEFORE), "epoch_ms": str(LONG_BEFORE // 1000)}
    types = COLUMNS[name]
    return {column: texts[mode] if types[column] == "instant" else text for column, text in row.items()}


def world_of(number: int) -> Evidence:
    """The world of a number; unlike the worlds of one Hypothesis run, those of several are independent."""
    drawn: list[Evidence] = []

    # The first example is always the plainest one.
    @seed(number)
    @settings(
        max_examples=2,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def draw_one(world: Evidence) -> None:
        drawn.append(world)

    draw_one()
    return drawn[-1]
