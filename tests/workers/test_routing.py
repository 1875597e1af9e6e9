"""The routing worker: each message on its own, twice is once."""

from chalice.test import Client

from chalicelib.aws import store
from tests.stories import submitted
from tests.workers.events import failures, queued


def test_a_submitted_report_is_routed(client: Client) -> None:
    receipt = submitted()
    answer = client.lambda_.invoke("route", queued({"report": receipt.report, "entry": 1})).payload
    report = store.report(receipt.report)
    assert report is not None
    assert (failures(answer), report.agency) == ([], "pupr")


def test_a_message_that_comes_twice_routes_once(client: Client) -> None:
    receipt = submitted()
    message = {"report": receipt.report, "entry": 1}
    client.lambda_.invoke("route", queued(message, message))
    report = store.report(receipt.report)
    assert report is not None
    assert report.version == 2


def test_one_poisoned_message_holds_up_no_other(client: Client) -> None:
    receipt = submitted()
    event = queued("{broken", {"report": receipt.report, "entry": 1}, {"nothing": "known"})
    answer = client.lambda_.invoke("route", event).payload
    report = store.report(receipt.report)
    assert report is not None
    assert (failures(answer), report.agency) == (["message-0", "message-2"], "pupr")
