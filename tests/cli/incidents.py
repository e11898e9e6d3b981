"""A small incident in files, sound or broken, for the tests of the command line."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path


def digest(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()


INCIDENT = """\
[incident]
title = "Security contact data used for matching"
reference = "INC-1"
systems = ["tailored"]
timezone = "UTC"
[window]
start = 2019-01-01T00:00:00Z
end = 2019-01-05T00:00:00Z
[purposes]
security = ["two_factor"]
permitted = ["profile"]
[matching]
hash = ["sha256"]
email = "lowercase"
phone = "e164"
[inputs.contacts]
path = "contacts.csv"
[inputs.uploads]
path = "uploads.csv"
[inputs.entries]
path = "entries.csv"
[inputs.matches]
path = "matches-*.csv"
"""

CONTACTS = """\
account_id,kind,identifier,purpose,valid_from,row_id
a1,email,ann@example.org,two_factor,2018-01-01T00:00:00Z,1
a2,email,bob@example.org,two_factor,2018-01-01T00:00:00Z,2
a2,email,bob@example.org,profile,2018-06-01T00:00:00Z,3
a3,phone,+14155552671,two_factor,2018-01-01,4
a4,email,dan@example.org,newsletter,,5
a5,phone,n/a,two_factor,,6
a6,fax,+14155552672,two_factor,,7
"""

UPLOADS = """\
upload_id,advertiser_id,partner_id,uploaded_at
u1,brand,,2018-12-01T00:00:00Z
u2,shop,,2018-12-02T00:00:00Z
u3,mill,broker,2018-12-03T00:00:00Z
"""

ENTRIES = f"""\
upload_id,identifier_hash
u1,{digest("ann@example.org")}
u1,{digest("bob@example.org")}
u9,{digest("eve@example.org")}
"""

MATCHES_1 = """\
matched_at,account_id,upload_id,kind
2019-01-01T00:00:00Z,a1,u1,email
2019-01-01T00:00:00Z,a1,u1,email
2019-01-02T12:00:00.1234567Z,a2,u1,email
2019-01-02 13:00:00,a3,u2,phone
2019-01-02T14:00:00Z,a4,u7,email
"""

MATCHES_2 = """\
matched_at,account_id,upload_id,kind
2018-12-31T23:59:59Z,a1,u1,email
yesterday,a2,u1,email
2019-01-04T00:00:00Z,a9,u2,email
2019-01-04T00:00:00Z,a1,u3,email
"""


def write_incident(folder: Path, *, after_end: bool = False, **changed: str) -> Path:
    """Write an incident without anything that stops an audit; `changed` are other contents, by stem."""
    files = {
        "incident.toml": INCIDENT,
        "contacts.csv": CONTACTS,
        "uploads.csv": UPLOADS,
        "entries.csv": ENTRIES,
        "matches-1.csv": MATCHES_1,
        "matches-2.csv": MATCHES_2 + ("2019-01-06T00:00:00Z,a1,u1,email\n" if after_end else ""),
    }
    for name, text in files.items():
        (folder / name).write_text(
            changed.get(name.partition(".")[0].replace("-", "_"), text), encoding="utf-8"
        )
    return folder / "incident.toml"


def write_broken_incident(folder: Path) -> Path:
    """Write an incident with something wrong at every stage of loading."""
    path = write_incident(
        folder,
        incident=INCIDENT.replace('timezone = "UTC"\n', "").replace(
            '"entries.csv"', '["entries.csv", "gone/*.csv"]'
        )
        + '[inputs.accounts]\npath = "accounts.jsonl.gz"\n',
        uploads=UPLOADS.replace("advertiser_id", "advertiser"),
        matches_2=MATCHES_2.replace("a9", "ann@example.org") + "2019,a1,u1,email\n" * 20,
    )
    (folder / "accounts.jsonl.gz").write_bytes(gzip.compress(b'{"account_id": "a1"}\n', mtime=0)[:-6])
    return path
