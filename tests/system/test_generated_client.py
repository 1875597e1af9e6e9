"""A client that others generate from the API's description works against the running stack, with its types."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.stories import LAMP
from tests.system.over_http import PATIENCE
from tests.system.stack import Stack, until

pytestmark = pytest.mark.xdist_group("banda-aceh")

DOCUMENT = ROOT / "chalicelib" / "api" / "openapi.json"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generator is strict: a part of the description that it cannot read fails the test."""
    folder = tmp_path_factory.mktemp("generated")
    configuration = folder / "config.yaml"
    configuration.write_text("post_hooks: []\n")
    command = ["openapi_python_client", "generate", "--path", str(DOCUMENT), "--meta", "none", "--fail-on-warning"]
    subprocess.run(
        [
            sys.executable,
            "-m",
            *command,
            "--output-path",
            str(folder / "tuntas_client"),
            "--config",
            str(configuration),
        ],
        check=True,
    )
    sys.path.insert(0, str(folder))
    yield importlib.import_module
    sys.path.remove(str(folder))


def test_a_report_goes_its_way_by_a_generated_client(generated: Any, stack: Stack) -> None:
    package, base = generated("tuntas_client"), stack.outputs["api"]
    signed_in = {"token": stack.token("petugas-pupr"), "prefix": "", "auth_header_name": "Authorization"}
    with (
        package.Client(base_url=base) as public,
        package.AuthenticatedClient(base_url=base, **signed_in) as officer,
    ):
        _from_submission_to_answer(generated, public, officer)


def _from_submission_to_answer(generated: Any, public: Any, officer: Any) -> None:
    api, models = "tuntas_client.api", generated("tuntas_client.models")
    receipt = generated(f"{api}.reporters.submit").sync(client=public, body=models.Submission.from_dict({**LAMP}))
    read, act = generated(f"{api}.reporters.read"), generated(f"{api}.agencies.act_on")
    follow = {"client": public, "access_code": receipt.access_code}
    until(lambda: read.sync(receipt.id, **follow).agency, within=PATIENCE)
    act.sync(receipt.id, models.StaffAct.VERIFY, client=officer, body=models.Fields())
    answer = models.Fields(text=f"Ditambal regu jalan tadi pagi ({receipt.id}).")
    done = act.sync(receipt.id, models.StaffAct.ANSWER, client=officer, body=answer)

    assert (done.status, done.agency.id) == (models.State.ANSWERED, "pupr")
    waiting = generated(f"{api}.agencies.inbox").sync(client=officer)
    assert receipt.id in {line.id for line in waiting.items}
    refused = act.sync(receipt.id, models.StaffAct.ANSWER, client=officer, body=answer)
    assert (refused.status, refused.type_.value) == (422, "urn:tuntas:problem:invalid")
