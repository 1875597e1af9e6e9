"""What the states of a CloudFormation stack mean for whoever wants to deploy, and what to do about them."""

from collections.abc import Mapping

# It never came to be, so nothing runs from it: the next deploy begins anew.
STILLBORN = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"})
DONE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"})
RUNS = DONE | {"UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"}

_BEGINS_ANEW = (
    "Nothing runs yet. Mend it and run the same command again: what is left of this attempt is removed first."
)
_ADVICE: Mapping[str, str] = {
    "UPDATE_ROLLBACK_COMPLETE": (
        "The version before runs on as it was. Mend what is named above and run the same command again."
    ),
    "ROLLBACK_COMPLETE": _BEGINS_ANEW,
    "ROLLBACK_FAILED": _BEGINS_ANEW,
    "CREATE_FAILED": _BEGINS_ANEW,
    "UPDATE_ROLLBACK_FAILED": (
        "The way back to the version before has failed as well, so some resources may be of either version.\n"
        "Remove the cause (often a missing right, or a resource changed by hand), then:\n"
        "  aws cloudformation continue-update-rollback --stack-name {name} --region {region}\n"
        "A resource that cannot go back can be left out with --resources-to-skip <resource>.\n"
        "Once the state is UPDATE_ROLLBACK_COMPLETE, deploy again."
    ),
    "UPDATE_FAILED": (
        "The update stands half-way. Bring it back, then deploy again:\n"
        "  aws cloudformation rollback-stack --stack-name {name} --region {region}"
    ),
    "DELETE_FAILED": "It could not be removed wholly. Run `make destroy` again: it says what stands in the way.",
}


def advice(status: str, name: str, region: str) -> str:
    """What to do about a stack in this state."""
    return _ADVICE.get(status, "").format(name=name, region=region)


def is_busy(status: str) -> bool:
    """Whether CloudFormation is at work on it. A stack under review waits for its first change set."""
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"
