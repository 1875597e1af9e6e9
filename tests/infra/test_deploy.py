"""What a deploy decides: what is lost, said, asked, looked at first, and how its pages are served."""

import argparse
import io
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import playwright
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from rich.console import Console

from infra import changes, confirm, deploy, kept, limits, site, states, targets
from infra.changes import Change
from infra.cloud import Cloud
from infra.events import failures
from infra.kept import Kept
from infra.package import Package, made_before
from infra.progress import watching
from infra.site import Page

NODE = Path(playwright.__file__).parent / "driver" / "node"
REGION = "ap-southeast-3"


def described(action: str, kind: str, replacement: str | None = None) -> dict[str, Any]:
    """One change as CloudFormation describes it."""
    found = {"Action": action, "LogicalResourceId": "It", "ResourceType": kind, "Details": []}
    return {"ResourceChange": found | ({"Replacement": replacement} if replacement else {})}


# ---- what is lost


@pytest.mark.parametrize(
    ("action", "kind", "replacement", "loses"),
    [
        ("Add", "AWS::DynamoDB::Table", None, False),
        ("Modify", "AWS::DynamoDB::Table", "False", False),
        ("Modify", "AWS::DynamoDB::Table", "True", True),
        ("Modify", "AWS::DynamoDB::Table", "Conditional", True),
        ("Remove", "AWS::DynamoDB::Table", None, True),
        ("Remove", "AWS::SQS::Queue", None, True),
        ("Remove", "AWS::CloudWatch::Alarm", None, False),
        ("Modify", "AWS::CloudFront::Distribution", "True", True),
        ("Modify", "AWS::CloudFront::Distribution", "Conditional", False),  # no property of it asks for another
    ],
)
def test_what_holds_something_is_lost_when_it_goes_or_another_takes_its_place(
    action: str, kind: str, replacement: str | None, loses: bool
) -> None:
    [change] = changes.read([described(action, kind, replacement)])
    assert bool(change.loses) == loses


def test_everything_that_the_template_retains_counts_as_holding_data(template: dict[str, Any]) -> None:
    retained = {each["Type"] for each in template["Resources"].values() if each.get("DeletionPolicy") == "Retain"}
    assert retained <= set(changes.DATA)
    assert retained == set(kept.KINDS)


def test_what_takes_something_away_is_shown_first() -> None:
    shown = changes.read([described("Add", "A"), described("Remove", "B"), described("Modify", "C", "False")])
    assert [change.action for change in shown] == ["Remove", "Modify", "Add"]
    console = Console(width=100, file=io.StringIO())
    console.print(changes.table([Change("Modify", "Reports", "AWS::DynamoDB::Table", "Conditional", ("KeySchema",))]))
    assert re.search(r"modify +Reports +AWS::DynamoDB::Table +perhaps +KeySchema", _printed(console))


def _printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_unasked_nothing_is_lost() -> None:
    change = changes.ChangeSet("c", "tuntas-x", changes.read([described("Remove", "AWS::DynamoDB::Table")]))
    with pytest.raises(SystemExit, match="does not cover what is lost"):
        deploy._demand_agreement(change, unasked=True)


# ---- what is said


def event(status: str, reason: str = "", resource: str = "Broken") -> dict[str, str]:
    whole = resource == "tuntas-x"
    return {
        "StackId": "arn:tuntas-x",
        "PhysicalResourceId": "arn:tuntas-x" if whole else "b-1",
        "LogicalResourceId": resource,
        "ResourceType": "AWS::SQS::Queue",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def test_a_failure_names_the_resource_that_failed_by_itself() -> None:
    events = [
        event("UPDATE_IN_PROGRESS"),
        event("CREATE_FAILED", "Queue quota reached"),
        event("UPDATE_FAILED", "Resource update cancelled", "Other"),
        event("UPDATE_ROLLBACK_FAILED", "The following failed", "tuntas-x"),
    ]
    assert failures(events) == ["  Broken (AWS::SQS::Queue): Queue quota reached"]


def test_progress_tells_each_changed_resource_once_and_what_failed_at_once() -> None:
    console = Console(width=100, file=io.StringIO())
    with watching(console, ["Routing"]) as watch:
        for each in (
            event("UPDATE_COMPLETE", resource="Routing"),
            event("UPDATE_COMPLETE", resource="Routing"),
            event("UPDATE_COMPLETE", resource="Untouched"),
            event("CREATE_FAILED", "quota"),
            event("UPDATE_ROLLBACK_IN_PROGRESS", "It failed", "tuntas-x"),
        ):
            watch(each)
    assert [line.strip() for line in _printed(console).splitlines()] == [
        "update complete: Routing",
        "create failed: Broken: quota",
        "going back to what was before: It failed",
    ]


@pytest.mark.parametrize(
    "status", sorted(states.STILLBORN | {"UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED", "DELETE_FAILED"})
)
def test_a_state_that_stops_a_deploy_says_what_to_do(status: str) -> None:
    said = states.advice(status, "tuntas-x", REGION)
    assert said
    assert "{" not in said


def test_a_missing_right_points_at_the_policy() -> None:
    error = ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "CreateChangeSet")
    assert "docs/operations.md" in deploy.explained(error)


