"""Text messages to telephones, through SNS."""

from chalicelib.aws.clients import client

_KIND = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}


def send(phone: str, text: str) -> None:
    """Send `text` to `phone`, which is in international form (+62...)."""
    client("sns").publish(PhoneNumber=phone, Message=text, MessageAttributes=_KIND)
