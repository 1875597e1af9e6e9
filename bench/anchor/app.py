"""The anchor of the cold starts: the least that reads a table, Chalice and a stock botocore client."""

import os
from typing import Any

import botocore.session
from chalice.app import Chalice

app = Chalice(app_name="anchor", configure_logs=False)
dynamodb: Any = botocore.session.get_session().create_client("dynamodb")


@app.route("/reports/{number}", methods=["GET"])
def read(number: str) -> dict[str, Any]:
    found = dynamodb.query(
        TableName=os.environ["REPORTS_TABLE"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": number}},
    )
    return {"items": [item["sk"]["S"] for item in found["Items"]]}