# ---- what is asked and which stack is meant


def test_without_a_terminal_only_what_was_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    confirm.type_name("tuntas-x", "It goes.", ["tuntas-x"])
    with pytest.raises(SystemExit, match="no terminal"):
        confirm.type_name("tuntas-x", "It goes.", ["tuntas-y"])
    with pytest.raises(SystemExit, match="no terminal"):
        confirm.agree("Go on?")


@pytest.mark.parametrize("pressed", [EOFError, KeyboardInterrupt], ids=["Ctrl-D", "Ctrl-C"])
def test_a_question_that_is_broken_off_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, pressed: type[BaseException]
) -> None:
    def typed(_: str) -> str:
        raise pressed

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", typed)
    for asking in (lambda: confirm.agree("Go on?"), lambda: confirm.type_name("tuntas-x", "It goes.")):
        with pytest.raises(SystemExit, match=r"^\nNothing was changed: the question was broken off\.$"):
            asking()


def test_who_no_longer_watches_is_told_that_cloudformation_goes_on() -> None:
    with pytest.raises(SystemExit, match="CloudFormation goes on by itself"), watching(Console(), ["Routing"]):
        raise KeyboardInterrupt


@pytest.mark.parametrize("stage", ["", "UJI", "1st", "a-b", "abcdefghijklm"])
def test_a_stage_is_a_short_word(stage: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        targets.stage(stage)


def test_a_stage_makes_another_stack_of_the_same_region() -> None:
    asked = argparse.Namespace(region="banda-aceh", stage=None, endpoint=None)
    assert targets.stack_of(asked).name == "tuntas-banda-aceh"
    asked.stage = "uji"
    assert targets.stack_of(asked).name == "tuntas-banda-aceh-uji"


def test_another_region_s_package_is_refused(made: Package, tmp_path: Path) -> None:
    assert made_before(made.folder, "banda-aceh").region.slug == "banda-aceh"
    with pytest.raises(SystemExit, match="not of latihan"):
        made_before(made.folder, "latihan")
    with pytest.raises(SystemExit, match="no package"):
        made_before(tmp_path, "banda-aceh")


# ---- what earlier stacks have left


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        ("arn:aws:dynamodb:ap-southeast-3:1:table/tuntas-x-It-1A", "AWS::DynamoDB::Table", "tuntas-x-It-1A"),
        ("arn:aws:s3:::tuntas-x-it-1a", "AWS::S3::Bucket", "tuntas-x-it-1a"),
        ("arn:aws:kms:ap-southeast-3:1:key/c9e2-10", "AWS::KMS::Key", "c9e2-10"),
        ("arn:aws:cognito-idp:ap-southeast-3:1:userpool/ap_z", "AWS::Cognito::UserPool", "ap_z"),
        (
            "arn:aws:secretsmanager:ap-southeast-3:1:secret:tuntas-x-It-1A-abcdef",
            "AWS::SecretsManager::Secret",
            "arn:aws:secretsmanager:ap-southeast-3:1:secret:tuntas-x-It-1A-abcdef",
        ),
    ],
)
def test_what_is_left_is_known_by_its_tags(arn: str, kind: str, name: str) -> None:
    tags = [{"Key": "aws:cloudformation:logical-id", "Value": "It"}]
    assert kept._read({"ResourceARN": arn, "Tags": tags}) == Kept("It", kind, name)


def test_a_secret_is_known_by_its_name_too() -> None:
    found = Kept("Secret", "AWS::SecretsManager::Secret", "arn:aws:secretsmanager:r:1:secret:tuntas-x-Secret-1A-abcdef")
    assert kept._names(found) == {found.name, "tuntas-x-Secret-1A"}


