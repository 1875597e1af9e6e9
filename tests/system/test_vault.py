"""Who may open an identity, and who may do what else: every call tried with the role of each function of the stack.

Two things the emulator does not check, so that only the policies' text holds them: the conditions on
`dynamodb:ReturnValues` and on `dynamodb:LeadingKeys`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.stories import NOBODYS
from tests.system.over_http import Receipt, assigned
from tests.system.stack import Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

PERSON = {"name": "Meurah Silu Contoh", "phone": "+6281200005001", "email": "meurah.silu@contoh.example"}
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError"}


@dataclass(frozen=True)
class Thief:
    """Somebody with the credentials of a function's role, who knows every name in the stack and a sealed contact."""

    stack: Stack
    credentials: Mapping[str, str]
    number: str
    sealed: bytes
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = self.stack.aws(service, **self.credentials)
        return self.clients[service]

    def named(self, output: str) -> str:
        return self.stack.resources[output]

    def at(self, table: str, sort_key: str) -> dict[str, Any]:
        """The address of one item of the report."""
        return {"TableName": self.named(table), "Key": {"pk": {"S": self.number}, "sk": {"S": sort_key}}}

    @property
    def contact(self) -> dict[str, Any]:
        return {"pk": {"S": self.number}, "sk": {"S": "contact"}, "sealed": {"B": self.sealed}}

    @property
    def vault(self) -> str:
        return f"arn:aws:dynamodb:{self.stack.outputs['aws_region']}:000000000000:table/{self.named('IdentitiesTable')}"

    @property
    def opening(self) -> dict[str, Any]:
        return {"CiphertextBlob": self.sealed, "EncryptionContext": {"report": self.number}}


Call = Callable[[Thief], Any]


def _dynamodb(operation: str, **arguments: Any) -> Call:
    """A call on the table Identities."""
    return lambda thief: getattr(thief.client("dynamodb"), operation)(
        TableName=thief.named("IdentitiesTable"), **arguments
    )


def _kms(operation: str, **arguments: Any) -> Call:
    return lambda thief: getattr(thief.client("kms"), operation)(KeyId=thief.named("IdentitiesKeyArn"), **arguments)


def _sql(operation: str, name: str, *, many: bool) -> Call:
    def call(thief: Thief) -> Any:
        text = f'SELECT sealed FROM "{thief.named("IdentitiesTable")}"'  # noqa: S608 - our own table's name
        arguments = {name: [{"Statement": text}] if many else text}
        return getattr(thief.client("dynamodb"), operation)(**arguments)

    return call


def _index(name: str, key: str) -> Call:
    return lambda thief: thief.client("dynamodb").query(
        TableName=thief.named("ReportsTable"),
        IndexName=name,
        KeyConditionExpression=f"{key} = :nothing",
        ExpressionAttributeValues={":nothing": {"S": "nothing"}},
    )


def _send(queue: str) -> Call:
    fifo = {"MessageGroupId": NOBODYS, "MessageDeduplicationId": NOBODYS} if queue == "DeadlinesQueue" else {}
    body = json.dumps({"report": NOBODYS, "version": 1, "correlation_id": None})
    return lambda thief: thief.client("sqs").send_message(QueueUrl=thief.named(queue), MessageBody=body, **fifo)


def _take(queue: str) -> Call:
    return lambda thief: thief.client("sqs").get_queue_attributes(QueueUrl=thief.named(queue), AttributeNames=["All"])


def _publish(topic: str) -> Call:
    nobody = {name: {"DataType": "String", "StringValue": "note"} for name in ("act", "state", "agency")}
    return lambda thief: thief.client("sns").publish(
        TopicArn=thief.named(topic), Message="{}", MessageAttributes=nobody
    )


def _function(operation: str, function: str, **arguments: Any) -> Call:
    return lambda thief: getattr(thief.client("lambda"), operation)(
        FunctionName=thief.named(f"{function}Name"), **arguments
    )


_WHOLE = {"KeyConditionExpression": "pk = :number", "ExpressionAttributeValues": {":number": {"S": NOBODYS}}}
_NEW_STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
_QUESTION = json.dumps({"report": NOBODYS, "asks": "reporter", "code": "AAAA-AAAA-AAAAA"}).encode()

