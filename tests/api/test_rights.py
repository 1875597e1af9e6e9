"""Every route and every act by every role of every agency that matters: what is open to whom, and nothing leaks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from chalice.test import Client

from chalicelib.aws import store
from chalicelib.region import this
from chalicelib.rules import lifecycle, rights
from chalicelib.rules.lifecycle import Act, Role
from chalicelib.rules.rights import Actor
from tests.api.calls import JSON, appoint, token
from tests.api.described import DOCUMENT
from tests.stories import NOBODYS, assigned, reporter

pytestmark = pytest.mark.filterwarnings("ignore:CognitoUserPoolAuthorizer")

HOLDER, ABOVE, TOP, SISTER, OVERSEER = "pupr", "setda", "walikota", "dinkes", "ombudsman"
AGENCIES = (HOLDER, ABOVE, TOP, SISTER, OVERSEER)
SEES = {HOLDER, ABOVE, TOP}
EVERYWHERE = {Role.COORDINATOR, Role.AUDITOR}
# Who belongs to an agency by role only sees what the tree gives; the others' agency gives them nothing more or less.
PEOPLE = [
    *(Actor(Role.OFFICER, agency, f"sub-officer-{agency}") for agency in AGENCIES),
    Actor(Role.SIGNER, HOLDER, "sub-signer-holder"),
    Actor(Role.SIGNER, SISTER, "sub-signer-sister"),
    Actor(Role.COORDINATOR, SISTER, "sub-coordinator"),
    Actor(Role.AUDITOR, HOLDER, "sub-auditor-holder"),
    Actor(Role.AUDITOR, SISTER, "sub-auditor-sister"),
    Actor(Role.OPERATOR, HOLDER, "sub-operator"),
]

SOON = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()

FIELDS = {
    Act.ASSIGN: {"agency": "dinkes"},
    Act.DECIDE: {"agency": "dinkes"},
    Act.RETURN: {"reason": "Bukan wewenang kami."},
    Act.HOLD: {"reason": "Menunggu anggaran.", "until": SOON},
    Act.ASK: {"text": "Di mana tepatnya?"},
    Act.RESPOND: {"text": "Petugas berangkat."},
    Act.DRAFT: {"text": "Sudah ditambal hari ini."},
    Act.REDRAFT: {"reason": "Sebutkan tanggalnya."},
    Act.ANSWER: {"text": "Sudah ditambal tadi pagi."},
    Act.NOTE: {"text": "Bahan sudah dipesan."},
    Act.CORRECT: {"title": "Jalan berlubang"},
    Act.MERGE: {"into": NOBODYS},
    Act.SPLIT: {"title": "Lampu padam", "description": "Lampu di simpang juga padam."},
    Act.EXTEND: {"reason": "Menunggu bahan.", "until": SOON},
    Act.ARCHIVE: {"reason": "not_government"},
    Act.OVERRULE: {"text": "Sudah diperiksa di tempat."},
    Act.ESCALATE: {"reason": "Perlu keputusan."},
}


def doors() -> Iterator[tuple[str, str]]:
    """Every route that needs a token, as a request that would be well formed."""
    for path, methods in DOCUMENT["paths"].items():
        for method in methods.keys() & {"get", "put", "post", "delete"}:
            if methods[method].get("security"):
                yield method.upper(), path.format(number=NOBODYS, act=Act.NOTE, name="umum")


@pytest.fixture(autouse=True)
def appointed(aws: None) -> None:
    for actor in PEOPLE:
        appoint(actor)


@pytest.fixture
def report(aws: None) -> str:
    return assigned().report


def sees(actor: Actor) -> bool:
    return actor.role in EVERYWHERE or actor.agency in SEES


def call(client: Client, actor: Actor, method: str, path: str, body: object = None) -> tuple[int, str]:
    headers = {**JSON, **token(actor)}
    answer = client.http.request(method, path, headers=headers, body=json.dumps(body).encode() if body else b"{}")
    return answer.status_code, answer.body.decode()


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: f"{actor.role}-{actor.agency}")
def test_a_report_opens_to_its_tree_and_to_nobody_else(actor: Actor, report: str, client: Client) -> None:
    status, body = call(client, actor, "GET", f"/agency/reports/{report}")
    if actor.role is Role.OPERATOR:
        assert status == 403
    elif sees(actor):
        assert (status, json.loads(body)["id"]) == (200, report)
    else:
        assert (status, body) == call(client, actor, "GET", f"/agency/reports/{NOBODYS}")
        assert status == 404


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: f"{actor.role}-{actor.agency}")
def test_each_act_is_its_roles_within_the_tree_and_nobody_elses(actor: Actor, report: str, client: Client) -> None:
    """Whoever may not see the report learns nothing by trying: the answers are those to a number that is nobody's."""
    for act in sorted(lifecycle.BY_STAFF):
        before = version(report)
        status, body = call(client, actor, "POST", f"/agency/reports/{report}/{act}", FIELDS.get(act))
        told = f"{act}: {status} {body}"
        if actor.role is Role.OPERATOR:
            assert status == 403, told
        elif not sees(actor):
            assert (status, body) == call(client, actor, "POST", f"/agency/reports/{NOBODYS}/{act}", FIELDS.get(act))
            assert status == 404, told
        elif status == 404:  # given away by an act before
            assert not rights.may_see(actor, [holder(report)], this().tree(referred=False)), told
        elif actor.role not in lifecycle.ROLES[act]:
            assert status == 403, told
        else:
            assert status in (200, 403, 409, 422), told
        assert version(report) == before + (status == 200)


@pytest.mark.parametrize("actor", PEOPLE, ids=lambda actor: f"{actor.role}-{actor.agency}")
def test_who_the_reporter_is_opens_to_no_auditor_and_no_stranger(actor: Actor, report: str) -> None:
    known = store.report(report)
    assert known
    assert (Act.IDENTIFY in lifecycle.possible(lifecycle.State(known.state), actor.role)) == (
        actor.role in (Role.OFFICER, Role.SIGNER, Role.COORDINATOR)
    )


def test_a_confidential_report_is_as_unknown_as_any_to_a_sister(client: Client) -> None:
    secret = assigned(confidential=True).report
    stranger = Actor(Role.OFFICER, SISTER, f"sub-officer-{SISTER}")
    for act in lifecycle.BY_STAFF:
        there = call(client, stranger, "POST", f"/agency/reports/{secret}/{act}", FIELDS.get(act))
        assert there == call(client, stranger, "POST", f"/agency/reports/{NOBODYS}/{act}", FIELDS.get(act))


def test_an_overseer_sees_a_report_from_the_reporters_consent_on(client: Client) -> None:
    receipt = assigned()
    overseer = Actor(Role.OFFICER, OVERSEER, f"sub-officer-{OVERSEER}")
    assert call(client, overseer, "GET", f"/agency/reports/{receipt.report}")[0] == 404
    reporter(receipt, Act.REFER)
    assert call(client, overseer, "GET", f"/agency/reports/{receipt.report}")[0] == 200


@pytest.mark.parametrize(("method", "path"), sorted(doors()))
def test_an_operator_reads_nothing(method: str, path: str, client: Client) -> None:
    operator = Actor(Role.OPERATOR, HOLDER, "sub-operator")
    assert call(client, operator, method, path)[0] == 403


def version(number: str) -> int:
    report = store.report(number)
    assert report
    return int(report.version)


def holder(number: str) -> str | None:
    report = store.report(number)
    assert report
    return report.agency
