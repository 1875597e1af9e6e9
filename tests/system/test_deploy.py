"""Deploying as an operator does it, in an emulator of its own: first, again, changed, failing, killed, destroyed."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from infra import emulator
from infra.package import package
from tests.stories import LAMP
from tests.system.stack import ROOT, until

pytestmark = pytest.mark.xdist_group("deploy")

REGION = "ap-southeast-3"
OPENAPI = "chalicelib/api/openapi.json"
PASSWORD = "kata-sandi-Contoh-1"
ENDED = 502  # what the emulator answers when it has ended the process of a function that was handed the call
CHANGES = 4  # of a function in one deploy: code and settings, and both again where it goes back
BROKEN = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardName": "x" * 300, "DashboardBody": "{}"}}


@dataclass(frozen=True)
class Place:
    """An emulator, and the stack of one stage in it."""

    endpoint: str
    stage: str

    @property
    def name(self) -> str:
        return f"tuntas-banda-aceh-{self.stage}"

    def start(self, command: str, *options: str | Path) -> "subprocess.Popen[str]":
        """`python -m infra <command>`, with nobody at a terminal."""
        unset = ("AWS_", "REGION_FILE", "TUNTAS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
        line = [
            sys.executable,
            "-m",
            "infra",
            command,
            "banda-aceh",
            "--stage",
            self.stage,
            "--endpoint",
            self.endpoint,
        ]
        return subprocess.Popen(
            [*line, *map(str, options)],
            cwd=ROOT,
            env=kept | {"PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str, *options: str | Path, fails: bool = False) -> str:
        """What the command prints. It must succeed, or fail where `fails`."""
        process = self.start(command, *options)
        printed, _ = process.communicate(timeout=300)
        assert bool(process.returncode) == fails, printed
        assert "Traceback" not in printed
        return printed

    def deploy(self, folder: Path, *, fails: bool = False) -> str:
        return self.run("deploy", "--package", folder, "--yes", fails=fails)

    def aws(self, service: str) -> Any:
        make: Any = boto3.client  # its types have an overload for each of some 400 services
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return make(service, region_name=REGION, endpoint_url=self.endpoint, **keys)

    def described(self) -> dict[str, Any]:
        [found] = self.aws("cloudformation").describe_stacks(StackName=self.name)["Stacks"]
        answer: dict[str, Any] = found
        return answer

    def status(self) -> str:
        return str(self.described()["StackStatus"])

    def outputs(self) -> dict[str, str]:
        return {each["OutputKey"]: each["OutputValue"] for each in self.described()["Outputs"]}

    def parameters(self) -> dict[str, str]:
        return {each["ParameterKey"]: each["ParameterValue"] for each in self.described()["Parameters"]}

    def tables(self) -> list[str]:
        names: list[str] = self.aws("dynamodb").list_tables()["TableNames"]
        return names

    def api(self) -> "Api":
        return Api(f"{self.endpoint}/restapis/{self.outputs()['RestAPIId']}/api/_user_request_")

    def pages(self) -> dict[str, Mapping[str, Any]]:
        s3, bucket = self.aws("s3"), self.outputs()["WebBucket"]
        names = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
        return {name: s3.head_object(Bucket=bucket, Key=name) for name in names}


@dataclass(frozen=True)
class Api:
    address: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Asked again where the emulator ended a function whose code was changed, with this call in it.

        AWS lets the old code finish its calls. Whoever gets no answer sends the same again, as the pages do.
        A function that does not start at all gives the same answer, to every try.
        """
        for _ in range(CHANGES):
            answer = self._call(method, path, body, headers)
            if answer[0] != ENDED:
                break
            time.sleep(0.2)
        return answer

    def _call(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        named = {"Content-Type": "application/json", **{name.replace("_", "-"): each for name, each in headers.items()}}
        request = urllib.request.Request(self.address + path, data, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def release(self) -> str:
        """Which version of the code answers, by the document that it serves of itself."""
        status, document = self.call("GET", "/openapi.json")
        assert status == 200, document
        return str(document["info"]["version"])

    def submit(self, *, key: str | None = None) -> tuple[int, Any]:
        return self.call("POST", "/reports", LAMP, Idempotency_Key=key or str(uuid4()))

    def read(self, receipt: Mapping[str, Any]) -> Any:
        return self.call("GET", f"/reports/{receipt['id']}", Access_Code=receipt["access_code"])[1]


@dataclass
class Seen:
    """What happened while something else was going on."""

    answers: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def wrong(self) -> list[tuple[int, Any]]:
        return [answer for answer in self.answers if answer[0] not in (200, 201)]


@contextmanager
def meanwhile(call: Callable[[], tuple[int, Any]]) -> Iterator[Seen]:
    """Makes the call again and again, from a thread of its own, while the block runs."""
    seen, over = Seen(), threading.Event()

    def repeat() -> None:
        while not over.is_set():
            try:
                seen.answers.append(call())
            except OSError as error:  # no answer at all is a failure like any other
                seen.answers.append((0, str(error)))

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulator.Emulator]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = emulator.start(tmp_path_factory.mktemp("emulator"), port=port, region=REGION)
    try:
        started.wait()
        yield started
    finally:
        started.stop()


@pytest.fixture
def place(emulated: emulator.Emulator, request: pytest.FixtureRequest) -> Place:
    """A stage of its own for each test, so that each begins with no stack."""
    return Place(emulated.address, f"t{uuid4().hex[:8]}")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the code as it is.

    What a worker was at when its code was changed is there again after seconds, not after three minutes: the emulator
    ends such a worker, where AWS lets it finish.
    """
    folder = package("banda-aceh", out=tmp_path_factory.mktemp("new")).folder
    template = json.loads((folder / "stack.json").read_text())
    for queue in ("Routing", "Notices", "Deadlines"):
        template["Resources"][queue]["Properties"]["VisibilityTimeout"] = 5
    (folder / "stack.json").write_text(json.dumps(template))
    return folder


@pytest.fixture(scope="module")
def old(new: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release before: other code, one resource less, and a page that is no longer there."""
    folder = copied(new, tmp_path_factory.mktemp("old") / "banda-aceh")
    marked(folder, version="0.0.9")
    template = json.loads((folder / "stack.json").read_text())
    del template["Resources"]["NoticesLate"]
    body = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]
    body["Fn::Sub"] = body["Fn::Sub"].replace('"${NoticesLate.Arn}",', "")
    (folder / "stack.json").write_text(json.dumps(template))
    (folder / "web" / "lama.html").write_text("<!doctype html><title>Lama</title>")
    return folder


