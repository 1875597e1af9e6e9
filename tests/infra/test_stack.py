"""The stack as it is deployed: what must hold of every queue, function, policy, route and store in the template."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client

from chalicelib.api import answers, staff
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.notices import TOLD, Told
from chalicelib.rules.webhooks import LONGEST_REST
from infra.package import Package

Resource = dict[str, Any]
Stack = dict[str, Resource]

FUNCTIONS = {"APIHandler", "Relay", "Route", "Notify", "Sweep", "Expire", "Deliver", "Identify"}
QUEUES = {"Routing", "Notices", "Deadlines", "Webhooks"}
KEPT = (
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::S3::Bucket",
    "AWS::Cognito::UserPool",
)


@pytest.fixture
def stack(template: dict[str, Any]) -> Stack:
    found: Stack = template["Resources"]
    return found


def of(stack: Stack, kind: str) -> Stack:
    """Logical id to properties."""
    return {name: each.get("Properties", {}) for name, each in stack.items() if each["Type"] == kind}


def functions(stack: Stack) -> Stack:
    return of(stack, "AWS::Serverless::Function")


def queues(stack: Stack) -> Stack:
    return of(stack, "AWS::SQS::Queue")


def arn(name: str, attribute: str = "Arn") -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def role_of(function: Resource) -> str:
    name: str = function["Role"]["Fn::GetAtt"][0]
    return name


def statements(stack: Stack, function: str) -> list[dict[str, Any]]:
    policies = stack[role_of(functions(stack)[function])]["Properties"]["Policies"]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def allowed(stack: Stack, function: str, target: str) -> set[str]:
    """The actions that the function's role has on `target`, which is a logical id."""
    return {
        action
        for statement in statements(stack, function)
        for action in statement["Action"]
        if re.search(rf'[" {{]{target}["./}}]', json.dumps(statement.get("Resource")))
    }


def events(stack: Stack, kind: str) -> Iterator[tuple[str, Resource]]:
    """Function and event properties of each event of `kind`."""
    for name, function in functions(stack).items():
        for event in function.get("Events", {}).values():
            if event["Type"] == kind:
                yield name, event["Properties"]


def read_by(stack: Stack) -> dict[str, str]:
    """Queue to the function that reads it."""
    return {event["Queue"]["Fn::GetAtt"][0]: function for function, event in events(stack, "SQS")}


def alarms(stack: Stack, metric: str) -> dict[str, Resource]:
    """What each alarm of that metric watches, to the alarm."""
    found = of(stack, "AWS::CloudWatch::Alarm").values()
    return {_target(alarm["Dimensions"][0]["Value"]): alarm for alarm in found if alarm["MetricName"] == metric}


def _target(reference: dict[str, Any]) -> str:
    name: str = reference["Ref"] if "Ref" in reference else reference["Fn::GetAtt"][0]
    return name


# ---- queues


def test_every_queue_is_read_and_parks_what_fails_in_a_queue_of_its_own(stack: Stack) -> None:
    assert set(read_by(stack)) == QUEUES
    for name in QUEUES:
        redrive = queues(stack)[name]["RedrivePolicy"]
        assert redrive["deadLetterTargetArn"] == arn(f"{name}Failures")
        assert redrive["maxReceiveCount"] >= 3


def test_a_fifo_queue_parks_in_a_fifo_queue(stack: Stack) -> None:
    for name in QUEUES:
        assert queues(stack)[name].get("FifoQueue") == queues(stack)[f"{name}Failures"].get("FifoQueue")


