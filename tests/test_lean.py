"""What a report may cost, and what a start may load: by counts, never by times. docs/benchmarks.md has the times."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.loaders import Loader
from botocore.parsers import ResponseParserFactory

from bench import life as lives, units
from bench.life import Life
from bench.meter import Call
from chalicelib.aws import clients, store
from infra import bundle
from infra.package import Package
from tests.infra.conftest import made, unpacked

# Any operation of each service: where a service is does not depend on it.
ANY = {
    "dynamodb": "ListTables",
    "kms": "ListKeys",
    "lambda": "ListFunctions",
    "s3": "ListBuckets",
    "secretsmanager": "ListSecrets",
    "sns": "ListTopics",
    "sqs": "ListQueues",
    "sts": "GetCallerIdentity",
}
WHOLE = ResponseParserFactory()
__all__ = ["made", "unpacked"]  # fixtures

NEVER = {"boto3", "holidays", "pydantic", "s3transfer", "tomllib"}
LARGEST = 6 * 1024 * 1024

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow")


@pytest.fixture
def life(aws: None) -> Life:
    return Life()


def writes(calls: Iterable[Call]) -> int:
    return sum(call.writes for call in calls)


def reads(calls: Iterable[Call]) -> float:
    return sum(call.reads for call in calls)


def test_a_submission_of_two_kilobytes_with_a_contact_takes_twelve_write_units(life: Life) -> None:
    assert len((lives.FULL["title"] + lives.FULL["description"]).encode()) == 2048
    assert writes(life.submit()) <= 12


def test_a_submission_is_one_transaction_and_with_a_contact_one_more_call(life: Life) -> None:
    assert [call.name for call in life.submit(contact=None)] == ["dynamodb.TransactWriteItems"]
    assert [call.name for call in life.submit()] == ["kms.Encrypt", "dynamodb.TransactWriteItems"]


def test_following_ten_entries_takes_one_read_unit_in_one_call(life: Life) -> None:
    lives.ten_entries(life)
    [call] = life.follow()
    assert (call.name, call.reads) == ("dynamodb.Query", 1)


@pytest.mark.parametrize("open_reports", [1, 40])
def test_a_sweep_reads_what_is_due_and_not_what_exists(life: Life, open_reports: int) -> None:
    for _ in range(open_reports):
        life.submit(contact=None)
    calls = life.sweep()
    assert [call.name for call in calls] == ["dynamodb.Query"] * len(store.DUE_SHARDS)
    assert reads(calls) == 0.5 * len(store.DUE_SHARDS)


def test_items_are_sized_as_dynamodb_does() -> None:
    item: units.Item = {"pk": {"S": "né"}, "n": {"N": "-1200.5"}, "yes": {"BOOL": True}, "blob": {"B": b"abc"}}
    assert units.size(item) == (2 + 3) + (1 + 5) + (3 + 1) + (4 + 3)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, {"v": "1"}, 0),  # not in the index
        (None, {"k": "a", "v": "1"}, 1),
        ({"k": "a", "v": "1"}, {"k": "a", "v": "2"}, 1),
        ({"k": "a", "v": "1"}, {"k": "b", "v": "1"}, 2),  # out of one place, into another
        ({"k": "a", "v": "1", "x": "1"}, {"k": "a", "v": "1", "x": "2"}, 0),  # what changed is not held
        ({"k": "a", "v": "1"}, {"v": "1"}, 1),
    ],
)
def test_indexes_are_charged_for_what_changes_in_them(
    old: dict[str, str] | None, new: dict[str, str], expected: int
) -> None:
    def typed(item: dict[str, str] | None) -> units.Item | None:
        return {name: {"S": value} for name, value in {"pk": "1", **item}.items()} if item else None

    index = units.Index("i", ("k",), frozenset({"pk", "k", "v"}))
    assert units.write(typed(old), typed(new), [index], transaction=True) == 2 + expected


def test_the_zip_is_at_most_six_megabytes(made: Package) -> None:
    assert made.code.stat().st_size <= LARGEST


def test_the_api_loads_nothing_heavy_and_no_worker(unpacked: Path) -> None:
    loaded = modules(unpacked, "import app")
    assert loaded & NEVER == set()
    assert not any(name.startswith("aws_lambda_powertools.utilities.batch") for name in loaded)
    assert "chalicelib.aws.queues" not in loaded  # only the sweep's


@pytest.mark.parametrize("worker", ["deadlines", "identity", "notices", "relay", "routing"])
def test_no_worker_loads_anything_heavy(unpacked: Path, worker: str) -> None:
    assert modules(unpacked, f"import app, chalicelib.workers.{worker}") & NEVER == set()


def modules(task: Path, code: str) -> set[str]:
    """The modules that are loaded once `code` has run with the package alone."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, sys.argv[1]); {code}; print(*sys.modules)",
    ]
    environment = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "ap-southeast-3"}
    done = subprocess.run([*command, str(task)], capture_output=True, text=True, check=True, env=environment)
    return set(done.stdout.split())


