"""Who the reporter is: told to the reporter and, unless anonymous, to who deals with the report; each look is noted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.aws import store
from chalicelib.aws.tables import Appointment
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.rights import Actor
from chalicelib.workers import identity
from tests.stories import AUDITOR, CONTACT, OFFICER, STRANGER, assigned, reporter, staff, submitted

KNOWN = {**CONTACT, "phone": "+6281200001234"}


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in (OFFICER, STRANGER, AUDITOR):
        appoint(actor)


def appoint(actor: Actor, *, until: str = "2099-12-31") -> None:
    store.appoint(
        Appointment(
            Appointment.PARTITION,
            actor.person or "",
            agency=actor.agency,
            role=actor.role,
            valid_from="2026-01-01",
            valid_to=until,
        )
    )


def asked_by(actor: Actor, number: str) -> dict[str, Any]:
    return identity.answer({"report": number, "asks": "staff", "sub": actor.person})


def history(number: str) -> list[str]:
    life = store.life(number)
    assert life is not None
    return [f"{entry.act} by {entry.role}" for entry in life.entries]


def test_the_reporter_sees_the_own_data(aws: None) -> None:
    receipt = submitted(contact=CONTACT)
    question = {"report": receipt.report, "asks": "reporter", "code": receipt.access_code}
    assert identity.answer(question) == {"contact": KNOWN, "version": 2}


def test_the_officer_who_deals_with_the_report_is_told_and_the_history_says_so(aws: None) -> None:
    receipt = assigned(contact=CONTACT)
    assert asked_by(OFFICER, receipt.report)["contact"] == KNOWN
    assert history(receipt.report)[-1] == "identify by officer"


@pytest.mark.parametrize(("actor", "code"), [(STRANGER, "unknown_report"), (AUDITOR, "act_not_yours")])
def test_others_are_told_nothing(aws: None, actor: Actor, code: str) -> None:
    receipt = assigned(contact=CONTACT)
    answer = asked_by(actor, receipt.report)
    assert "contact" not in answer
    assert answer["refused"]["code"] == code


def test_who_had_answered_is_no_longer_told_while_another_agency_deals_with_it(aws: None) -> None:
    receipt = assigned(contact=CONTACT)
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal.")
    reporter(receipt, Act.DISPUTE, text="Belum.")
    assert asked_by(OFFICER, receipt.report)["refused"]["code"] == "not_your_tree"


def test_an_anonymous_reporter_stays_so_for_every_officer(aws: None) -> None:
    receipt = assigned(contact=CONTACT, anonymous=True)
    assert asked_by(OFFICER, receipt.report)["refused"]["code"] == "anonymous_reporter"


def test_a_lapsed_appointment_opens_nothing(aws: None) -> None:
    receipt = assigned(contact=CONTACT)
    appoint(OFFICER, until=f"{datetime.now(UTC).year - 1}-01-01")
    assert asked_by(OFFICER, receipt.report)["refused"]["code"] == "no_appointment"


def test_the_wrong_code_opens_nothing(aws: None) -> None:
    receipt, other = submitted(contact=CONTACT), submitted()
    answer = identity.answer({"report": receipt.report, "asks": "reporter", "code": other.access_code})
    assert answer["refused"] == {"as": "Forbidden", "code": "wrong_code", "values": {}}


def test_the_reporter_corrects_the_own_data(aws: None) -> None:
    receipt = submitted(contact=CONTACT)
    new = {"phone": "+6281299998888"}
    question = {"report": receipt.report, "asks": "reporter", "code": receipt.access_code, "contact": new}
    assert identity.answer(question)["contact"] == new


def test_a_report_without_a_contact_has_none_to_tell(aws: None) -> None:
    receipt = assigned()
    assert asked_by(OFFICER, receipt.report)["contact"] is None