@pytest.fixture(scope="module")
def broken(new: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release one of whose resources cannot be made, after all functions were changed already."""
    folder = copied(new, tmp_path_factory.mktemp("broken") / "banda-aceh")
    marked(folder, version="6.6.6")
    template = json.loads((folder / "stack.json").read_text())
    functions = [name for name, each in template["Resources"].items() if each["Type"] == "AWS::Serverless::Function"]
    template["Resources"]["Broken"] = {**BROKEN, "DependsOn": functions}
    (folder / "stack.json").write_text(json.dumps(template))
    return folder


def copied(source: Path, target: Path) -> Path:
    """A package without what it was built in."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("build"))
    (target / "build" / "chalicelib").mkdir(parents=True)
    shutil.copy(source / "build" / "chalicelib" / "region.json", target / "build" / "chalicelib")
    return target


def marked(folder: Path, *, version: str) -> None:
    """Give the code another version, which its API tells."""
    before = folder / "before.zip"
    (folder / "deployment.zip").rename(before)
    with zipfile.ZipFile(before) as source, zipfile.ZipFile(folder / "deployment.zip", "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == OPENAPI:
                document = json.loads(content)
                document["info"]["version"] = version
                content = json.dumps(document).encode()
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, 1)
    before.unlink()


def sign_in(place: Place, role: str, agency: str) -> str:
    """Appoint somebody as the operator does, and give the access token."""
    today, outputs = datetime.now(UTC).date(), place.outputs()
    username, idp = f"{role}-{agency}", place.aws("cognito-idp")
    term = ["--from", str(today - timedelta(days=1)), "--to", str(today + timedelta(days=9))]
    where = ["--stack", place.name, "--endpoint", place.endpoint]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "infra",
            "appoint",
            "banda-aceh",
            username,
            role,
            agency,
            "--decree",
            "1",
            *term,
            *where,
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    idp.admin_set_user_password(UserPoolId=outputs["StaffPoolId"], Username=username, Password=PASSWORD, Permanent=True)
    answer = idp.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=outputs["StaffClientId"],
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def test_a_first_deploy_brings_everything_and_a_second_changes_nothing(place: Place, new: Path) -> None:
    printed = place.deploy(new)
    outputs = place.outputs()
    assert "Reports" in printed
    assert outputs["WebAddress"] in printed
    assert place.parameters()["WebUrl"] == outputs["WebAddress"]
    assert place.api().call("GET", "/health")[0] == 200
    pages = place.pages()
    assert set(pages) == {path.relative_to(new / "web").as_posix() for path in (new / "web").rglob("*.*")}
    assert (pages["index.html"]["ContentType"], pages["index.html"]["CacheControl"]) == (
        "text/html; charset=utf-8",
        "no-cache",
    )
    assert (pages["style.css"]["ContentType"], pages["style.css"]["CacheControl"]) == (
        "text/css; charset=utf-8",
        "public, max-age=60",
    )
    assert pages["404.html"]["Metadata"]["status"] == "404"

    updated = place.described()["LastUpdatedTime"]
    assert "Nothing has changed" in place.deploy(new)
    assert place.described()["LastUpdatedTime"] == updated
    assert "would change nothing" in place.run("diff", "--package", new)


def test_what_it_is_deployed_from_is_private_and_expires_only_when_replaced(place: Place, old: Path, new: Path) -> None:
    place.deploy(old)
    place.deploy(new)
    s3 = place.aws("s3")
    bucket = f"tuntas-packages-000000000000-{REGION}"
    [expiry, _] = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()) == {True}
    [encryption] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    [ownership] = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert ownership["ObjectOwnership"] == "BucketOwnerEnforced"
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix=f"{place.name}/")["Contents"]]
    replaced = [key for key in keys if s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]]
    assert expiry["Filter"]["Tag"] == {"Key": "tuntas", "Value": "replaced"}
    assert (len(keys), len(replaced)) == (4, 2)