# Every way to an identity that AWS has.
VAULT: Mapping[str, Call] = {
    "get": lambda t: t.client("dynamodb").get_item(**t.at("IdentitiesTable", "contact")),
    "get a part": lambda t: t.client("dynamodb").get_item(
        **t.at("IdentitiesTable", "contact"), ProjectionExpression="sk"
    ),
    "batch get": lambda t: t.client("dynamodb").batch_get_item(
        RequestItems={t.named("IdentitiesTable"): {"Keys": [t.at("IdentitiesTable", "contact")["Key"]]}}
    ),
    "get in a transaction": lambda t: t.client("dynamodb").transact_get_items(
        TransactItems=[{"Get": t.at("IdentitiesTable", "contact")}]
    ),
    "query": _dynamodb("query", **_WHOLE),
    "count": _dynamodb("query", **_WHOLE, Select="COUNT"),
    "scan": _dynamodb("scan"),
    "PartiQL": _sql("execute_statement", "Statement", many=False),
    "PartiQL in a batch": _sql("batch_execute_statement", "Statements", many=True),
    "PartiQL in a transaction": _sql("execute_transaction", "TransactStatements", many=True),
    "update": lambda t: t.client("dynamodb").update_item(
        **t.at("IdentitiesTable", "contact"), UpdateExpression="REMOVE nothing", ReturnValues="ALL_OLD"
    ),
    "delete": lambda t: t.client("dynamodb").delete_item(**t.at("IdentitiesTable", "nothing"), ReturnValues="ALL_OLD"),
    "check in a transaction": lambda t: t.client("dynamodb").transact_write_items(
        TransactItems=[
            {
                "ConditionCheck": {
                    **t.at("IdentitiesTable", "contact"),
                    "ConditionExpression": "attribute_not_exists(pk)",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            }
        ]
    ),
    "write in a batch": lambda t: t.client("dynamodb").batch_write_item(
        RequestItems={t.named("IdentitiesTable"): [{"PutRequest": {"Item": t.contact}}]}
    ),
    "put": lambda t: t.client("dynamodb").put_item(TableName=t.named("IdentitiesTable"), Item=t.contact),
    "describe": _dynamodb("describe_table"),
    "back up": _dynamodb("create_backup", BackupName="copy"),
    "export": lambda t: t.client("dynamodb").export_table_to_point_in_time(TableArn=t.vault, S3Bucket="bucket"),
    "restore": lambda t: t.client("dynamodb").restore_table_to_point_in_time(
        SourceTableName=t.named("IdentitiesTable"), TargetTableName="copy", UseLatestRestorableTime=True
    ),
    "stream": _dynamodb("update_table", StreamSpecification=_NEW_STREAM),
    "stream to Kinesis": _dynamodb("enable_kinesis_streaming_destination", StreamArn="a" * 40),
    "replicate": _dynamodb("update_table", ReplicaUpdates=[{"Create": {"RegionName": "us-east-1"}}]),
    "give the table away": lambda t: t.client("dynamodb").put_resource_policy(ResourceArn=t.vault, Policy="{}"),
    "delete the table": _dynamodb("delete_table"),
    "encrypt": _kms("encrypt", Plaintext=b"x", EncryptionContext={"report": NOBODYS}),
    "decrypt": lambda t: t.client("kms").decrypt(**t.opening),
    "decrypt by the key's name": lambda t: t.client("kms").decrypt(**t.opening, KeyId=t.named("IdentitiesKeyArn")),
    "re-encrypt": lambda t: t.client("kms").re_encrypt(
        CiphertextBlob=t.sealed,
        SourceEncryptionContext={"report": t.number},
        DestinationKeyId=t.named("IdentitiesKeyArn"),
    ),
    "make a data key": _kms("generate_data_key", KeySpec="AES_256"),
    "grant the key": _kms("create_grant", GranteePrincipal="arn:aws:iam::000000000000:root", Operations=["Decrypt"]),
    "give the key away": _kms("put_key_policy", PolicyName="default", Policy="{}"),
    "schedule the key's deletion": _kms("schedule_key_deletion"),
    "become Identify": lambda t: t.client("sts").assume_role(RoleArn=_role_of(t, "Identify"), RoleSessionName="thief"),
    "become Notify": lambda t: t.client("sts").assume_role(RoleArn=_role_of(t, "Notify"), RoleSessionName="thief"),
    "change a role": lambda t: t.client("iam").put_role_policy(
        RoleName=_role_of(t, "Identify").rpartition("/")[2], PolicyName="thief", PolicyDocument="{}"
    ),
    "change Identify's code": _function("update_function_code", "Identify", ZipFile=b"x"),
    "change Identify's settings": _function("update_function_configuration", "Identify", Timeout=1),
    "read the logs": lambda t: t.client("logs").filter_log_events(
        logGroupName=f"/tuntas/{t.stack.outputs['stack']}/identify"
    ),
}

VAULT_ALLOWS: Mapping[str, set[str]] = {
    "APIHandler": {"put", "encrypt"},
    "Relay": set(),
    "Route": set(),
    "Notify": {"get", "get a part", "get in a transaction", "decrypt", "decrypt by the key's name"},
    "Sweep": set(),
    "Expire": set(),
    "Deliver": set(),
    "Identify": {
        *("put", "encrypt", "get", "get a part", "get in a transaction", "decrypt", "decrypt by the key's name")
    },
}

# What else a function might do to the stack.
REST: Mapping[str, Call] = {
    "get a report": lambda t: t.client("dynamodb").get_item(**t.at("ReportsTable", "report")),
    "query a report": lambda t: t.client("dynamodb").query(TableName=t.named("ReportsTable"), **_WHOLE),
    "delete a report": lambda t: t.client("dynamodb").delete_item(**t.at("ReportsTable", "nothing")),
    "scan the reports": lambda t: t.client("dynamodb").scan(TableName=t.named("ReportsTable")),
    "scan an index": lambda t: t.client("dynamodb").scan(TableName=t.named("ReportsTable"), IndexName="published"),
    "query inbox": _index("inbox", "inbox"),
    "query published": _index("published", "published"),
    "query due": _index("due", "due_shard"),
    "query feed": _index("feed", "feed"),
    "announce": _publish("ChangesTopic"),
    "tell agencies": _publish("AgenciesTopic"),
    "raise an alarm": _publish("AlarmsTopic"),
    "send an SMS": lambda t: t.client("sns").publish(PhoneNumber="+6281200005009", Message="x"),
    "listen": lambda t: t.client("sns").subscribe(
        TopicArn=t.named("ChangesTopic"), Protocol="sqs", Endpoint="arn:aws:sqs:ap-southeast-3:000000000000:x"
    ),
    "queue for routing": _send("RoutingQueue"),
    "queue for notices": _send("NoticesQueue"),
    "queue for deadlines": _send("DeadlinesQueue"),
    "queue for webhooks": _send("WebhooksQueue"),
    "look at routing": _take("RoutingQueue"),
    "look at notices": _take("NoticesQueue"),
    "look at deadlines": _take("DeadlinesQueue"),
    "look at webhooks": _take("WebhooksQueue"),
    "read the secret": lambda t: t.client("secretsmanager").get_secret_value(SecretId=t.named("SecretArn")),
    "read the webhooks' secret": lambda t: t.client("secretsmanager").get_secret_value(
        SecretId=t.named("WebhooksSecretArn")
    ),
    "change the secret": lambda t: t.client("secretsmanager").put_secret_value(
        SecretId=t.named("SecretArn"), SecretString="{}"
    ),
    "ask Identify": _function("invoke", "Identify", Payload=_QUESTION),
    "start Expire": _function("invoke", "Expire", Payload=b'{"Records": []}'),
    "employ": lambda t: t.client("cognito-idp").admin_create_user(UserPoolId=t.named("StaffPoolId"), Username="thief"),
    "read the pages' bucket": lambda t: t.client("s3").list_objects_v2(Bucket=t.named("WebBucket")),
}

# Notify and Identify may query the roster only; AWS denies them other queries by a condition that the emulator does
# not know. What they could query there they may get, item by item, anyway. In the same way AWS lets the API delete
# nothing but agencies' templates; tests/infra/test_stack.py holds that condition.
REST_ALLOWS: Mapping[str, set[str]] = {
    "APIHandler": {
        *("get a report", "query a report", "query inbox", "query published", "read the secret", "ask Identify"),
        *("read the webhooks' secret", "delete a report"),
    },
    "Relay": {"announce"},
    "Route": {"get a report", "look at routing"},
    "Notify": {"get a report", "query a report", "tell agencies", "send an SMS", "look at notices"},
    "Sweep": {"query due", "queue for deadlines"},
    "Expire": {"get a report", "look at deadlines"},
    "Deliver": {"get a report", "look at webhooks", "read the webhooks' secret"},
    "Identify": {"get a report", "query a report", "read the secret"},
}


@pytest.fixture(scope="module")
def report(stack: Stack) -> Receipt:
    return assigned(stack, contact=PERSON)


@pytest.fixture(scope="module")
def sealed(stack: Stack, report: Receipt) -> bytes:
    """The contact as it lies in the table; only the account's root could fetch it for this test."""
    [item] = [item for item in stack.items("IdentitiesTable") if item["pk"]["S"] == report["id"]]
    return bytes(item["sealed"]["B"])


@pytest.mark.parametrize("function", VAULT_ALLOWS)
def test_a_function_reaches_the_identities_only_as_it_must(
    stack: Stack, report: Receipt, sealed: bytes, function: str
) -> None:
    thief = Thief(stack, stack.role(function), report["id"], sealed)
    assert {name for name, call in VAULT.items() if _is_allowed(thief, call)} == VAULT_ALLOWS[function]


@pytest.mark.parametrize("function", REST_ALLOWS)
def test_a_function_reaches_the_rest_of_the_stack_only_as_it_must(
    stack: Stack, report: Receipt, sealed: bytes, function: str
) -> None:
    thief = Thief(stack, stack.role(function), report["id"], sealed)
    assert {name for name, call in REST.items() if _is_allowed(thief, call)} == REST_ALLOWS[function]


def test_what_a_put_gives_back_to_the_api_is_sealed_and_stays_so(stack: Stack, report: Receipt, sealed: bytes) -> None:
    """AWS denies the first by a condition that the emulator does not know; the others it answers like the emulator."""
    thief = Thief(stack, stack.role("APIHandler"), report["id"], sealed)
    given = [*_given_back(thief)]
    assert len(given) == 3
    for item in given:
        assert not [value for value in PERSON.values() if value.encode() in item["sealed"]["B"]]
        assert not _is_allowed(
            thief,
            lambda t, blob=item["sealed"]["B"]: t.client("kms").decrypt(  # type: ignore[misc]
                CiphertextBlob=blob, EncryptionContext={"report": t.number}
            ),
        )


def test_notify_opens_a_contact_and_only_beside_its_own_report(stack: Stack, report: Receipt, sealed: bytes) -> None:
    kms = stack.aws("kms", **stack.role("Notify"))
    opened = kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"report": report["id"]})
    assert json.loads(opened["Plaintext"]) == PERSON
    for context in ({}, {"report": NOBODYS}):
        with pytest.raises(ClientError, match="InvalidCiphertext"):
            kms.decrypt(CiphertextBlob=sealed, EncryptionContext=context)


