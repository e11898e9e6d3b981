"""Errors carry a message, a hint and a context, and become an exit status."""

from __future__ import annotations

import pytest

from offpurpose import errors
from offpurpose.errors import (
    AlteredCaseError,
    CheckFailedError,
    ExitStatus,
    InputError,
    OffpurposeError,
    UsageFaultError,
)
from offpurpose.stoppage import is_from_outside


def subclasses() -> list[type[OffpurposeError]]:
    every = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in every if issubclass(value, OffpurposeError)]


def test_an_error_carries_message_hint_and_context() -> None:
    error = InputError("contacts.csv: has no header", hint="add one", context={"file": "contacts.csv"})
    assert str(error) == error.message == "contacts.csv: has no header"
    assert error.hint == "add one"
    assert error.context == {"file": "contacts.csv"}


def test_hint_and_context_may_be_left_out() -> None:
    error = OffpurposeError("no")
    assert (error.hint, error.context) == (None, {})


@pytest.mark.parametrize("error", subclasses())
def test_every_error_has_a_status_that_is_no_success(error: type[OffpurposeError]) -> None:
    others = {
        UsageFaultError: ExitStatus.USAGE,
        CheckFailedError: ExitStatus.INTERNAL,
        AlteredCaseError: ExitStatus.DIFFERS,
    }
    assert error("no").status is others.get(error, ExitStatus.FAULT)


def test_exit_statuses_are_those_of_the_contract() -> None:
    assert {status.name: int(status) for status in ExitStatus} == {
        "OK": 0,
        "FAULT": 1,
        "USAGE": 2,
        "USES_AFTER_END": 3,
        "DIFFERS": 4,
        "DIFFERENT": 5,
        "INTERNAL": 70,
        "INTERRUPTED": 130,
    }


def test_ctrl_c_is_known_behind_what_failed_to_clean_up_after_it() -> None:
    def interrupted() -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise RuntimeError("connection has an open result")

    with pytest.raises(RuntimeError) as caught:
        interrupted()
    assert is_from_outside(caught.value)
    assert not is_from_outside(RuntimeError("connection has an open result"))