def test_a_diff_shows_what_would_change_and_changes_nothing(place: Place, old: Path, new: Path) -> None:
    printed = place.run("diff", "--package", new)
    assert "AWS::DynamoDB::Table" in printed
    with pytest.raises(place.aws("cloudformation").exceptions.ClientError):
        place.described()  # not even under review

    place.deploy(old)
    updated = place.described()["LastUpdatedTime"]
    printed = place.run("diff", "--package", new)
    assert "NoticesLate" in printed
    assert "page to remove: lama.html" in printed
    assert place.described()["LastUpdatedTime"] == updated
    assert "lama.html" in place.pages()
    assert place.aws("cloudformation").list_change_sets(StackName=place.name)["Summaries"] == [] or all(
        found["ExecutionStatus"] == "EXECUTE_COMPLETE"
        for found in place.aws("cloudformation").list_change_sets(StackName=place.name)["Summaries"]
    )


def test_an_update_with_reports_in_flight_loses_none_and_never_stops_answering(
    place: Place, old: Path, new: Path
) -> None:
    place.deploy(old)
    api = place.api()
    coordinator, officer = sign_in(place, "coordinator", "diskominfotik"), sign_in(place, "officer", "pupr")
    key = str(uuid4())
    before = [api.submit()[1] for _ in range(3)] + [api.submit(key=key)[1]]
    for receipt in before[:2]:
        until(lambda receipt=receipt: api.read(receipt)["agency"])
        path = f"/agency/reports/{receipt['id']}/assign"
        assert api.call("POST", path, {"agency": "pupr"}, Authorization=coordinator)[0] == 200
    assert api.release() == "0.0.9"

    with meanwhile(lambda: api.call("GET", "/health")) as polled, meanwhile(api.submit) as submitted:
        printed = place.deploy(new)
        until(lambda: api.release() != "0.0.9")
        time.sleep(1)

    assert (polled.wrong, submitted.wrong) == ([], [])
    assert len(polled.answers) > 5
    assert len(submitted.answers) > 2
    assert "NoticesLate" in printed
    assert "lama.html" not in place.pages()
    assert api.submit(key=key)[1]["id"] == before[3]["id"]
    for receipt in before[:2]:
        for act, text in (("respond", "Petugas berangkat."), ("answer", f"Sudah ditambal: {receipt['id']}.")):
            path = f"/agency/reports/{receipt['id']}/{act}"
            assert api.call("POST", path, {"text": text}, Authorization=officer)[0] == 200
        assert api.call("POST", f"/reports/{receipt['id']}/confirm", {}, Access_Code=receipt["access_code"])[0] == 200
        assert api.read(receipt)["status"] == "closed"
    for receipt in [*before[2:], *(answer for _, answer in submitted.answers)]:
        until(lambda receipt=receipt: api.read(receipt)["agency"], within=120)