def test_the_api_can_ask_the_vault_but_not_without_a_trace(stack: Stack, report: Receipt) -> None:
    """What a taken-over API could do at most: it knows the codes, and each look is told to the reporter."""
    client = stack.aws("lambda", **stack.role("APIHandler"))

    def asked(**question: str) -> Any:
        payload = json.dumps({"report": report["id"], **question}).encode()
        return json.load(client.invoke(FunctionName=stack.resources["IdentifyName"], Payload=payload)["Payload"])

    assert asked(asks="reporter", code="AAAA-AAAA-AAAAA")["refused"]["code"] == "wrong_code"
    assert asked(asks="staff", sub="nobody")["refused"]["code"] == "no_appointment"
    before = len(stack.read(report)["history"])
    assert asked(asks="reporter", code=report["access_code"])["contact"] == PERSON
    assert [entry["act"] for entry in stack.read(report)["history"][before:]] == ["identify"]


def _is_allowed(thief: Thief, call: Call) -> bool:
    """Whether the call comes past the policies; what AWS then says to its content does not matter."""
    try:
        call(thief)
    except ClientError as error:
        return error.response["Error"]["Code"] not in DENIED
    return True


def _given_back(thief: Thief) -> Any:
    """The old item, as each kind of put may give it back."""
    put = {"TableName": thief.named("IdentitiesTable"), "Item": thief.contact}
    unless = {"ConditionExpression": "attribute_not_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    client = thief.client("dynamodb")
    yield client.put_item(**put, ReturnValues="ALL_OLD")["Attributes"]
    with pytest.raises(ClientError) as refused:
        client.put_item(**put, **unless)
    yield _raw(refused.value)["Item"]
    with pytest.raises(ClientError) as refused:
        client.transact_write_items(TransactItems=[{"Put": {**put, **unless}}])
    yield _raw(refused.value)["CancellationReasons"][0]["Item"]


def _raw(error: ClientError) -> Any:
    return error.response


def _role_of(thief: Thief, function: str) -> str:
    name = thief.named(f"{function}Name")
    return str(thief.stack.aws("lambda").get_function_configuration(FunctionName=name)["Role"])
