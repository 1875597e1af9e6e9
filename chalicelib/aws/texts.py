"""Text messages to telephones, through SNS."""

from botocore.exceptions import ClientError

from chalicelib.aws.clients import client

_KIND = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}


class NotSent(Exception):
    """A text message was refused, with the error's code."""


def send(phone: str, text: str) -> None:
    """Send `text` to `phone`, which is in international form (+62...).

    Raises NotSent, which names no number: what AWS says of a failure may.
    """
    try:
        client("sns").publish(PhoneNumber=phone, Message=text, MessageAttributes=_KIND)
    except ClientError as error:
        raise NotSent(error.response["Error"]["Code"]) from None