def test_a_failing_resource_is_named_with_its_reason_and_the_old_version_runs_on(
    place: Place, old: Path, new: Path, broken: Path
) -> None:
    place.deploy(old)
    api = place.api()
    receipt = api.submit()[1]
    with meanwhile(lambda: api.call("GET", "/health")) as polled:
        printed = place.deploy(broken, fails=True)
    assert polled.wrong == []
    assert len(polled.answers) > 5
    assert "Broken (AWS::CloudWatch::Dashboard): DashboardName must be between 1 and 255 characters" in printed
    assert "The version before runs on as it was" in printed
    assert place.status() == "UPDATE_ROLLBACK_COMPLETE"
    assert api.release() == "0.0.9"
    assert "lama.html" in place.pages()
    until(lambda: api.read(receipt)["agency"])

    place.deploy(new)
    assert place.status() == "UPDATE_COMPLETE"
    assert api.release() != "0.0.9"


def test_a_first_deploy_that_failed_is_begun_anew(place: Place, new: Path, broken: Path) -> None:
    printed = place.deploy(broken, fails=True)
    assert "Broken (AWS::CloudWatch::Dashboard)" in printed
    assert "Nothing runs yet" in printed
    assert place.status() == "ROLLBACK_COMPLETE"
    printed = place.deploy(new)
    assert "its remains are removed" in printed
    assert place.api().call("GET", "/health")[0] == 200


@pytest.mark.parametrize("line", ["Uploading", "action", "create complete", "second pass"])
def test_a_deploy_killed_in_the_middle_can_be_run_again(place: Place, new: Path, line: str) -> None:
    process = place.start("deploy", "--package", new, "--yes")
    assert process.stdout
    assert any(line in printed for printed in process.stdout)
    process.kill()
    process.wait()
    process.stdout.close()
    place.deploy(new)
    assert place.parameters()["WebUrl"] == place.outputs()["WebAddress"]
    assert "index.html" in place.pages()
    assert place.api().call("GET", "/health")[0] == 200
    assert "Nothing has changed" in place.deploy(new)


def test_nobody_to_ask_means_nothing_is_changed(place: Place, new: Path) -> None:
    printed = place.run("deploy", "--package", new, fails=True)
    assert "this is no terminal" in printed
    with pytest.raises(place.aws("cloudformation").exceptions.ClientError):
        place.described()
    place.deploy(new)
    assert "this is no terminal" in place.run("destroy", fails=True)
    assert place.status().endswith("_COMPLETE")


def test_what_would_lose_data_is_not_done_unasked(place: Place, old: Path, new: Path, tmp_path: Path) -> None:
    place.deploy(new)
    folder = copied(new, tmp_path / "banda-aceh")
    template = json.loads((folder / "stack.json").read_text())
    template["Resources"]["Identities"]["Properties"]["TableName"] = f"{place.name}-other"
    (folder / "stack.json").write_text(json.dumps(template))
    printed = place.deploy(folder, fails=True)
    assert "Identities is removed or replaced: what runs afterwards has lost everything in the table" in printed
    assert place.status().endswith("UPDATE_COMPLETE")


def test_destroy_keeps_the_data(place: Place, new: Path) -> None:
    place.deploy(new)
    outputs, receipt = place.outputs(), place.api().submit()[1]
    printed = place.run("destroy", "--confirm", place.name)
    assert outputs["ReportsTable"] in printed
    key = {"pk": {"S": receipt["id"]}, "sk": {"S": "report"}}
    assert "Item" in place.aws("dynamodb").get_item(TableName=outputs["ReportsTable"], Key=key)
    assert place.aws("s3").list_objects_v2(Bucket=outputs["WebBucket"])["KeyCount"] > 0


