"""The incident file: one TOML that states the whole case, read into a frozen Incident."""

from __future__ import annotations

from offpurpose.incident.model import (
    HASH_ALGORITHMS,
    EmailRule,
    Incident,
    InputSpec,
    KeyPlace,
    Matching,
    PhoneRule,
    Purposes,
    RuleUse,
    Timestamps,
    Window,
    WindowRule,
)
from offpurpose.incident.reading import incident_of, load_incident

__all__ = [
    "HASH_ALGORITHMS",
    "EmailRule",
    "Incident",
    "InputSpec",
    "KeyPlace",
    "Matching",
    "PhoneRule",
    "Purposes",
    "RuleUse",
    "Timestamps",
    "Window",
    "WindowRule",
    "incident_of",
    "load_incident",
]
