"""Files attached to what the agencies say, in a bucket of their own.

A file comes under `incoming/<report>/<id>`, straight from who uploads it, by a form that is signed here for that file.
With the act that names it, it is copied to `kept/<report>/<id>`; what no act has named is forgotten after two days.
Links and forms are signed without a call, and without what botocore knows of S3, so that no reader waits for that.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote
from uuid import uuid4

from botocore.auth import S3SigV4PostAuth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from chalicelib.aws.clients import client, session
from chalicelib.rules.attachments import LARGEST, LOOKED_AT, Offer

FORM_HOLDS = timedelta(minutes=15)
LINK_HOLDS = timedelta(hours=1)
# The role may not list the bucket, so S3 says 403 of a file that is not there; 412 of one that was replaced since it
# was looked at, 416 of one that is empty.
_NOT_THERE = frozenset({403, 404, 412, 416})
_NAME = "x-amz-meta-name"


@dataclass(frozen=True)
class Upload:
    """A form for one file: its `fields`, then the file as `file`, are posted to `url` as multipart/form-data."""

    id: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class Found:
    """A file that came: `tag` says which, should another be put in its place; `size` in bytes."""

    id: str
    name: str
    type: str
    size: int
    beginning: bytes
    tag: str


def upload(report: str, offer: Offer, *, now: datetime) -> Upload:
    """A form by which one file of the offered type, and no larger than may be, can be put for a report."""
    made, until = uuid4().hex, now.astimezone(UTC) + FORM_HOLDS
    # Headers of S3 are ASCII, so the name is quoted as in an address.
    fields = {"key": _incoming(report, made), "Content-Type": offer.type, _NAME: quote(offer.name, safe="")}
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions += [{"bucket": _bucket()}, ["content-length-range", 1, LARGEST]]
    request: Any = AWSRequest("POST", _address())
    request.context["s3-presign-post-fields"] = fields
    request.context["s3-presign-post-policy"] = {"expiration": f"{until:%Y-%m-%dT%H:%M:%SZ}", "conditions": conditions}
    S3SigV4PostAuth(*_signer()).add_auth(request)
    return Upload(made, request.url, fields, until)


def look(report: str, made: str) -> Found | None:
    """What came for a report under this id, with its first bytes; None where nothing did: one call."""
    try:
        answer = client("s3").get_object(
            Bucket=_bucket(), Key=_incoming(report, made), Range=f"bytes=0-{LOOKED_AT - 1}"
        )
    except ClientError as error:
        if _is_there(error):
            raise
        return None
    return Found(
        id=made,
        name=unquote(answer["Metadata"].get("name", "")),
        type=answer["ContentType"],
        size=int(answer["ContentRange"].rpartition("/")[2]),
        beginning=answer["Body"].read(),
        tag=answer["ETag"],
    )


def keep(report: str, found: Found) -> bool:
    """Keep what was looked at for good; False where it is no longer there. One call, which may be made again.

    It is kept with its type and name as headers, so that a link need not have them.
    """
    try:
        client("s3").copy_object(
            Bucket=_bucket(),
            Key=_kept(report, found.id),
            CopySource={"Bucket": _bucket(), "Key": _incoming(report, found.id)},
            CopySourceIfMatch=found.tag,
            MetadataDirective="REPLACE",
            ContentType=found.type,
            ContentDisposition=f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        )
    except ClientError as error:
        if _is_there(error):
            raise
        return False
    return True


def link(report: str, made: str) -> str:
    """An address by which anybody can save a kept file for an hour, or until the role's credentials end: no call."""
    request: Any = AWSRequest("GET", f"{_address()}/{_kept(report, made)}")
    S3SigV4QueryAuth(*_signer(), expires=int(LINK_HOLDS.total_seconds())).add_auth(request)
    address: str = request.prepare().url
    return address


def _is_there(error: ClientError) -> bool:
    return error.response["ResponseMetadata"]["HTTPStatusCode"] not in _NOT_THERE


def _incoming(report: str, made: str) -> str:
    return f"incoming/{report}/{made}"


def _kept(report: str, made: str) -> str:
    return f"kept/{report}/{made}"


def _bucket() -> str:
    return os.environ["ATTACHMENTS_BUCKET"]


def _address() -> str:
    """The bucket's: with a name of its own in AWS, below the emulator's address there."""
    emulator = os.environ.get("AWS_ENDPOINT_URL")
    if emulator:
        return f"{emulator}/{_bucket()}"
    return f"https://{_bucket()}.s3.{_region()}.amazonaws.com"


def _region() -> str:
    return str(session().get_config_variable("region"))


def _signer() -> tuple[Any, str, str]:
    """Who signs: credentials, service, region."""
    credentials: Any = session().get_credentials()
    return credentials.get_frozen_credentials(), "s3", _region()
