"""The bucket that code and templates are deployed from: one in each account and region, made once.

Encrypted and private; what a stack no longer runs from expires. What it runs from must not: a failed deploy goes back
to it, however long ago it was uploaded.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.cloud import Cloud

_EXPIRES_AFTER = 90  # days since the upload, once replaced
_REPLACED = {"Key": "tuntas", "Value": "replaced"}


@dataclass(frozen=True)
class Artifacts:
    """What one stack is deployed from. The stacks of an account share the bucket, not the artifacts."""

    cloud: Cloud
    stack: str

    @property
    def account(self) -> str:
        account: str = self.cloud.client("sts").get_caller_identity()["Account"]
        return account

    def bucket(self) -> str:
        """The bucket's name; it is made where there is none."""
        account = self.account
        name, s3 = f"tuntas-packages-{account}-{self.cloud.region}", self.cloud.client("s3")
        if name not in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
            place = {} if self.cloud.region == "us-east-1" else {"LocationConstraint": self.cloud.region}
            s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
        if not _expires(s3, name):
            _secure(s3, name)
        return name

    def put(self, bucket: str, content: bytes, *, ending: str) -> str:
        """Upload under the content's own hash, so that changed code is another place. Gives the key."""
        key = f"{self.stack}/{hashlib.sha256(content).hexdigest()}.{ending}"
        self.cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content, ExpectedBucketOwner=self.account)
        return key

    def address(self, bucket: str, key: str) -> str:
        base = self.cloud.endpoint or f"https://s3.{self.cloud.region}.amazonaws.com"
        return f"{base}/{bucket}/{key}"

    def release(self, bucket: str, kept: Iterable[str]) -> None:
        """Let all of this stack's artifacts but `kept` expire."""
        s3, staying = self.cloud.client("s3"), set(kept)
        for key in self._keys(bucket):
            if key not in staying:
                s3.put_object_tagging(Bucket=bucket, Key=key, Tagging={"TagSet": [_REPLACED]})

    def remove(self) -> None:
        """Delete this stack's artifacts; the bucket stays, it is the other stacks' too."""
        s3, bucket = self.cloud.client("s3"), self.bucket()
        for key in list(self._keys(bucket)):
            s3.delete_object(Bucket=bucket, Key=key)

    def _keys(self, bucket: str) -> Iterator[str]:
        pages = self.cloud.client("s3").get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=f"{self.stack}/"):
            yield from (found["Key"] for found in page.get("Contents", []))


def _expires(s3: Any, bucket: str) -> bool:
    try:
        return bool(s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchLifecycleConfiguration":
            return False
        raise


def _secure(s3: Any, bucket: str) -> None:
    """The lifecycle comes last: where it is, the rest is."""
    closed = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=closed)
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    encrypted = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [encrypted]})
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "Replaced",
                    "Status": "Enabled",
                    "Filter": {"Tag": _REPLACED},
                    "Expiration": {"Days": _EXPIRES_AFTER},
                },
                {
                    "ID": "HalfUploaded",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                },
            ]
        },
    )
