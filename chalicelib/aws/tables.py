"""The items of the two tables and their indexes, and nothing else. What they are for: docs/architecture.md.

Table Reports                             keys
  Report        present state             (number, "report")
  Entry         one line of its history   (number, "entry#000017")
  Appointment   who a signed-in user is   ("appointments", the user's sub or the client's id)
  Notice        one notice, once          ("notice#<number>", "000017#sms")
  Webhook       an agency's own system    ("agency#<id>", "webhook")
  Template      for an agency's responses ("agency#<id>", "template#<name>")
  Said          an answer given before    ("said#<agency>", its digest)
Table Identities
  Identity      a sealed contact          (number, "contact")

Every item of Reports carries `cls`, so that a query gives each back as what it is.
"""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.aws.stored import DeadlinesAttribute, Stored

_PROJECTION = AllProjection()  # PynamoDB asks for one; what an index really carries is said in infra/stack.yaml


class Inbox(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "inbox"
        projection = _PROJECTION

    inbox = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class DueSoon(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "due"
        projection = _PROJECTION

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class Published(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "published"
        projection = _PROJECTION

    published = UnicodeAttribute(hash_key=True)
    submitted_at = UTCDateTimeAttribute(range_key=True)


class Feed(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "feed"
        projection = _PROJECTION

    feed = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


class Item(Stored):
    """Anything in the table Reports."""

    class Meta:
        table_name = ""
        variable = "REPORTS_TABLE"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    cls = DiscriminatorAttribute()
    by_inbox = Inbox()
    by_due = DueSoon()
    by_month = Published()
    by_day = Feed()


class Report(Item, discriminator="report"):
    """The present state of a report. `version` is the number of its last entry."""

    SORT_KEY = "report"

    version = NumberAttribute()
    state = UnicodeAttribute()
    kind = UnicodeAttribute()
    legal_class = UnicodeAttribute(null=True)
    title = UnicodeAttribute()
    description = UnicodeAttribute()
    summary = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)  # what may be searched for besides title and summary
    category = UnicodeAttribute(null=True)
    area = UnicodeAttribute(null=True)
    location = JSONAttribute(null=True)
    occurred_on = UnicodeAttribute(null=True)
    wish = UnicodeAttribute(null=True)
    anonymous = BooleanAttribute()
    confidential = BooleanAttribute()
    language = UnicodeAttribute()
    agency = UnicodeAttribute(null=True)
    routed_by = UnicodeAttribute(null=True)
    answered_by = UnicodeAttribute(null=True)
    escalated_to = UnicodeAttribute(null=True)
    paused_state = UnicodeAttribute(null=True)
    level = NumberAttribute(null=True)
    hops = NumberAttribute(null=True)
    holds = NumberAttribute(null=True)
    decided = BooleanAttribute(null=True)  # the coordinator's decision binds its agency
    extended = BooleanAttribute(null=True)
    proposed = UnicodeAttribute(null=True)  # the owner that the agency which returned it named
    missing = JSONAttribute(null=True)  # the fields the reporter is asked for
    draft = NumberAttribute(null=True)  # the entry with the draft that waits for its signature
    into = UnicodeAttribute(null=True)  # the report it was merged into
    joined = JSONAttribute(null=True)  # the reports that were merged into it, each with the entry that says so
    origin = UnicodeAttribute(null=True)  # the report it was split from
    rating = NumberAttribute(null=True)
    referred = BooleanAttribute(null=True)
    supports = NumberAttribute(null=True)
    clocks = DeadlinesAttribute()
    submitted_at = UTCDateTimeAttribute()
    updated_at = UTCDateTimeAttribute()
    key_digest = UnicodeAttribute()
    body_digest = UnicodeAttribute()
    code_key = UnicodeAttribute()
    code_issue = NumberAttribute()
    # index keys, absent where the report is not in the index
    inbox = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    due_clock = UnicodeAttribute(null=True)
    published = UnicodeAttribute(null=True)

    @property
    def id(self) -> str:
        return self.pk

    @property
    def root(self) -> str:
        """The number whose code opens it and whose contact is its reporter's: that of the report it was split from."""
        return str(self.origin or self.pk)


class Entry(Item, discriminator="entry"):
    """One immutable line of a report's history; its number is the report's version after it."""

    act = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    role = UnicodeAttribute()
    by_agency = UnicodeAttribute(null=True)
    person = UnicodeAttribute(null=True)  # the opaque user id of staff; never a reporter's
    old_state = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    agency = UnicodeAttribute(null=True)  # whose report it is after the act
    before = UnicodeAttribute(null=True)  # whose it was, where that changed
    escalated_to = UnicodeAttribute(null=True)
    text = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    changed = JSONAttribute(null=True)  # field: [old value, new value]
    justification = UnicodeAttribute(null=True)  # why an answer stands that was sent back
    other = UnicodeAttribute(null=True)  # the other report of a merge or a split
    attachments = JSONAttribute(null=True)  # of each id, name, type and size; aws/attachments.py has the files
    clocks = DeadlinesAttribute(null=True)  # those that the act started or moved
    correlation_id = UnicodeAttribute(null=True)
    feed = UnicodeAttribute()

    @staticmethod
    def sort_key(number: int) -> str:
        return f"entry#{number:06d}"

    @property
    def number(self) -> int:
        return int(self.sk.removeprefix("entry#"))


class Appointment(Item, discriminator="appointment"):
    """What a signed-in user may be: role and agency by decree, from and until dates (inclusive, the region's days)."""

    PARTITION = "appointments"  # all in one, so that the whole roster is one query

    agency = UnicodeAttribute()
    role = UnicodeAttribute()
    machine = BooleanAttribute(null=True)  # an agency's own system, which fills no vacancy
    decree = UnicodeAttribute(null=True)
    valid_from = UnicodeAttribute()
    valid_to = UnicodeAttribute()


class Notice(Item, discriminator="notice"):
    """One notice on one channel: claimed before it is sent, marked when it was."""

    claimed_at = UTCDateTimeAttribute()
    sent_at = UTCDateTimeAttribute(null=True)


class Webhook(Item, discriminator="webhook"):
    """Where an agency's own system is told, and how that goes. Without a `url` it was taken away, and its issue stays.

    The secret is made of `secret_key` and `issue`, so it is not in here.
    """

    SORT_KEY = "webhook"

    url = UnicodeAttribute(null=True)
    secret_key = UnicodeAttribute()  # which of the keys in the Secrets Manager
    issue = NumberAttribute()
    person = UnicodeAttribute(null=True)  # the opaque user id of who registered it
    created_at = UTCDateTimeAttribute()
    failures = NumberAttribute(null=True)  # one after the other
    failing_since = UTCDateTimeAttribute(null=True)
    last_error = UnicodeAttribute(null=True)
    resting_until = UTCDateTimeAttribute(null=True)  # while it is there, one delivery at a time
    delivered_at = UTCDateTimeAttribute(null=True)

    @staticmethod
    def key(agency: str) -> str:
        return f"agency#{agency}"

    @property
    def agency(self) -> str:
        return self.pk.removeprefix("agency#")


class Template(Item, discriminator="template"):
    """A text that an agency keeps for its responses, with the placeholders of rules/templates.py."""

    PREFIX = "template#"

    title = UnicodeAttribute()
    text = UnicodeAttribute()
    by = UnicodeAttribute(null=True)  # the opaque user id of who wrote it last
    updated_at = UTCDateTimeAttribute()

    @staticmethod
    def key(agency: str) -> str:
        return f"agency#{agency}"

    @classmethod
    def sort_key(cls, name: str) -> str:
        return f"{cls.PREFIX}{name}"

    @property
    def name(self) -> str:
        return self.sk.removeprefix(self.PREFIX)


class Said(Item, discriminator="said"):
    """That an agency has given this answer before, word for word: by the digest of its words."""

    report = UnicodeAttribute()

    @staticmethod
    def key(agency: str) -> str:
        return f"said#{agency}"


class Identity(Stored):
    """A reporter's contact, sealed."""

    class Meta:
        table_name = ""
        variable = "IDENTITIES_TABLE"

    SORT_KEY = "contact"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    sealed = BinaryAttribute(legacy_encoding=False)