def test_what_waits_to_be_deleted_is_no_longer_left(cloud: Cloud) -> None:
    key = cloud.client("kms").create_key()["KeyMetadata"]["KeyId"]
    secret = cloud.client("secretsmanager").create_secret(Name="s", SecretString="x")["ARN"]
    cloud.client("s3").create_bucket(Bucket="tuntas-b", CreateBucketConfiguration={"LocationConstraint": REGION})
    found = [
        Kept("IdentitiesKey", "AWS::KMS::Key", key),
        Kept("Secret", "AWS::SecretsManager::Secret", secret),
        Kept("Web", "AWS::S3::Bucket", "tuntas-b"),
    ]
    assert all(kept._is_there(cloud, each) for each in found)
    kept.delete(cloud, found)
    assert not any(kept._is_there(cloud, each) for each in found)
    for kind in kept.KINDS:
        nowhere = "ap-southeast-3_nowhere" if "Pool" in kind else "00000000-0000-0000-0000-000000000000"
        assert not kept._is_there(cloud, Kept("Never", kind, nowhere))


# ---- what is looked at first


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with mock_aws():
        yield Cloud(REGION)


def test_no_credentials_are_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(SystemExit, match="aws sso login"):
        limits.account(Cloud(REGION))


def test_a_certificate_that_cloudfront_would_not_take_stops(cloud: Cloud) -> None:
    acm = Cloud("us-east-1").client("acm")
    arn = acm.request_certificate(DomainName="other.example.org")["CertificateArn"]
    found = limits._tried("The certificate", cloud, {"CertificateArn": arn, "Domain": "lapor.example.org"})
    assert {finding.stops for finding in found} == {True}
    assert "for other.example.org, not for lapor.example.org" in found[-1].text
    right = {"CertificateArn": arn, "Domain": "other.example.org"}
    assert not any("not for" in finding.text for finding in limits._tried("The certificate", cloud, right))


def test_what_citizens_would_miss_is_said_and_stops_nobody(cloud: Cloud) -> None:
    found = [*limits._spending_on_sms(cloud, {}), *limits._alarms(cloud, {})]
    assert not any(finding.stops for finding in found)
    said = "\n".join(finding.text for finding in found)
    assert "SMS may cost 1 US$ a month" in said
    assert "No sender id is set" in said
    assert "Nobody is told of alarms" in said
    cloud.client("sns").set_sms_attributes(attributes={"MonthlySpendLimit": "200", "DefaultSenderID": "TUNTAS"})
    assert list(limits._spending_on_sms(cloud, {})) == []


def test_what_cannot_be_looked_at_stops_nobody(cloud: Cloud) -> None:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    [finding] = limits._tried("The certificate", cloud, {"CertificateArn": arn, "Domain": "d.example"})
    assert not finding.stops
    assert finding.text == "The certificate could not be checked (ResourceNotFoundException)."


# ---- the pages


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("submit.js", "text/javascript; charset=utf-8", "public, max-age=60"),
        ("icon.svg", "image/svg+xml", "public, max-age=60"),
        ("strange.xyz", "application/octet-stream", "public, max-age=60"),
    ],
)
def test_a_page_is_served_as_what_it_is_and_asked_for_anew(name: str, kind: str, kept: str) -> None:
    headers = Page(name, b"").headers
    assert (headers["ContentType"], headers["CacheControl"]) == (kind, kept)


def test_a_page_goes_up_again_when_how_it_is_served_changes() -> None:
    assert Page("a.html", b"x").made != Page("a.js", b"x").made != Page("a.js", b"y").made


def run_function(template: Mapping[str, Any], name: str, event: Mapping[str, Any]) -> Any:
    """What a function at CloudFront gives, run by the JavaScript engine that comes with the tests' browser driver."""
    code = template["Resources"][name]["Properties"]["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})));"
    done = subprocess.run([str(NODE), "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/", "/index.html"),
        ("/lacak", "/lacak/index.html"),
        ("/lacak/", "/lacak/index.html"),
        ("/style.css", "/style.css"),
        ("/style.map", "/404.html"),
        ("/nothing/here", "/404.html"),
    ],
)
def test_what_is_no_page_becomes_the_page_that_says_so(
    template: dict[str, Any], made: Package, asked: str, given: str
) -> None:
    known = site.with_names(template, made.web)
    assert run_function(known, "PageAddresses", {"request": {"uri": asked}})["uri"] == given
    if given != "/404.html":  # without the names, S3 is asked
        assert run_function(template, "PageAddresses", {"request": {"uri": asked}})["uri"] == given


def test_the_page_that_says_there_is_none_is_404_and_no_other(template: dict[str, Any]) -> None:
    status = Page("404.html", b"").headers["Metadata"]["status"]
    response = {"statusCode": 200, "headers": {"x-amz-meta-status": {"value": status}, "etag": {"value": "e"}}}
    answered = run_function(template, "PageStatus", {"response": response})
    assert answered == {"statusCode": 404, "headers": {"etag": {"value": "e"}}}
    plain = {"statusCode": 200, "headers": {}}
    assert run_function(template, "PageStatus", {"response": plain}) == plain


