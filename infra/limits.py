"""What is looked at before anything is changed: whether AWS knows us, and whether the account's limits will do.

A finding that stops is something a deploy would fail at; the others are what citizens would notice later.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from infra.cloud import Cloud

# 100 requests a second are let through, and a request takes well under a second of one function's time.
CONCURRENCY = 100
CODE = 7 * 20_000_000  # bytes that a deploy's functions may need, the old versions still there
_CERTIFICATES = "us-east-1"  # where CloudFront takes them from
_SUPPORT = "https://console.aws.amazon.com/servicequotas"


@dataclass(frozen=True)
class Finding:
    """A sentence that says what is and what to do about it."""

    text: str
    stops: bool = False


def account(cloud: Cloud) -> str:
    """The account that the credentials belong to. Raises SystemExit with what to do where they do not serve."""
    try:
        number: str = cloud.client("sts").get_caller_identity()["Account"]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise SystemExit(
            f"AWS does not take the credentials in {cloud.region} ({code}).\n"
            "If they have expired, sign in again (aws sso login). If they are new, ask `aws sts get-caller-identity`.\n"
            f"If they work in other regions only, {cloud.region} may have to be enabled first: "
            f"aws account enable-region --region-name {cloud.region}"
        ) from None
    except BotoCoreError as error:
        raise SystemExit(
            f"There are no credentials for AWS, or it cannot be reached ({error}).\n"
            "Sign in (aws sso login) or set AWS_PROFILE; docs/operations.md says which rights are needed."
        ) from None
    return number


def check(cloud: Cloud, parameters: Mapping[str, str]) -> list[Finding]:
    """All findings, those that stop first."""
    found = [finding for name in _LOOKS for finding in _tried(name, cloud, parameters)]
    return sorted(found, key=lambda finding: not finding.stops)


Look = Callable[[Cloud, Mapping[str, str]], Iterator[Finding]]


def _tried(name: str, cloud: Cloud, parameters: Mapping[str, str]) -> list[Finding]:
    """What cannot be looked at stops nobody: the right to look may be missing, the right to deploy there."""
    try:
        return list(_LOOKS[name](cloud, parameters))
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
        return [Finding(f"{name} could not be checked ({code}).")]


def _functions(cloud: Cloud, _: Mapping[str, str]) -> Iterator[Finding]:
    found = cloud.client("lambda").get_account_settings()
    at_once = found["AccountLimit"]["UnreservedConcurrentExecutions"]
    if at_once < CONCURRENCY:
        yield Finding(
            f"Only {at_once} functions may run at once in this account, {CONCURRENCY} are wanted: at a busy moment "
            f"requests would be refused. Ask for more 'Concurrent executions' of Lambda: {_SUPPORT}"
        )
    left = found["AccountLimit"]["TotalCodeSize"] - found["AccountUsage"]["TotalCodeSize"]
    if left < CODE:
        yield Finding(
            f"Lambda has room for {left // 1_000_000} MB of code, {CODE // 1_000_000} MB are needed. Delete old "
            f"functions and versions, or ask for more 'Function and layer storage': {_SUPPORT}",
            stops=True,
        )


def _spending_on_sms(cloud: Cloud, _: Mapping[str, str]) -> Iterator[Finding]:
    attributes = cloud.client("sns").get_sms_attributes()["attributes"]
    limit = float(attributes.get("MonthlySpendLimit", "1"))
    if limit <= 1:
        yield Finding(
            f"SMS may cost {limit:g} US$ a month in this account: after a handful nobody is told anything. Have the "
            "limit raised (docs/operations.md, SMS)."
        )
    if "DefaultSenderID" not in attributes:
        yield Finding(
            "No sender id is set, so SMS come from an unknown number or are dropped. Register one "
            "(docs/operations.md, SMS)."
        )


def _sandbox_of_sms(cloud: Cloud, _: Mapping[str, str]) -> Iterator[Finding]:
    if cloud.client("sns").get_sms_sandbox_account_status()["IsInSandbox"]:
        yield Finding(
            "SMS are in the sandbox: only numbers verified by hand get any, citizens get none. Ask AWS to move the "
            "account out of it (docs/operations.md, SMS)."
        )


def _certificate(cloud: Cloud, parameters: Mapping[str, str]) -> Iterator[Finding]:
    arn, domain = parameters.get("CertificateArn"), parameters.get("Domain", "")
    if not arn:
        return
    found = Cloud(_CERTIFICATES, cloud.endpoint).client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    if found["Status"] != "ISSUED":
        yield Finding(
            f"The certificate is {found['Status']}, so CloudFront will not take it. Put the DNS records in place that "
            f"it is validated by (aws acm describe-certificate --region {_CERTIFICATES} ...).",
            stops=True,
        )
    names = {found["DomainName"], *found.get("SubjectAlternativeNames", [])}
    if not {domain, f"*.{domain.partition('.')[2]}"} & names:
        yield Finding(
            f"The certificate is for {', '.join(sorted(names))}, not for {domain}. Request one that is.", stops=True
        )


def _alarms(_: Cloud, parameters: Mapping[str, str]) -> Iterator[Finding]:
    if not parameters.get("AlarmEmail"):
        yield Finding("Nobody is told of alarms. Give an address: make deploy ALARM_EMAIL=...")


_LOOKS: Mapping[str, Look] = {
    "The limits of Lambda": _functions,
    "The spending limit of SMS": _spending_on_sms,
    "The sandbox of SMS": _sandbox_of_sms,
    "The certificate": _certificate,
    "Who is told of alarms": _alarms,
}
