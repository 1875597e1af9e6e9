"""What an answer says, and what is attached: an unhelpful one goes back to its writer, a draft is what is signed."""

from typing import TYPE_CHECKING, Any

from chalicelib import start
from chalicelib.aws import store
from chalicelib.aws.tables import Entry, Report, Said
from chalicelib.rules.attachments import is_what_it_says
from chalicelib.rules.errors import Invalid, Problem
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act

if TYPE_CHECKING:
    from chalicelib.aws import attachments
    from chalicelib.aws.attachments import Found
    from chalicelib.rules import quality
else:
    attachments = start.later("chalicelib.aws.attachments")  # few requests have files
    quality = start.later("chalicelib.rules.quality")  # its patterns are slow to make, and few requests answer

ANSWERS = frozenset({Act.ANSWER, Act.SIGN})
WRITES = ANSWERS | {Act.DRAFT}


def draft(report: Report, act: Act) -> Entry | None:
    """The draft that a signature is set under: one call."""
    return store.entry(report.id, int(report.draft)) if act is Act.SIGN and report.draft else None


def worded(report: Report, act: Act, fields: Fields, *, draft: Entry | None) -> Fields:
    """The fields of an act with the words it sends out: a signer's own, else those of the draft and why they stand.

    Raises Invalid when an answer says nothing, only cites rules or was given before word for word, unless its writer
    justifies it. A draft is judged again when it is signed, since another like it may have been signed meanwhile.
    """
    if draft and not fields.text:
        fields = fields._replace(text=draft.text, justification=fields.justification or draft.justification)
    if act in WRITES and fields.text and not fields.justification:
        _judge(report, fields.text)
    return fields


def attached(report: Report, fields: Fields, *, draft: Entry | None) -> list[dict[str, Any]] | None:
    """What is attached, kept for good: an act's own files, else those of the draft: two calls for each own one.

    To be asked right before the act is written; where it then is not, a file is kept that no entry names.
    Raises Invalid for a file that is not there or is not what it says.
    """
    if not fields.attachments:
        return draft.attachments if draft else None
    found = [_found(report, each, position) for position, each in enumerate(fields.attachments, 1)]
    return [_kept(report, each) for each in found]


def _found(report: Report, given: str, position: int) -> "Found":
    found = attachments.look(report.id, given)
    if found is None:
        raise Invalid([Problem("attachments", "unknown_attachment", {"position": position})])
    if not is_what_it_says(found.type, found.beginning):
        raise Invalid([Problem("attachments", "not_what_it_says", {"position": position})])
    return found


def _kept(report: Report, found: "Found") -> dict[str, Any]:
    """Raises Overtaken where another file was put in the place of the one that was looked at."""
    if not attachments.keep(report.id, found):
        raise store.Overtaken
    return {"id": found.id, "name": found.name, "type": found.type, "size": found.size}


def said(report: Report, act: Act, fields: Fields) -> Said | None:
    """What is remembered of an answer, so that it is not given again."""
    if act not in ANSWERS or not fields.text or not report.agency:
        return None
    return Said(Said.key(report.agency), quality.digest(fields.text), report=report.id)


def _judge(report: Report, text: str) -> None:
    fault = quality.fault(text)
    if fault is None and report.agency and store.was_said(report.agency, quality.digest(text)):
        fault = "answer_copied"
    if fault:
        raise Invalid([Problem("text", fault)])
