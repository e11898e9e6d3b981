"""The incident file of a simulated incident."""

from __future__ import annotations

from collections.abc import Iterable

from offpurpose.simulating.plan import Plan

_HEAD = """\
# A simulated incident: nobody in it exists. What really happened stands in truth.parquet and truth_matches/.
[incident]
title = "Simulated incident"
reference = "SIMULATED-{profile}-{seed}"
systems = ["tailored", "partner"]
timezone = "UTC"

[window]
start = 2013-05-01T00:00:00Z
end = 2019-09-17T00:00:00Z

[purposes]
security = ["two_factor", "account_recovery"]
permitted = ["profile", "marketing"]

[matching]
hash = ["sha256"]
email = "lowercase"
phone = "e164"
other_kinds = ["device_id"]
"""


def incident_text(plan: Plan, inputs: Iterable[str]) -> str:
    """Return the incident file of a plan with these inputs, each in a folder of its name."""
    sections = (f'\n[inputs.{name}]\npath = "{name}/*.{plan.format}"\n' for name in inputs)
    return _HEAD.format(profile=plan.profile, seed=plan.seed) + "".join(sections)