@pytest.mark.parametrize("service", sorted(bundle.SERVICES))
def test_the_package_knows_each_service_as_botocore_does_but_for_what_is_for_people(
    unpacked: Path, service: str
) -> None:
    trimmed = Loader(extra_search_paths=[str(unpacked / "botocore" / "data")], include_default_search_paths=False)
    ours, whole = (loader.load_service_model(service, "service-2") for loader in (trimmed, Loader()))
    assert ours == bundle.undocumented(whole)


@pytest.mark.parametrize("service", sorted(bundle.SERVICES))
def test_the_package_finds_each_service_where_botocore_does(unpacked: Path, service: str) -> None:
    """Without the rules of endpoints, which would be worked through at each call."""
    code = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import botocore.session as made; "
        "print(made.get_session().create_client(sys.argv[2], region_name=sys.argv[3]).meta.endpoint_url)"
    )
    for region in ("ap-southeast-3", "ap-southeast-1"):
        command = [sys.executable, "-I", "-S", "-c", code, str(unpacked), service, region]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
        whole: Any = botocore.session.Session().create_client(service, region_name=region)
        request = whole._resolve_endpoint_ruleset(whole.meta.service_model.operation_model(ANY[service]), {}, {})
        assert done.stdout.strip() == request[0]


def test_the_package_asks_s3_at_the_bucket_s_own_address(unpacked: Path) -> None:
    """Which botocore knows by its rules alone; with it, they and S3's description must fit together."""
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); "
        "os.environ.update(AWS_ACCESS_KEY_ID='a', AWS_SECRET_ACCESS_KEY='b', ATTACHMENTS_BUCKET='files'); "
        "from chalicelib.aws import attachments, clients; "
        "clients.client('s3').meta.events.register('before-send.s3', lambda request, **_: sys.exit(request.url)); "
        "attachments.look('BNA-2222-22222', 'a' * 32)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(unpacked)]
    environment = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "ap-southeast-3"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    address = f"https://files.s3.ap-southeast-3.amazonaws.com/incoming/BNA-2222-22222/{'a' * 32}"
    assert done.stderr.strip().splitlines()[-1] == address


def test_items_are_parsed_as_botocore_parses_them() -> None:
    item = {"pk": {"S": "a"}, "n": {"N": "1"}, "yes": {"BOOL": True}, "no": {"NULL": True}, "blob": {"B": "YWJj"}}
    body = json.dumps({"Items": [item], "Count": 1, "ScannedCount": 1}).encode()
    shape: Any = botocore.session.Session().get_service_model("dynamodb").operation_model("Query").output_shape
    response = {"status_code": 200, "headers": {}, "body": body, "context": {}}
    factory = clients.session().get_component("response_parser_factory")
    ours, whole = (each.create_parser("json").parse(response, shape) for each in (factory, WHOLE))
    assert ours["Items"] == whole["Items"]
    assert ours["Items"][0]["blob"] == {"B": b"abc"}
