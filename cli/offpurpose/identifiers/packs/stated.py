"""The rules that an incident file states itself, by its keys `hash`, `email` and `phone`."""

from __future__ import annotations

from offpurpose.identifiers.packs.model import STATED, RulePack, Step

_GMAIL = ("gmail.com", "googlemail.com")
_EMAIL = (Step("trim_unicode"), Step("require_address"), Step("lower_unicode"))
_EMAIL_RULES = {
    "lowercase": _EMAIL,
    "gmail": (*_EMAIL, Step("drop_plus_at", _GMAIL), Step("drop_dots_at", _GMAIL)),
}


def stated_pack(hash_algorithms: tuple[str, ...], email: str, phone: str) -> RulePack:
    """Return what `hash`, `email` and `phone` of an incident file mean."""
    return RulePack(
        name=STATED,
        title=f"e-mail {email}, phone {phone}",
        algorithms=hash_algorithms,
        email=_EMAIL_RULES[email],
        phone=(Step(phone),),
    )


def stated_names(pack: RulePack) -> tuple[str, str]:
    """Return how an incident file names the rules of a stated pack: for e-mail, and for phone numbers."""
    [email] = (name for name, steps in _EMAIL_RULES.items() if steps == pack.email)
    [step] = pack.phone or ()
    return email, step.word
