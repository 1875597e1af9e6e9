"""`make diff`: what a deploy would change, of resources and of pages."""

import argparse

from infra import deploy, states
from infra.deploy import Deployment

options = deploy.package_options


def run(arguments: argparse.Namespace) -> None:
    """Show what a deploy would change, and change nothing."""
    deployment = deploy.begin(arguments)
    status = deployment.stack.status
    if states.is_busy(status) or status in states.STILLBORN:
        sentence = states.advice(status, deployment.stack.name, deployment.stack.cloud.region)
        raise SystemExit(f"{deployment.stack.name} is {status}, so there is nothing to compare with. {sentence}")
    deploy.warn_of_kept(deployment)
    uploaded = deployment.stack.upload(deployment.made, deployment.template())
    change = deployment.stack.prepare(deployment.given, uploaded)
    if change:
        deploy.show(deployment, change)
        deployment.stack.discard(change)
    up, away = _differing_pages(deployment)
    for name in up:
        deployment.say(f"page to upload: {name}")
    for name in away:
        deployment.say(f"page to remove: {name}")
    if not (change or up or away):
        deployment.say("A deploy would change nothing.")


def _differing_pages(deployment: Deployment) -> tuple[list[str], list[str]]:
    outputs = deployment.stack.outputs()
    if not outputs:
        return [], []
    up, away = deployment.site(outputs).differs(deployment.made.web)
    return [page.name for page in up], away
