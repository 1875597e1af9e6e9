"""Every Lambda of the system on one screen.

The routes are blueprints and share the function `APIHandler`; each other function is one decorator below.
Queues, streams and pools named here are placeholders: infra/stack.yaml wires the real ones by reference.
"""

from typing import Any

from chalicelib import start

# isort: split
from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.api import agencies, attachments, citizens, inbox, public, templates, webhooks
from chalicelib.aws import telemetry

# Each function loads its own worker with its first event; the API, which people wait for, loads none.
changes = start.later("chalicelib.workers.relay")
routing = start.later("chalicelib.workers.routing")
notices = start.later("chalicelib.workers.notices")
deadlines = start.later("chalicelib.workers.deadlines")
identity = start.later("chalicelib.workers.identity")
deliveries = start.later("chalicelib.workers.webhooks")

app = Chalice(app_name="tuntas", configure_logs=False)
telemetry.watch(app)
app.register_blueprint(citizens.routes)
app.register_blueprint(public.routes)
app.register_blueprint(agencies.routes)
app.register_blueprint(attachments.routes)
app.register_blueprint(inbox.routes)
app.register_blueprint(templates.routes)
app.register_blueprint(webhooks.routes)


@app.on_dynamodb_record(stream_arn="arn:aws:dynamodb:::table/reports/stream/wired-by-stack", batch_size=25)
def relay(event: DynamoDBEvent) -> None:
    changes.handle(event.to_dict())


@app.on_sqs_message(queue="routing", batch_size=10)
def route(event: SQSEvent) -> Any:
    return routing.handle(event.to_dict(), event.context)


@app.on_sqs_message(queue="notices", batch_size=10)
def notify(event: SQSEvent) -> Any:
    return notices.handle(event.to_dict(), event.context)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def sweep(event: CloudWatchEvent) -> None:
    deadlines.sweep()


@app.on_sqs_message(queue="deadlines.fifo", batch_size=10)
def expire(event: SQSEvent) -> Any:
    return deadlines.handle(event.to_dict(), event.context)


@app.on_sqs_message(queue="webhooks", batch_size=1)
def deliver(event: SQSEvent) -> Any:
    return deliveries.handle(event.to_dict())


@app.lambda_function()
def identify(event: dict[str, Any], context: object) -> dict[str, Any]:
    answer: dict[str, Any] = identity.answer(event)
    return answer


start.over()
