"""The sweep queues what is due, the worker does what the clock says; a stuck report comes up ever less often."""

import json
import os
from datetime import timedelta
from typing import Any

import boto3
import time_machine
from chalice.test import Client
from hypothesis import given, strategies as st

from chalicelib.aws import store
from chalicelib.workers import deadlines
from tests.stories import TUESDAY, submitted
from tests.workers.events import failures, queued


def waiting() -> list[dict[str, Any]]:
    answer = boto3.client("sqs").receive_message(QueueUrl=os.environ["DEADLINES_QUEUE"], MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in answer.get("Messages", [])]


@time_machine.travel(TUESDAY, tick=False)
def test_the_sweep_queues_the_due_reports_by_id_and_version(client: Client) -> None:
    due = submitted(now=TUESDAY - timedelta(minutes=12))
    submitted()
    client.lambda_.invoke("sweep", scheduled())
    [message] = waiting()
    assert (message["report"], message["version"]) == (due.report, 1)


@time_machine.travel(TUESDAY, tick=False)
def test_sweeping_twice_queues_once(client: Client) -> None:
    submitted(now=TUESDAY - timedelta(minutes=12))
    client.lambda_.invoke("sweep", scheduled())
    client.lambda_.invoke("sweep", scheduled())
    assert len(waiting()) == 1


@time_machine.travel(TUESDAY, tick=False)
def test_more_than_a_batch_is_queued_whole(client: Client) -> None:
    for _ in range(23):
        submitted(now=TUESDAY - timedelta(minutes=12))
    assert deadlines.sweep() == 23


@time_machine.travel(TUESDAY, tick=False)
def test_a_report_whose_routing_was_lost_is_routed_when_its_clock_runs_out(client: Client) -> None:
    receipt = submitted(now=TUESDAY - timedelta(minutes=12))
    answer = client.lambda_.invoke("expire", queued({"report": receipt.report, "version": 1}, fifo=True)).payload
    report = store.report(receipt.report)
    assert report is not None
    assert (failures(answer), report.agency) == ([], "pupr")


def test_a_poisoned_message_holds_up_no_other_report(client: Client) -> None:
    receipt = submitted(now=TUESDAY - timedelta(minutes=12))
    event = queued("{broken", {"report": receipt.report, "version": 1}, fifo=True)
    assert failures(client.lambda_.invoke("expire", event).payload) == ["message-0"]


@given(st.integers(min_value=0, max_value=100_000))
def test_however_long_a_report_is_due_its_turn_comes_again_within_a_quarter_of_that_time(minutes: int) -> None:
    patience = max(1, minutes // 4 + 1)
    assert any(deadlines.is_turn(minutes + wait) for wait in range(patience + 1))


def test_a_report_stuck_for_a_day_has_come_up_a_few_dozen_times_not_a_thousand() -> None:
    assert sum(deadlines.is_turn(minutes) for minutes in range(24 * 60)) < 50


def scheduled() -> dict[str, Any]:
    return {
        "version": "0",
        "account": "123456789012",
        "region": "ap-southeast-3",
        "detail": {},
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "time": "2026-11-24T03:00:00Z",
        "id": "1",
        "resources": [],
    }
