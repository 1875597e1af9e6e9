"""Reports brought on their way over HTTP, and what a refusal looks like there."""

from collections.abc import Mapping
from typing import Any

from tests.stories import LAMP
from tests.system.stack import Answer, Stack, until

PATIENCE = 60  # seconds for what functions do behind the scenes, on a slow machine that starts them first

Receipt = Mapping[str, Any]


def routed(stack: Stack, **form: Any) -> Receipt:
    answer = stack.submit({**LAMP, **form})
    assert answer.status == 201, answer.text
    receipt: Receipt = answer.json
    until(lambda: stack.read(receipt)["agency"], within=PATIENCE)
    return receipt


def assigned(stack: Stack, **form: Any) -> Receipt:
    """A report that pupr has to deal with."""
    receipt = routed(stack, **form)
    answer = stack.by_staff("koordinator", receipt["id"], "assign", agency="pupr")
    assert answer.status == 200, answer.text
    return receipt


def answered(stack: Stack, **form: Any) -> Receipt:
    receipt = assigned(stack, **form)
    answer = stack.by_staff("petugas-pupr", receipt["id"], "answer", text=f"Sudah ditambal pagi ini: {receipt['id']}.")
    assert answer.status == 200, answer.text
    return receipt


def problem(answer: Answer) -> dict[str, Any]:
    """A refusal as RFC 9457 has it."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    document: dict[str, Any] = answer.json
    assert document["status"] == answer.status
    assert document["type"].startswith("urn:tuntas:problem:")
    assert document["title"]
    return document
