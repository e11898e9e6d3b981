"""The text of an incident file to start from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from offpurpose.inputs.contract import INPUTS, InputContract
from offpurpose.starting.proposal import InputProposal, Proposal

_WIDTH = 100
_MOST_PURPOSES = 100
_ABOUT = {
    "contacts": "who held which e-mail address or phone number, for what, and when",
    "uploads": "the lists that advertisers sent, or partners on their behalf",
    "entries": "the identifiers on those lists",
    "matches": "the historical log: which account was matched to which list, and when",
    "accounts": "country and status of the accounts",
    "partner_map": "which account a partner's user id was tied to, and through which identifier",
}
_HEAD = """\
The incident: everything that an audit needs to know, and all that a colleague needs to repeat it.
Paths are relative to this file. Every key is described in docs/data-contract.md.
"""


def render(proposal: Proposal, today: date) -> str:
    """Return an incident file that says what the proposal says, with comments for all that it does not."""
    parts = [_head(proposal), _incident(proposal), _window(today), _purposes(proposal)]
    parts += [_matching(proposal), *(_input(proposal, contract) for contract in INPUTS.values())]
    return "\n".join(parts)


def toml_text(text: str) -> str:
    """Return text as a TOML string."""
    if "'" not in text and ('"' in text or "\\" in text) and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(mark if mark.isprintable() else _escape(mark) for mark in escaped) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"  # half of a pair, from a JSON string, which no file can hold
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _head(proposal: Proposal) -> str:
    return _comment(_HEAD) + _doubts(proposal, "")


def _incident(proposal: Proposal) -> str:
    systems = ", ".join(toml_text(system) for system in proposal.systems)
    return (
        "[incident]\n"
        'title = "Untitled incident"\n'
        + _comment('reference = "INC-0001"')
        + _doubts(proposal, "incident")
        + _comment("the systems in scope; a match in another system is counted, and not judged")
        + f"systems = [{systems}]\n"
        + _comment("for timestamps without an offset; there is no default")
        + _comment('timezone = "UTC"')
        + _comment("discovered_at = 2019-09-10T00:00:00Z")
    )


def _window(today: date) -> str:
    return (
        "[window]\n"
        + _comment("could not tell: while the fault was live. Until you say so, everything before today")
        + _comment("start = 2013-05-01T00:00:00Z   (without it: everything before `end`)")
        + f"end = {today.isoformat()}T00:00:00Z   # exclusive\n"
        + 'rule = "matched"   # or "active": also matches made earlier and still in use within the window\n'
        + _comment('basis = "why these dates"')
    )


def _purposes(proposal: Proposal) -> str:
    lines = [
        "[purposes]\n",
        _comment(
            "Sort each purpose of the contacts into one of the lists; any other is unclassified, and moves "
            "people into the upper bound. The audit does not start without a security purpose."
        ),
        _doubts(proposal, "purposes"),
    ]
    if "contacts" in proposal.inputs:
        rows = _counted(proposal.inputs["contacts"].rows, "row")
        lines.append(_comment(f"Seen in {rows}; `offpurpose check` counts every one:"))
        lines += [f"#   {line}\n" for line in _listed(proposal.purposes)]
    return "".join([*lines, "security = []\n", "permitted = []\n"])


def _listed(purposes: tuple[str, ...]) -> Iterator[str]:
    if not purposes:
        yield "(none)"
    for purpose in purposes[:_MOST_PURPOSES]:
        yield f"{toml_text(purpose)},"
    if len(purposes) > _MOST_PURPOSES:
        yield f"and {len(purposes) - _MOST_PURPOSES:,} more"


def _matching(proposal: Proposal) -> str:
    hashes = ", ".join(toml_text(name) for name in proposal.hashes)
    return (
        "[matching]\n"
        + _doubts(proposal, "matching")
        + f"hash = [{hashes}]   # of sha256, sha1, md5, sha512\n"
        + 'email = "lowercase"   # or "gmail": also drop dots and +tags at gmail.com and googlemail.com\n'
        + 'phone = "e164"   # or "e164_no_plus"\n'
        + _comment("for phone numbers without a country code in rows without a region")
        + _comment('default_region = "US"')
        + _comment("logged kinds known not to be contact data")
        + _comment('other_kinds = ["device_id"]')
    )


def _input(proposal: Proposal, contract: InputContract) -> str:
    found = proposal.inputs.get(contract.name)
    about = _comment(f"{_ABOUT[contract.name]}{'' if contract.required else ' (optional)'}")
    if found is None:
        return about + _absent(proposal, contract)
    text = about + _found_in(found) + _doubts(proposal, contract.name, found.doubts)
    text += f"[inputs.{contract.name}]\npath = {_paths(found.paths)}\n"
    if found.columns:
        text += f"columns = {_columns(found.columns)}\n"
    if found.timestamps != "iso":
        text += f"timestamps = {toml_text(found.timestamps)}\n"
    for key, value in (("encoding", found.encoding), ("delimiter", found.delimiter)):
        text += "" if value is None else f"{key} = {toml_text(value)}\n"
    return text


def _absent(proposal: Proposal, contract: InputContract) -> str:
    looked = _comment(f"could not tell: where the {contract.name} are") if proposal.inputs else ""
    columns = _comment(f"columns: {', '.join(contract.column_names)}")
    block = f'[inputs.{contract.name}]\npath = "{contract.name}.csv"\n'
    return looked + columns + (block if contract.required else _comment(block))


def _found_in(found: InputProposal) -> str:
    text = _comment(
        f"found: {_counted(found.files, 'file')}, of which {_counted(found.rows, 'row')} looked at"
    )
    unused = _on_one_line(", ".join(found.unused))
    return text + (_comment(f"columns not used: {unused}") if unused else "")


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _paths(paths: tuple[str, ...]) -> str:
    if len(paths) == 1:
        return toml_text(paths[0])
    return "[\n" + "".join(f"    {toml_text(path)},\n" for path in paths) + "]"


def _columns(columns: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name} = {toml_text(sql)}" for name, sql in columns.items()) + " }"


def _doubts(proposal: Proposal, section: str, more: Iterable[str] = ()) -> str:
    doubts = [*proposal.doubts.get(section, []), *more]
    return "".join(_comment(f"could not tell: {_on_one_line(doubt)}") for doubt in doubts)


def _on_one_line(text: str) -> str:
    return "".join(mark if mark.isprintable() else _escape(mark) for mark in text)


def _wrap(line: str) -> list[str]:
    return textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _comment(text: str) -> str:
    lines = [piece for line in text.strip().split("\n") for piece in _wrap(line) or [""]]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
