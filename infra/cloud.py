"""Where a stack stands: AWS, or the emulator on this machine. Every client of the tools is made here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

# What the product's own code reads from its environment, and the stack's output that holds it.
VARIABLES = {
    "REPORTS_TABLE": "ReportsTable",
    "IDENTITIES_TABLE": "IdentitiesTable",
    "IDENTITIES_KEY": "IdentitiesKeyArn",
    "SECRET": "SecretArn",
    "CHANGES_TOPIC": "ChangesTopic",
    "AGENCIES_TOPIC": "AgenciesTopic",
    "DEADLINES_QUEUE": "DeadlinesQueue",
}


@dataclass(frozen=True)
class Cloud:
    """An AWS region; with an `endpoint` it is the emulator's, whose root signs with any key."""

    region: str
    endpoint: str | None = None

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"} if self.endpoint else {}
        make: Any = boto3.client  # its types have an overload for each of some 400 services
        return make(service, region_name=self.region, endpoint_url=self.endpoint, **keys)

    def enter(self, outputs: Mapping[str, str]) -> None:
        """Let the product's own code in this process work on the stack that has these outputs."""
        os.environ["AWS_DEFAULT_REGION"] = self.region
        os.environ.update({variable: outputs[output] for variable, output in VARIABLES.items()})
        if self.endpoint:
            os.environ["AWS_ENDPOINT_URL"] = self.endpoint
            os.environ.update({"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"})