# ---- the distribution and the dashboard


def distribution(template: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = template["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    return found


def test_only_what_is_the_same_for_everybody_is_kept_a_minute(template: dict[str, Any]) -> None:
    policies = {each["PathPattern"]: each["CachePolicyId"] for each in distribution(template)["CacheBehaviors"]}
    mine = {"Ref": "PublicForAMinute"}
    never = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert list(policies.items()) == [
        ("/api/public/*", mine),
        ("/api/region", mine),
        ("/api/openapi.json", mine),
        ("/api/*", never),
    ]
    config = template["Resources"]["PublicForAMinute"]["Properties"]["CachePolicyConfig"]
    assert (config["MinTTL"], config["MaxTTL"]) == (0, 60)
    assert config["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
    assert all(each["Compress"] for each in distribution(template)["CacheBehaviors"])


def test_no_error_is_kept_or_replaced(template: dict[str, Any]) -> None:
    errors = distribution(template)["CustomErrorResponses"]
    assert {each["ErrorCode"] for each in errors} == {400, 403, 404, 405, 414, 500, 501, 502, 503, 504}
    assert all(set(each) == {"ErrorCode", "ErrorCachingMinTTL"} for each in errors)
    assert {each["ErrorCachingMinTTL"] for each in errors} == {0}


def test_a_domain_comes_with_its_certificate(template: dict[str, Any]) -> None:
    assert distribution(template)["Aliases"]["Fn::If"][:2] == ["HasDomain", [{"Ref": "Domain"}]]
    certificate = distribution(template)["ViewerCertificate"]["Fn::If"][1]
    assert certificate["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert template["Globals"]["Function"]["Environment"]["Variables"]["WEB_URL"]["Fn::If"][0] == "HasDomain"


def test_the_dashboard_shows_every_alarm_and_every_queue(template: dict[str, Any]) -> None:
    resources = template["Resources"]
    body = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert len(json.loads(body)["widgets"]) == 11
    alarms = {name for name, each in resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
    queues = {name for name, each in resources.items() if each["Type"] == "AWS::SQS::Queue"}
    assert set(re.findall(r"\$\{(\w+)\.Arn\}", body)) == alarms
    assert set(re.findall(r"\$\{(\w+)\.QueueName\}", body)) == queues


def test_what_of_ours_the_dashboard_shows_is_this_stack_s_alone(template: dict[str, Any]) -> None:
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    shown = [line for widget in body["widgets"] for line in widget["properties"].get("metrics", [])]
    ours = [line[2:] for line in shown if line[0] == "Tuntas"]
    assert ours == [["service", "tuntas", "stack", "${AWS::StackName}"]] * 4
    firewall = template["Resources"]["Firewall"]["Properties"]["VisibilityConfig"]["MetricName"]
    assert firewall == {"Ref": "AWS::StackName"}
    assert ["AWS/WAFV2", "BlockedRequests", "WebACL", "${AWS::StackName}"] in [line[:4] for line in shown]


def test_what_outlives_the_stack_can_be_imported_alone(template: dict[str, Any]) -> None:
    retained = {name: each for name, each in template["Resources"].items() if each.get("DeletionPolicy") == "Retain"}
    assert set(retained) == {
        "Attachments",
        "Identities",
        "IdentitiesKey",
        "Reports",
        "Secret",
        "Staff",
        "Web",
        "WebhooksSecret",
    }
    referred = set(re.findall(r'"(?:Ref|Fn::GetAtt)": \[?"([^"]+)"', json.dumps(retained)))
    assert referred <= {"AWS::AccountId", "AWS::Partition"}


def test_the_operators_page_says_what_to_do_about_every_alarm(template: dict[str, Any]) -> None:
    page = Path("docs/operations.md").read_text()
    alarms = {name for name, each in template["Resources"].items() if each["Type"] == "AWS::CloudWatch::Alarm"}
    assert set(re.findall(r"`([A-Z]\w+)`", page)) >= alarms


def test_the_policy_on_the_operators_page_is_one() -> None:
    page = Path("docs/operations.md").read_text()
    [text] = re.findall(r"```json\n(.+?)```", page, re.DOTALL)
    policy = json.loads(text)
    assert policy["Version"] == "2012-10-17"
    assert all({"Sid", "Effect", "Action", "Resource"} <= set(each) for each in policy["Statement"])