def test_every_queue_that_is_not_read_has_an_alarm_for_its_first_message(stack: Stack) -> None:
    watched = alarms(stack, "ApproximateNumberOfMessagesVisible")
    assert set(watched) == set(queues(stack)) - QUEUES
    assert all(
        (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold") for alarm in watched.values()
    )


def test_parked_messages_are_kept_as_long_as_can_be(stack: Stack) -> None:
    assert {queues(stack)[name]["MessageRetentionPeriod"] for name in set(queues(stack)) - QUEUES} == {14 * 86400}


def test_every_queue_that_is_read_has_an_alarm_for_messages_that_wait(stack: Stack) -> None:
    assert set(alarms(stack, "ApproximateAgeOfOldestMessage")) == QUEUES


def test_a_message_stays_hidden_for_six_times_its_function_s_timeout(stack: Stack) -> None:
    for queue, function in read_by(stack).items():
        assert queues(stack)[queue]["VisibilityTimeout"] >= 6 * functions(stack)[function]["Timeout"]


def test_one_bad_message_does_not_bring_its_batch_back(stack: Stack) -> None:
    for _, event in events(stack, "SQS"):
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_only_its_topic_may_fill_a_queue(stack: Stack) -> None:
    fed = {
        (subscription["Endpoint"]["Fn::GetAtt"][0], subscription["TopicArn"]["Ref"])
        for subscription in of(stack, "AWS::SNS::Subscription").values()
        if subscription["Protocol"] == "sqs"
    }
    assert fed == {("Routing", "Changes"), ("Notices", "Changes"), ("Webhooks", "Changes")}
    policy = stack["ChangesReachQueues"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "Changes"}}}
    assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert policy["Queues"] == [{"Ref": name} for name in ("Routing", "Notices", "Webhooks", "ChangesFailures")]


def test_what_the_topic_cannot_deliver_is_parked(stack: Stack) -> None:
    for subscription in of(stack, "AWS::SNS::Subscription").values():
        if subscription["Protocol"] == "sqs":
            assert subscription["RedrivePolicy"] == {"deadLetterTargetArn": arn("ChangesFailures")}
            assert subscription["RawMessageDelivery"] is True


def test_routing_hears_of_what_comes_and_of_what_is_withdrawn(stack: Stack) -> None:
    assert stack["RoutingSubscription"]["Properties"]["FilterPolicy"] == {"act": ["submit", "withdraw"]}


def test_notices_hear_of_every_act_that_somebody_is_told_of(stack: Stack) -> None:
    (filtered,) = stack["NoticesSubscription"]["Properties"]["FilterPolicy"]["act"]
    assert set(filtered["anything-but"]) == {act.value for act in Act if TOLD[act] == Told()}


# ---- functions


def test_there_are_the_functions_we_know(stack: Stack) -> None:
    assert set(functions(stack)) == FUNCTIONS


def test_every_asynchronous_function_parks_what_it_fails_at(stack: Stack) -> None:
    scheduled = [name for name, _ in events(stack, "Schedule")]
    assert scheduled == ["Sweep"]
    for name in scheduled:
        failures = functions(stack)[name]["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"]
        assert allowed(stack, name, failures["Fn::GetAtt"][0]) == {"sqs:SendMessage"}


