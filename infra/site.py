"""Puts a region's pages where CloudFront takes them from: what changed goes up, what is no longer there goes away."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.cloud import Cloud

_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_MISSING = "404.html"
_NAMES = "var files = [];"  # in stack.yaml's PageAddresses
_LONGEST_FUNCTION = 10_000  # bytes, as CloudFront takes it


@dataclass(frozen=True)
class Page:
    """A file and how it is served."""

    name: str
    content: bytes

    @property
    def headers(self) -> dict[str, Any]:
        """Pages are asked for anew each time, so that none names a script that is gone; the rest is kept a minute."""
        is_page = self.name.endswith(".html")
        return {
            "ContentType": type_of(self.name),
            "CacheControl": "no-cache" if is_page else "public, max-age=60",
            "Metadata": {"status": "404"} if self.name == _MISSING else {},
        }

    @property
    def made(self) -> str:
        """One of what it is and how it is served."""
        digest = hashlib.sha256(json.dumps(self.headers, sort_keys=True).encode())
        digest.update(self.content)
        return digest.hexdigest()


@dataclass(frozen=True)
class Site:
    """The pages' bucket and the distribution before it."""

    cloud: Cloud
    bucket: str
    distribution: str

    def differs(self, web: Path) -> tuple[list[Page], list[str]]:
        """What would go up, and the names of what would go away."""
        here, there = {page.name: page for page in pages(web)}, self._names()
        changed = [page for page in here.values() if page.name not in there or self._made(page.name) != page.made]
        return changed, sorted(there - set(here))

    def publish(self, web: Path) -> tuple[int, int]:
        """How many went up and away. Scripts and styles first: a page must find what it names."""
        changed, gone = self.differs(web)
        s3 = self.cloud.client("s3")
        for page in sorted(changed, key=lambda page: page.name.endswith(".html")):
            headers = page.headers
            headers["Metadata"] = {**headers["Metadata"], "made": page.made}
            s3.put_object(Bucket=self.bucket, Key=page.name, Body=page.content, **headers)
        for name in gone:
            s3.delete_object(Bucket=self.bucket, Key=name)
        if changed or gone:
            self._forget()
        return len(changed), len(gone)

    def _forget(self) -> None:
        """Have CloudFront ask for everything anew; all paths cost as one."""
        self.cloud.client("cloudfront").create_invalidation(
            DistributionId=self.distribution,
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/*"]},
                "CallerReference": f"tuntas-{time.time_ns()}",
            },
        )

    def _names(self) -> set[str]:
        found = self.cloud.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return {each["Key"] for page in found for each in page.get("Contents", [])}

    def _made(self, name: str) -> str | None:
        metadata: dict[str, str] = self.cloud.client("s3").head_object(Bucket=self.bucket, Key=name)["Metadata"]
        return metadata.get("made")


def type_of(name: str) -> str:
    """The content type that a page of this name is served as, here and by CloudFront."""
    return _TYPES.get(Path(name).suffix, "application/octet-stream")


def pages(web: Path) -> Iterator[Page]:
    for path in sorted(web.rglob("*")):
        if path.is_file():
            yield Page(path.relative_to(web).as_posix(), path.read_bytes())


def with_names(template: Mapping[str, Any], web: Path) -> dict[str, Any]:
    """The template whose function at CloudFront knows the pages, so that it can tell what is none."""
    known = deepcopy(dict(template))
    properties = known["Resources"]["PageAddresses"]["Properties"]
    names = json.dumps([f"/{page.name}" for page in pages(web)], separators=(",", ":"))
    properties["FunctionCode"] = properties["FunctionCode"].replace(_NAMES, f"var files = {names};")
    if len(properties["FunctionCode"].encode()) > _LONGEST_FUNCTION:
        raise SystemExit("There are more pages than a function at CloudFront can name; see infra/site.py.")
    return known
