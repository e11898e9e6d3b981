"""Make docs/rule-packs.md: what every rule pack does and where its rules come from, from the pack files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from offpurpose.identifiers.packs import RulePack, load_pack, pack_names
from offpurpose.identifiers.packs.model import KINDS
from offpurpose.identifiers.packs.wording import in_words, refusals

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/rule-packs.md"

HEAD = """\
# Rule packs

An audit that normalises differently from the ad system finds nothing and calls everyone unaffected. So the
rules by which each platform turned an address or a number into a digest are data: one file a pack, named
after the platform and the day, with its source. `rules = "NAME"` in an incident file chooses one, `rules =
"ours.toml"` one of your own.

**Which one did the platform really use?** Documents and samples of one platform disagree, and both change.
`offpurpose calibrate INCIDENT.toml` asks the match log; `offpurpose digest` checks one identifier by hand;
`offpurpose digest --list-rules` lists the packs. What the advertiser's own tool or connector did may differ
again.

## Finding the rules by the log

`calibrate` loads the inputs under every pack at once and counts the uses that each reproduces:

| evidence | a pack reproduces it when |
| --- | --- |
| a match or map row that names a digest | it makes that digest of what the account ever held |
| a match that names none, on a list that was kept | it makes a digest on the list of what the account held |
| an upload with `matched_count`, of a kept list | as many accounts held something on it as were recorded |

Only accounts with raw contact records can tell: a digest is the same under every pack. The result is a
table of packs, each system and quarter with its best pack, and the lines for the incident file: a pack
joins another where it adds one in a hundred of the uses of a system, for the systems and quarters in which
only it does. What it cannot tell, it says: packs that are alike on this evidence name each other, and
whatever a strict pack takes a lax one takes too, so that a log of matches alone favours neither; a recorded
count does. Logged raw values say nothing of the rules.

## The packs

This page is made from the pack files by `python docs/make_rule_packs.py`, and a test holds it to them.

A date is that of the source; of a page that bears none, the day on which it was read. "Refuses" names the
steps under which refused identifiers are counted, beside those that nothing is left of. Every pack is a
file in [cli/offpurpose/identifiers/packs](../cli/offpurpose/identifiers/packs): copy one, change it, and
name its file in `rules`.
"""

LEFT_OUT = """\
## Left out, for want of a source

- **Microsoft Advertising**: its documents say that customer lists hold SHA-256 of e-mail addresses in
  hexadecimal, and give one example (the digest of a lower-case address); how an address is normalised first
  is told only by third parties.
- **LinkedIn** normalisation is in its pack as third parties quote it; **Pinterest** publishes no example.
- **Criteo**'s SHA-256 of the hexadecimal text of MD5 is documented, but no algorithm that a pack can name.
- **Amazon Ads** itself: the rules are those of Amazon's own uploader, whose readme says that they may
  differ from it.
- Connectors of third parties (CDPs, reverse ETL): there are too many, and they change unannounced.
  Calibrate instead.
"""


def page() -> str:
    """Write the page."""
    packs = [load_pack(name) for name in pack_names()]
    parts = [HEAD, "\n".join(_table(packs)), *("\n".join(_section(pack)) for pack in packs), LEFT_OUT]
    return "\n".join(f"{part.strip()}\n" for part in parts)


def _table(packs: list[RulePack]) -> Iterator[str]:
    yield "| pack | date | e-mail | phone | digest | refuses |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for pack in packs:
        refused = dict.fromkeys(name for kind in KINDS for name in refusals(pack, kind))
        digest = f"{', '.join(pack.algorithms)}; {', '.join(pack.encodings)}"
        cells = [
            f"[{pack.name}](#{pack.name})",
            str(pack.dated),
            _text(in_words(pack, "email")),
            _text(in_words(pack, "phone")),
            digest,
            ", ".join(refused),
        ]
        yield f"| {' | '.join(cells)} |"


def _section(pack: RulePack) -> Iterator[str]:
    yield f"## {pack.name}"
    yield ""
    yield f"{_text(pack.title)}. {_text(' '.join(pack.notes.split()))}"
    yield ""
    for source in pack.sources:
        address, _, beside = source.partition(" ")
        yield f"- <{address}>{' ' + _text(beside) if beside else ''}"
    examples = len(pack.vectors)
    yield f"- {examples or 'no'} example{'' if examples == 1 else 's'}, each a test"


def _text(text: str) -> str:
    return re.sub(r"([|<>*_`\\])", r"\\\1", text)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.write_text(page(), encoding="utf-8")
