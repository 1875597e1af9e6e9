"""The API's own description against the running stack: whatever it allows is sent, and answers are as it says.

Schemathesis makes the requests. Every act it tries meets real reports, which it leads through whatever states it finds.
"""

from http import HTTPStatus
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.config import SchemathesisConfig

from tests.system.over_http import assigned, routed
from tests.system.stack import Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

REPORTS = 12
EXAMPLES = 12  # of each operation, besides those of the description and of each limit

UNCHECKED = [
    checks.positive_data_acceptance,  # a schema cannot say what a state allows, nor which places are in the region
    checks.negative_data_rejection,  # null and empty mean "not given", and flags may come as texts, as from plain forms
    checks.unsupported_method,  # what API Gateway answers to a method that no route has is its own
    checks.ignored_auth,  # the test signs each request itself; test_tokens.py tries every door without
]

CONFIGURATION = SchemathesisConfig.from_dict({"phases": {"coverage": {"unexpected-methods": []}}})


@pytest.fixture(scope="module")
def described(stack: Stack) -> Any:
    document = stack.call("GET", "/openapi.json").json
    return schemathesis.openapi.from_dict(document, config=CONFIGURATION)


@pytest.fixture(scope="module")
def met(stack: Stack) -> Any:
    """Reports that the requests meet in turn, each with its code: some with an agency, some just received."""
    return cycle([assigned(stack) if n % 2 else routed(stack) for n in range(REPORTS)])


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_description_says(case: schemathesis.Case[Any], stack: Stack, met: Any) -> None:
    report = next(met)
    if "number" in (case.path_parameters or {}):
        case.path_parameters["number"] = report["id"]
        case.headers["Access-Code"] = report["access_code"]
    if case.path.startswith("/agency/"):
        case.headers["Authorization"] = stack.token("koordinator")
    answer = case.call(base_url=stack.outputs["api"])
    if answer.status_code != HTTPStatus.LENGTH_REQUIRED:  # an empty form is sent in chunks, which the door refuses
        case.validate_response(answer, excluded_checks=UNCHECKED)
