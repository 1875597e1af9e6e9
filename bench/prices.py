"""A report's life priced by list price, us-east-1, on demand, without free tiers; what is paid anyway apart.

The prices are typed in by hand, from AWS's public price pages (aws.amazon.com/<service>/pricing) as they are known for
2026, and nothing fetches them: compare them before a figure is relied on, for the region that is deployed to as well.
Whoever finds another one changes it here and runs `python -m bench --only costs`.
SMS is the operators' and not in here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from bench.meter import Call
from chalicelib.rules.lifecycle import Act
from infra.package import ROOT, STACK, load

MILLION = 1_000_000

READ_UNIT = 0.125 / MILLION
WRITE_UNIT = 0.625 / MILLION
REQUEST = 3.50 / MILLION  # API Gateway, REST
FIREWALL_REQUEST = 0.60 / MILLION
TRACE = 5.00 / MILLION * 0.05  # X-Ray takes one in twenty
INVOCATION = 0.20 / MILLION
GIGABYTE_SECOND = 0.0000166667
LOGGED = 0.50 * 2_000 / 1_000_000_000  # 2 KB of log lines for each invocation
CALLS: Mapping[str, float] = {
    "kms": 3.00 / MILLION,
    "sns": 0.50 / MILLION,
    "sqs": 0.50 / MILLION,  # FIFO, in batches of ten
    "secrets-manager": 5.00 / MILLION,
    "lambda": 0,  # as an invocation
}
QUEUED = 3 * 0.40 / MILLION  # what SNS puts into a standard queue is received and deleted

API_SECONDS, API_GIGABYTES = 0.020, 1.0  # billed for a request: processor time and one round trip
WORKER_SECONDS, WORKER_GIGABYTES = 0.060, 0.5

# How often each happens in the life of a report: who reads, acts and is told.
LIFE: Mapping[str, int] = {
    "submit": 1,
    "routing": 1,
    "inbox page": 6,
    "report as staff see it": 4,
    "verify": 1,
    "respond": 1,
    "reply": 1,
    "answer": 1,
    "follow": 6,
    "public view": 4,
    "confirm": 1,
    "relay of an entry": 7,
    "notice to the reporter": 5,
    "notice to an agency": 4,
}
_QUEUED = frozenset({"routing", "notice to the reporter", "notice to an agency"})
_WORKERS = _QUEUED | {"relay of an entry", "sweep, nothing due"}

FIXED = {
    "AWS::KMS::Key": 1.00,
    "AWS::SecretsManager::Secret": 0.40,
    "AWS::CloudWatch::Alarm": 0.10,
    "AWS::CloudWatch::Dashboard": 3.00,
}
_METRIC = 0.30
_FIREWALL, _RULE = 5.00, 1.00
_SWEEPS = 60 * 24 * 30


def of(name: str, calls: Iterable[Call]) -> dict[str, float]:
    """Dollars of doing `name` once, by what is charged."""
    is_worker = name in _WORKERS
    made = list(calls)
    seconds = WORKER_SECONDS * WORKER_GIGABYTES if is_worker else API_SECONDS * API_GIGABYTES
    return {
        "API Gateway": 0 if is_worker else REQUEST,
        "firewall and traces": TRACE if is_worker else FIREWALL_REQUEST + TRACE,
        "Lambda": INVOCATION + seconds * GIGABYTE_SECOND,
        "DynamoDB": sum(call.reads * READ_UNIT + call.writes * WRITE_UNIT for call in made),
        "KMS, SNS, SQS": _calls(made) + (QUEUED if name in _QUEUED else 0),
        "logs": LOGGED,
    }


def life(counted: Mapping[str, Iterable[Call]]) -> dict[str, float]:
    """Dollars of one report's whole life, by what is charged."""
    total = Counter[str]()
    for name, times in LIFE.items():
        for part, dollars in of(name, counted[name]).items():
            total[part] += dollars * times  # type: ignore[assignment] # a Counter of dollars
    return dict(total)


def fixed() -> dict[str, float]:
    """Dollars a month of a stack that nobody uses, its sweeps included."""
    resources = load(STACK)["Resources"].values()
    kinds = Counter(resource.get("Type") for resource in resources)
    rules = sum(len(each["Properties"]["Rules"]) for each in resources if each.get("Type") == "AWS::WAFv2::WebACL")
    sweep = 4 * 0.5 * READ_UNIT + INVOCATION + WORKER_SECONDS * WORKER_GIGABYTES * GIGABYTE_SECOND + LOGGED
    return {
        **{kind.split("::")[-1].lower(): kinds[kind] * price for kind, price in FIXED.items()},
        "firewall": _FIREWALL + rules * _RULE,
        "metrics": _metrics() * _METRIC,
        "sweeps": _SWEEPS * sweep,
    }


def _calls(made: Iterable[Call]) -> float:
    services = (call.name.partition(".")[0] for call in made)
    return sum(CALLS[service] for service in services if service != "dynamodb")


def _metrics() -> int:
    """How many metrics of our own the code can write: one for each act, and the named ones."""
    sources = (path.read_text() for path in (ROOT / "chalicelib").rglob("*.py"))
    named = {name for source in sources for name in re.findall(r'count\("(\w+)"', source)}
    return len(named) + len(Act)
