"""Files attached to an answer, on the running stack: by a signed form into the bucket, by a signed link out of it."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.system.over_http import assigned
from tests.system.stack import Answer, Stack

pytestmark = pytest.mark.xdist_group("banda-aceh")

OFFICER = "petugas-pupr"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)
ANSWER = "Lubang sudah ditambal, fotonya terlampir."


def test_a_picture_goes_by_a_signed_form_with_the_answer_and_comes_back_by_the_public_s_link(stack: Stack) -> None:
    number = assigned(stack)["id"]
    form = offered(stack, number).json
    for fields, content in (
        (form["fields"] | {"key": f"kept/{number}/{form['id']}"}, PNG),
        (form["fields"] | {"Content-Type": "text/html"}, PNG),
        (form["fields"], PNG + bytes(5 * 1024 * 1024)),
    ):
        assert posted(form["url"], fields, content) in (400, 403)
    assert posted(form["url"], form["fields"], PNG) in (200, 201, 204)
    body = {"text": f"{ANSWER} {number}", "attachments": [form["id"]]}
    answer = stack.by_staff(OFFICER, number, "answer", **body)
    assert answer.status == 200, answer.text

    [attached] = stack.call("GET", f"/reports/{number}").json["history"][-1]["attachments"]
    assert (attached["name"], attached["size"]) == ("jalan – sesudah.png", len(PNG))
    with urllib.request.urlopen(attached["url"]) as download:
        assert download.read() == PNG
        assert download.headers["Content-Type"] == "image/png"
        assert download.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''jalan%20")
    altered = attached["url"].replace(form["id"], uuid4().hex)
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(altered)
    refused.value.close()


def test_the_api_s_role_neither_lists_nor_deletes_files_and_no_other_has_a_right_there(stack: Stack) -> None:
    bucket, number = stack.environment("APIHandler")["ATTACHMENTS_BUCKET"], "BNA-2222-22222"
    stack.aws("s3").put_object(Bucket=bucket, Key=f"incoming/{number}/a", Body=PNG, ContentType="image/png")
    api, notify = (stack.aws("s3", **stack.role(function)) for function in ("APIHandler", "Notify"))
    came = {"Bucket": bucket, "Key": f"incoming/{number}/a"}
    refused = (
        partial(api.list_objects_v2, Bucket=bucket),
        partial(api.delete_object, **came),
        partial(api.put_object, Bucket=bucket, Key="elsewhere", Body=PNG),
        partial(notify.get_object, **came),
    )
    for call in refused:
        with pytest.raises(ClientError, match="AccessDenied"):
            call()


def test_a_file_that_took_another_s_place_since_it_was_looked_at_is_not_kept(stack: Stack) -> None:
    bucket, s3 = stack.environment("APIHandler")["ATTACHMENTS_BUCKET"], stack.aws("s3")
    tag = s3.put_object(Bucket=bucket, Key="incoming/x/a", Body=PNG)["ETag"]
    s3.put_object(Bucket=bucket, Key="incoming/x/a", Body=b"<script>")
    source = {"Bucket": bucket, "Key": "incoming/x/a"}
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.copy_object(Bucket=bucket, Key="kept/x/a", CopySource=source, CopySourceIfMatch=tag)


def offered(stack: Stack, number: str) -> Answer:
    offer = {"name": "jalan – sesudah.png", "type": "image/png", "size": len(PNG)}
    path = f"/agency/reports/{number}/attachments"
    answer = stack.call("POST", path, offer, Authorization=stack.token(OFFICER))
    assert answer.status == 201, answer.text
    return answer


def posted(url: str, fields: Mapping[str, Any], content: bytes) -> int:
    """What S3 says to a form as a browser sends it."""
    line, parts = uuid4().hex, []
    for name, value in fields.items():
        parts.append(f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    parts.append(f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'.encode())
    body = b"".join([*parts, content, f"\r\n--{line}--\r\n".encode()])
    headers = {"Content-Type": f"multipart/form-data; boundary={line}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