def test_the_stream_parks_what_the_relay_fails_at_and_halves_the_batch(stack: Stack) -> None:
    ((name, event),) = events(stack, "DynamoDB")
    assert (name, event["Stream"]) == ("Relay", arn("Reports", "StreamArn"))
    assert event["BisectBatchOnFunctionError"] is True
    assert 0 < event["MaximumRetryAttempts"] < 10000
    assert event["StartingPosition"] == "TRIM_HORIZON"
    assert allowed(stack, name, event["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0])


def test_the_relay_sees_new_entries_only(stack: Stack) -> None:
    ((_, event),) = events(stack, "DynamoDB")
    (pattern,) = event["FilterCriteria"]["Filters"]
    assert json.loads(pattern["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "entry#"}]}}},
    }


def test_every_function_has_an_alarm_for_its_errors(stack: Stack) -> None:
    watched = alarms(stack, "Errors")
    assert set(watched) == FUNCTIONS
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in watched.values())


def test_only_the_api_knows_the_identity_function(template: dict[str, Any], stack: Stack) -> None:
    assert "IDENTITY_FUNCTION" not in template["Globals"]["Function"]["Environment"]["Variables"]
    assert [name for name, function in functions(stack).items() if function.get("Environment")] == ["APIHandler"]


def test_every_function_logs_into_its_own_group_which_forgets(stack: Stack) -> None:
    groups = of(stack, "AWS::Logs::LogGroup")
    logged = [function["LoggingConfig"]["LogGroup"]["Ref"] for function in functions(stack).values()]
    assert sorted(logged) == sorted(groups)
    assert all(group["RetentionInDays"] == 90 for group in groups.values())


def test_every_function_is_traced(stack: Stack) -> None:
    assert {function["Tracing"] for function in functions(stack).values()} == {"Active"}


# ---- policies


def test_every_function_has_a_role_of_its_own(stack: Stack) -> None:
    roles = [role_of(function) for function in functions(stack).values()]
    assert sorted(roles) == sorted(of(stack, "AWS::IAM::Role"))
    assert not any("ManagedPolicyArns" in role for role in of(stack, "AWS::IAM::Role").values())


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_policy_names_each_action_and_resource(stack: Stack, function: str) -> None:
    for statement in statements(stack, function):
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in statement["Action"])
        if statement.get("Resource") == "*":
            assert all(action.startswith("xray:Put") for action in statement["Action"])
        if "NotResource" in statement:  # an SMS has no resource: everything that is not a topic
            assert (function, statement["Action"]) == ("Notify", ["sns:Publish"])


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_nobody_may_scan_and_only_the_api_reads_by_the_batch_or_deletes(stack: Stack, function: str) -> None:
    actions = {action for statement in statements(stack, function) for action in statement["Action"]}
    tables = {action for action in actions if action.startswith("dynamodb:")}
    apis = {"BatchGetItem", "DeleteItem"} if function == "APIHandler" else set()
    known = {"GetItem", "Query", "PutItem", "UpdateItem"} | apis
    stream = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"} if function == "Relay" else set()
    assert tables <= {f"dynamodb:{action}" for action in known | stream}


def test_the_api_deletes_nothing_but_what_an_agency_keeps(stack: Stack) -> None:
    (deletes,) = [each for each in statements(stack, "APIHandler") if "dynamodb:DeleteItem" in each["Action"]]
    assert deletes["Resource"] == arn("Reports")
    assert deletes["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["agency#*"]}}


def test_the_api_can_put_an_identity_and_seal_it_and_nothing_else(stack: Stack) -> None:
    assert allowed(stack, "APIHandler", "Identities") == {"dynamodb:PutItem"}
    assert allowed(stack, "APIHandler", "IdentitiesKey") == {"kms:Encrypt"}
    (put,) = [each for each in statements(stack, "APIHandler") if each["Resource"] == arn("Identities")]
    assert put["Condition"] == {"StringEqualsIfExists": {"dynamodb:ReturnValues": ["NONE"]}}


def test_only_notices_and_the_identity_function_open_identities(stack: Stack) -> None:
    assert {name for name in FUNCTIONS if "kms:Decrypt" in allowed(stack, name, "IdentitiesKey")} == {
        "Notify",
        "Identify",
    }
    assert {name for name in FUNCTIONS if "dynamodb:GetItem" in allowed(stack, name, "Identities")} == {
        "Notify",
        "Identify",
    }


def test_the_table_of_identities_is_not_encrypted_with_the_key_that_seals_them(stack: Stack) -> None:
    assert stack["Identities"]["Properties"]["SSESpecification"] == {"SSEEnabled": True}


def test_notices_write_nothing_but_notices(stack: Stack) -> None:
    writes = [each for each in statements(stack, "Notify") if "dynamodb:PutItem" in each["Action"]]
    assert [each["Condition"] for each in writes] == [
        {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["notice#*"]}}
    ]


def test_deliveries_write_only_what_was_delivered_and_how_receivers_do(stack: Stack) -> None:
    writes = [each for each in statements(stack, "Deliver") if "dynamodb:UpdateItem" in each["Action"]]
    assert [(each["Action"], each["Condition"]["ForAllValues:StringLike"]) for each in writes] == [
        (["dynamodb:PutItem", "dynamodb:UpdateItem"], {"dynamodb:LeadingKeys": ["notice#*"]}),
        (["dynamodb:UpdateItem"], {"dynamodb:LeadingKeys": ["agency#*"]}),
    ]


def test_each_secret_is_read_by_those_who_make_something_of_it(stack: Stack) -> None:
    def readers(secret: str) -> set[str]:
        return {name for name in FUNCTIONS if allowed(stack, name, secret) == {"secretsmanager:GetSecretValue"}}

    assert readers("Secret") == {"APIHandler", "Identify"}
    assert readers("WebhooksSecret") == {"APIHandler", "Deliver"}


def test_deliveries_never_take_all_of_the_account_s_functions(stack: Stack) -> None:
    [event] = [event for name, event in events(stack, "SQS") if name == "Deliver"]
    assert event["ScalingConfig"]["MaximumConcurrency"] <= 10
    assert event["BatchSize"] == 1


def test_a_delivery_is_parked_before_its_queue_forgets_it(stack: Stack) -> None:
    queue = queues(stack)["Webhooks"]
    longest = queue["RedrivePolicy"]["maxReceiveCount"] * (LONGEST_REST.total_seconds() + 600)
    assert 86400 < longest < queue["MessageRetentionPeriod"]


def test_notices_and_the_vault_query_the_roster_and_nothing_else(stack: Stack) -> None:
    for name in ("Notify", "Identify"):
        [query] = [each for each in statements(stack, name) if "dynamodb:Query" in each["Action"]]
        assert query["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["appointments"]}}
        assert query["Resource"] == arn("Reports")


def test_clients_may_ask_for_the_scopes_that_the_door_takes(stack: Stack) -> None:
    server = stack["StaffScopes"]["Properties"]
    scopes = {f"{server['Identifier']}/{scope['ScopeName']}" for scope in server["Scopes"]}
    assert scopes == {staff.READS, staff.WRITES}


def test_no_function_can_appoint_anybody(stack: Stack) -> None:
    for name in FUNCTIONS - {"Notify", "Deliver"}:
        writes = [each for each in statements(stack, name) if "dynamodb:UpdateItem" in each["Action"]]
        for each in writes:
            shut = set(each["Condition"]["ForAllValues:StringNotLike"]["dynamodb:LeadingKeys"])
            assert shut >= {"appointments", "notice#*"}, name
            assert (shut >= {"agency#*", "said#*"}) == (name != "APIHandler"), name


def test_the_api_does_not_read_the_feed(stack: Stack) -> None:
    named = json.dumps([each["Resource"] for each in statements(stack, "APIHandler")])
    assert re.findall(r"/index/(\S+?)\"", named) == ["inbox", "published"]


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_function_reads_its_own_queue_and_writes_its_own_log(stack: Stack, function: str) -> None:
    read = {queue for queue in queues(stack) if "sqs:ReceiveMessage" in allowed(stack, function, queue)}
    assert read == {queue for queue, reader in read_by(stack).items() if reader == function}
    logs = {group for group in of(stack, "AWS::Logs::LogGroup") if allowed(stack, function, group)}
    assert logs == {functions(stack)[function]["LoggingConfig"]["LogGroup"]["Ref"]}


def test_topics_are_published_to_by_whom_iam_lets_and_nobody_else(stack: Stack) -> None:
    policy = stack["TopicsAreOurs"]["Properties"]
    assert policy["Topics"] == [{"Ref": "Changes"}, {"Ref": "Agencies"}]
    assert {name for name in FUNCTIONS if allowed(stack, name, "Changes")} == {"Relay"}
    assert {name for name in FUNCTIONS if allowed(stack, name, "Agencies")} == {"Notify"}


# ---- the API


def routes(stack: Stack) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in stack["RestAPI"]["Properties"]["DefinitionBody"]["paths"].items():
        for method, operation in methods.items():
            if method != "options":
                yield path, operation


def test_every_route_of_the_agencies_and_no_other_asks_for_an_access_token(stack: Stack) -> None:
    asks = [{"Staff": [staff.PERSON, staff.READS, staff.WRITES]}]  # with scopes, ID tokens are refused
    for path, operation in routes(stack):
        assert operation.get("security") == (asks if path.startswith("/agency/") else None), path
    assert any(path.startswith("/agency/") for path, _ in routes(stack))


def test_the_authorizer_asks_this_stack_s_user_pool(stack: Stack) -> None:
    definitions = stack["RestAPI"]["Properties"]["DefinitionBody"]["securityDefinitions"]
    assert list(definitions) == ["Staff"]
    assert definitions["Staff"]["x-amazon-apigateway-authorizer"]["providerARNs"] == [arn("Staff")]


def test_the_api_is_regional_throttled_and_behind_the_firewall(stack: Stack) -> None:
    api = stack["RestAPI"]["Properties"]
    assert (api["EndpointConfiguration"], api["StageName"]) == ("REGIONAL", "api")
    assert api["MethodSettings"][0]["ThrottlingRateLimit"] > 0
    assert stack["FirewallOfApi"]["Properties"]["WebACLArn"] == arn("Firewall")
    assert stack["Firewall"]["Properties"]["Scope"] == "REGIONAL"


def test_what_the_gateway_refuses_is_a_problem_document_too(stack: Stack) -> None:
    responses = stack["RestAPI"]["Properties"]["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "MISSING_AUTHENTICATION_TOKEN"} <= set(responses)
    for response in responses.values():
        assert response["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"
        body = response["ResponseTemplates"]["application/json"].replace("$context.error.messageString", '""')
        problem = json.loads(body)
        assert problem["type"].startswith("urn:tuntas:problem:")
        assert problem.get("status") == response.get("StatusCode")


def test_nobody_signs_up_and_nobody_writes_an_attribute_that_matters(stack: Stack) -> None:
    assert stack["Staff"]["Properties"]["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert stack["StaffClient"]["Properties"]["WriteAttributes"] == ["locale"]


# ---- what is kept


@pytest.mark.parametrize("kind", KEPT)
def test_what_holds_data_outlives_its_stack(stack: Stack, kind: str) -> None:
    found = [resource for resource in stack.values() if resource["Type"] == kind]
    assert found
    assert all((each["DeletionPolicy"], each["UpdateReplacePolicy"]) == ("Retain", "Retain") for each in found)


def test_tables_are_protected_encrypted_and_can_be_set_back(stack: Stack) -> None:
    for table in of(stack, "AWS::DynamoDB::Table").values():
        assert table["DeletionProtectionEnabled"] is True
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["SSESpecification"]["SSEEnabled"] is True
        assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert stack["Staff"]["Properties"]["DeletionProtection"] == "ACTIVE"


def test_everything_at_rest_is_encrypted(stack: Stack) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in queues(stack).values())
    encrypted = {name for name, topic in of(stack, "AWS::SNS::Topic").items() if "KmsMasterKeyId" in topic}
    assert encrypted == {"Changes", "Agencies"}  # alarms name resources, and CloudWatch could not publish them
    assert all(key["EnableKeyRotation"] for key in of(stack, "AWS::KMS::Key").values())


def test_the_bucket_of_pages_is_read_by_this_distribution_only(stack: Stack) -> None:
    assert set(stack["Web"]["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    for statement in stack["WebPolicy"]["Properties"]["PolicyDocument"]["Statement"]:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert "${Distribution}" in json.dumps(statement["Condition"]["StringEquals"]["aws:SourceArn"])


def test_the_bucket_of_attachments_is_private_encrypted_and_forgets_what_was_never_attached(stack: Stack) -> None:
    bucket = stack["Attachments"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    [encrypted] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encrypted == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    [rule] = bucket["LifecycleConfiguration"]["Rules"]
    assert (rule["Prefix"], rule["ExpirationInDays"], rule["Status"]) == ("incoming/", 2, "Enabled")


def test_attachments_come_and_go_by_tls_only(stack: Stack) -> None:
    policy = stack["AttachmentsPolicy"]["Properties"]
    [statement] = policy["PolicyDocument"]["Statement"]
    assert policy["Bucket"] == {"Ref": "Attachments"}
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Resource"] == [arn("Attachments"), {"Fn::Sub": "${Attachments.Arn}/*"}]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_the_api_reads_and_puts_attachments_and_lists_none(stack: Stack) -> None:
    [touches] = [each for name in FUNCTIONS for each in statements(stack, name) if "Attachments" in str(each)]
    assert sorted(touches["Action"]) == ["s3:GetObject", "s3:PutObject"]
    assert [each["Fn::Sub"] for each in touches["Resource"]] == [
        "${Attachments.Arn}/incoming/*",
        "${Attachments.Arn}/kept/*",
    ]
    assert "Attachments" in str(statements(stack, "APIHandler"))


# ---- the whole


def test_the_alarm_comes_ninety_days_before_the_calendar_ends(stack: Stack) -> None:
    alarm = stack["CalendarEnds"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("Tuntas", "CalendarDaysLeft", 90)
    assert (alarm["ComparisonOperator"], alarm["TreatMissingData"]) == ("LessThanThreshold", "missing")


def test_the_alarm_of_the_calendar_watches_what_this_stack_s_sweep_writes(
    client: Client, stack: Stack, template: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    client.lambda_.invoke("sweep", client.events.generate_cw_event("aws.events", "Scheduled Event", {}, []))
    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"CalendarDaysLeft"' in line]
    [written] = line["_aws"]["CloudWatchMetrics"]
    alarm = stack["CalendarEnds"]["Properties"]
    [dimensions] = written["Dimensions"]
    assert written["Namespace"] == alarm["Namespace"]
    assert sorted(dimensions) == sorted(each["Name"] for each in alarm["Dimensions"])
    watched = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
    assert watched == {"service": line["service"], "stack": {"Ref": "AWS::StackName"}}
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    assert (line["stack"], variables["STACK_NAME"]) == (os.environ["STACK_NAME"], {"Ref": "AWS::StackName"})


def test_every_alarm_is_told_to_somebody(stack: Stack) -> None:
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in of(stack, "AWS::CloudWatch::Alarm").values())


def test_nothing_is_named_by_hand_so_that_two_regions_fit_one_account(stack: Stack) -> None:
    names = (
        "TableName",
        "QueueName",
        "TopicName",
        "FunctionName",
        "RoleName",
        "BucketName",
        "UserPoolName",
        "AlarmName",
    )
    for name, resource in stack.items():
        if resource["Type"] != "AWS::Lambda::Permission":
            assert not set(names) & set(resource.get("Properties", {})), name


def test_no_placeholder_of_the_decorators_is_left(made: Package) -> None:
    assert "wired-by-stack" not in made.template.read_text()
    assert ":sqs:" not in made.template.read_text()


def test_each_reference_stands_alone(template: dict[str, Any]) -> None:
    def nodes(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            yield value
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for child in children:
            yield from nodes(child)

    for node in nodes(template):
        assert len(node) == 1 or not any(key == "Ref" or key.startswith("Fn::") for key in node), node


def test_cfn_lint_finds_nothing(made: Package) -> None:
    command = [
        str(Path(sys.executable).with_name("cfn-lint")),
        "--regions",
        "ap-southeast-3",
        "--template",
        str(made.template),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


# ---- the pages


def test_the_pages_of_the_api_are_as_strict_as_the_static_ones(stack: Stack) -> None:
    headers = stack["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["ContentSecurityPolicy"]["ContentSecurityPolicy"].split() == answers.PAGE_POLICY.split()
