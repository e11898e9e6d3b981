"""How the evidence of a simulated incident is: what of it is missing, unreadable, or of great weight."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of something is so, from 0 to 1.

    Of holdings: shared (a second account has the identifier too, now or later), unsorted (for purposes that
        the incident file does not list), digested (given as a digest), undated (without a beginning),
        unread (a record cannot be read).
    Of accounts: purged (no contact records are left).
    Of lists: mapped (of a partner's: they name its own user ids), keyed (of a partner's: digested under a
        key that is not at hand), list_lost, list_cut (a tenth of the entries is missing), record_lost,
        doubtful (two records contradict each other), other_system.
    Of entries: sibling (of every second one: it is the same person's as the one before it), device (no
        contact data), amended (added later, and removed again), cut_entry (cannot be read).
    Of partners: map_lost.
    Of the log: days_lost, torn (a line cannot be read; as many name no account), named (says through which
        identifier), kind (says of which kind), stale (was made from what the account did not hold then),
        retried (is there twice), nonsense (says something that cannot be).
    Of digests: rewritten (not plain hex).
    """

    shared: float = 0.03
    unsorted: float = 0
    digested: float = 0
    undated: float = 0
    purged: float = 0
    mapped: float = 0
    keyed: float = 0
    list_lost: float = 0
    list_cut: float = 0
    record_lost: float = 0
    doubtful: float = 0
    other_system: float = 0
    sibling: float = 0
    device: float = 0
    amended: float = 0
    cut_entry: float = 0
    map_lost: float = 0
    days_lost: float = 0
    named: float = 0.8
    kind: float = 0
    stale: float = 0.06
    retried: float = 0
    nonsense: float = 0
    unread: float = 0
    torn: float = 0
    rewritten: float = 0

    def by_name(self) -> dict[str, float]:
        """Return each share, by the name under which the queries ask for it."""
        return {f"{name}_share": share for name, share in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Profile:
    """One way for evidence to be.

    plain: whether there are only the inputs, and only their columns, that the benchmark measures.
    skewed: whether there are an identifier on very many accounts, an account with very many matches, and
        a list with a third of all entries.
    """

    about: str
    shares: Shares
    plain: bool = False
    skewed: bool = False


_EVEN = Shares()
_RICH = Shares(shared=0.1, unsorted=0.05, sibling=0.3, device=0.05, amended=0.2, kind=0.5, other_system=0.03)
_GAPS = replace(
    _RICH, purged=0.03, list_lost=0.15, list_cut=0.2, record_lost=0.05, keyed=0.1, days_lost=0.1, named=0.4
)
_PARTNERS = replace(_RICH, mapped=0.8, keyed=0.2, map_lost=0.1)
_DIRTY = replace(
    _RICH,
    digested=0.2,
    undated=0.5,
    doubtful=0.003,
    cut_entry=0.0005,
    retried=0.05,
    nonsense=0.01,
    unread=0.004,
    torn=0.003,
    rewritten=0.3,
    named=0.6,
)
_DRILL = replace(
    _DIRTY,
    purged=0.01,
    mapped=0.4,
    keyed=0.05,
    list_lost=0.05,
    list_cut=0.1,
    record_lost=0.02,
    map_lost=0.05,
    days_lost=0.03,
)

PROFILES = {
    "even": Profile("whole evidence, evenly spread; what the benchmark measures", _EVEN, plain=True),
    "skewed": Profile(
        "as even, but with one identifier on 100,000 accounts, one account with 10,000 matches, and one"
        " list with a third of all entries (less where the incident is small)",
        _EVEN,
        plain=True,
        skewed=True,
    ),
    "gaps": Profile("days of the log, lists, their records and accounts' contact data are missing", _GAPS),
    "partners": Profile(
        "most partners' lists name user ids, by way of maps made anew again and again", _PARTNERS
    ),
    "dirty": Profile("rows that are doubled, unreadable, contradictory or written in many ways", _DIRTY),
    "drill": Profile("some of everything: for practice", _DRILL),
}