def test_what_destroy_has_kept_is_found_again_and_deleted_when_told_twice(place: Place, new: Path) -> None:
    """But for bucket and secret, which the emulator's list of tagged resources leaves out."""
    place.deploy(new)
    outputs, once = place.outputs(), ("--confirm", place.name)
    held = (outputs["ReportsTable"], outputs["IdentitiesTable"], outputs["StaffPoolId"])
    key = outputs["IdentitiesKeyArn"].rpartition("/")[2]
    assert "has left this" not in place.run("diff", "--package", new)
    printed = place.run("destroy", *once)
    assert all(name in printed for name in (*held, outputs["WebBucket"], key))

    printed = place.run("diff", "--package", new)
    assert "has left this, and this deploy begins without it" in printed
    assert all(name in printed for name in (*held, key))
    assert "is left of an earlier one" in place.run("destroy", *once, fails=True)
    assert "this is no terminal" in place.run("destroy", "--with-data", *once, fails=True)
    assert {outputs["ReportsTable"], outputs["IdentitiesTable"]} <= set(place.tables())

    printed = place.run("destroy", "--with-data", *once, *once)
    assert "aws kms cancel-key-deletion" in printed
    assert not {outputs["ReportsTable"], outputs["IdentitiesTable"]} & set(place.tables())
    assert place.aws("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    assert "nothing is left of one" in place.run("destroy", "--with-data", *once, *once, fails=True)
    assert "has left this" not in place.run("diff", "--package", new)


def test_what_destroy_has_kept_is_taken_up_by_an_import(place: Place, new: Path) -> None:
    """As docs/operations.md says it, but for the secrets, which the emulator cannot import."""
    place.deploy(new)
    outputs = place.outputs()
    receipt = place.api().submit()[1]
    place.run("destroy", "--confirm", place.name)
    resources = json.loads((new / "stack.json").read_text())["Resources"]
    kept = {
        name: each
        for name, each in resources.items()
        if each.get("DeletionPolicy") == "Retain" and "Secret" not in name
    }
    named = {
        "Attachments": {"BucketName": outputs["AttachmentsBucket"]},
        "Identities": {"TableName": outputs["IdentitiesTable"]},
        "IdentitiesKey": {"KeyId": outputs["IdentitiesKeyArn"].rpartition("/")[2]},
        "Reports": {"TableName": outputs["ReportsTable"]},
        "Staff": {"UserPoolId": outputs["StaffPoolId"]},
        "Web": {"BucketName": outputs["WebBucket"]},
    }
    wanted = [
        {"ResourceType": kept[name]["Type"], "LogicalResourceId": name, "ResourceIdentifier": identifier}
        for name, identifier in named.items()
    ]
    cloudformation, change = place.aws("cloudformation"), {"StackName": place.name, "ChangeSetName": "import"}
    cloudformation.create_change_set(
        **change, ChangeSetType="IMPORT", TemplateBody=json.dumps({"Resources": kept}), ResourcesToImport=wanted
    )
    cloudformation.execute_change_set(**change)
    until(lambda: place.status() == "IMPORT_COMPLETE")

    place.deploy(new)
    same = ("ReportsTable", "IdentitiesTable", "IdentitiesKeyArn", "StaffPoolId", "WebBucket", "AttachmentsBucket")
    assert {name: place.outputs()[name] for name in same} == {name: outputs[name] for name in same}
    assert place.api().call("GET", f"/public/reports/{receipt['id']}")[0] in (200, 404)


def test_destroy_deletes_the_data_when_told_twice(place: Place, new: Path) -> None:
    place.deploy(new)
    outputs = place.outputs()
    printed = place.run("destroy", "--with-data", "--confirm", place.name, fails=True)
    assert "this is no terminal" in printed
    assert place.status().endswith("_COMPLETE")
    place.run("destroy", "--with-data", "--confirm", place.name, "--confirm", place.name)
    tables = place.aws("dynamodb").list_tables()["TableNames"]
    buckets = {found["Name"] for found in place.aws("s3").list_buckets()["Buckets"]}
    assert not {outputs["ReportsTable"], outputs["IdentitiesTable"]} & set(tables)
    assert not {outputs["WebBucket"], outputs["AttachmentsBucket"]} & buckets
    keys = place.aws("s3").list_objects_v2(Bucket=f"tuntas-packages-000000000000-{REGION}", Prefix=f"{place.name}/")
    assert keys["KeyCount"] == 0
