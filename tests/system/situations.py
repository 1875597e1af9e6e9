"""A report in every situation that an act or a clock may find it in, each with a telephone of its own.

`days` ago is when it all happened, so that its clocks have run out by now.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import randrange
from typing import Any

from chalicelib import mergers
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act
from chalicelib.rules.rights import Actor
from chalicelib.submissions import Receipt
from tests import stories
from tests.stories import ABOVE, COORDINATOR, OFFICER, SIGNER

_phones = count(randrange(10_000_000, 60_000_000))

Situation = Callable[..., Receipt]


def contact() -> Mapping[str, str]:
    return {"name": "Cut Rahma Contoh", "phone": f"+62857{next(_phones)}"}


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def in_days(days: float) -> date:
    return ago(-days).date()


def submitted(days: float = 0) -> Receipt:
    return stories.submitted(now=ago(days), contact=contact())


def routed(days: float = 0) -> Receipt:
    return stories.routed(now=ago(days), contact=contact())


def assigned(days: float = 0) -> Receipt:
    return stories.assigned(now=ago(days), contact=contact())


def passed_on(days: float = 0) -> Receipt:
    """Assigned to another agency than the one it was routed to, so that both are told, and the reporter."""
    return stories.assigned(now=ago(days), contact=contact(), agency="dinkes")


def incomplete(days: float = 0) -> Receipt:
    return _then(assigned(days), Act.ASK, days, text="Di mana tepatnya?")


def on_hold(days: float = 0) -> Receipt:
    return _then(assigned(days), Act.HOLD, days, reason="Menunggu anggaran.", until=in_days(1 - days))


def answered(days: float = 0) -> Receipt:
    receipt = assigned(days)
    return _then(receipt, Act.ANSWER, days, text=f"Sudah ditambal: {receipt.report}.")


def drafted(days: float = 0) -> Receipt:
    receipt = assigned(days)
    return _then(receipt, Act.DRAFT, days, text=f"Sudah ditambal: {receipt.report}.")


def merged(days: float = 0) -> Receipt:
    receipt = assigned(days)
    fields = Fields(into=assigned(days).report)
    mergers.merge(receipt.report, fields, actor=OFFICER, now=ago(days))
    return receipt


def archived(days: float = 0) -> Receipt:
    return _then(assigned(days), Act.ARCHIVE, days, reason="not_government")


def disputed(days: float = 0) -> Receipt:
    return _by_reporter(answered(days), Act.DISPUTE, days, text="Lubangnya masih ada.")


def closed(days: float = 0) -> Receipt:
    return _by_reporter(answered(days), Act.CONFIRM, days)


def _then(receipt: Receipt, act: Act, days: float, **fields: Any) -> Receipt:
    stories.staff(receipt.report, act, actor=OFFICER, now=ago(days), **fields)
    return receipt


def _by_reporter(receipt: Receipt, act: Act, days: float, **fields: Any) -> Receipt:
    stories.reporter(receipt, act, now=ago(days), **fields)
    return receipt


# Every act that has an address: in which situation it is tried, by whom, and with what.
REPORTERS: Mapping[Act, tuple[Situation, Mapping[str, Any]]] = {
    Act.COMPLETE: (incomplete, {"text": "Di depan pasar."}),
    Act.REPLY: (answered, {"text": "Terima kasih, tetapi masih kurang."}),
    Act.CONFIRM: (answered, {"rating": 5}),
    Act.DISPUTE: (answered, {"text": "Lubangnya masih ada."}),
    Act.APPEAL: (archived, {"text": "Ini jalan kota."}),
    Act.WITHDRAW: (assigned, {}),
    Act.RATE: (closed, {"rating": 4}),
    Act.REFER: (assigned, {}),
}

AGENCIES: Mapping[Act, tuple[Situation, Actor, Mapping[str, Any] | Callable[[], Mapping[str, Any]]]] = {
    Act.VERIFY: (routed, COORDINATOR, {}),
    Act.ASSIGN: (routed, COORDINATOR, {"agency": "dinkes"}),
    Act.RETURN: (assigned, OFFICER, {"reason": "Bukan wewenang kami."}),
    Act.HOLD: (assigned, OFFICER, {"reason": "Menunggu anggaran.", "until": in_days(5).isoformat()}),
    Act.RESUME: (on_hold, OFFICER, {}),
    Act.ASK: (assigned, OFFICER, {"text": "Di mana tepatnya?"}),
    Act.RESPOND: (assigned, OFFICER, {"text": "Petugas berangkat."}),
    Act.DRAFT: (assigned, OFFICER, {"text": "Sudah ditambal kemarin."}),
    Act.SIGN: (drafted, SIGNER, {}),
    Act.REDRAFT: (drafted, SIGNER, {"reason": "Sebutkan tanggalnya."}),
    Act.ANSWER: (
        assigned,
        OFFICER,
        {"text": "Sudah ditambal tadi pagi.", "justification": "Jawaban yang sama berlaku."},
    ),
    Act.CORRECT: (assigned, OFFICER, {"title": "Jalan berlubang", "legal_class": "supervisory"}),
    Act.SPLIT: (assigned, OFFICER, {"title": "Lampu padam", "description": "Lampu di simpang juga padam."}),
    Act.MERGE: (assigned, OFFICER, lambda: {"into": assigned().report}),
    Act.SEPARATE: (merged, COORDINATOR, {}),
    Act.DECIDE: (assigned, COORDINATOR, {"agency": "dinkes"}),
    Act.EXTEND: (assigned, SIGNER, {"reason": "Menunggu bahan.", "until": in_days(24).isoformat()}),
    Act.NOTE: (assigned, OFFICER, {"text": "Bahan sudah dipesan."}),
    Act.ARCHIVE: (assigned, OFFICER, {"reason": "not_government"}),
    Act.UPHOLD: (disputed, ABOVE, {}),
    Act.OVERRULE: (disputed, ABOVE, {"text": "Sudah diperiksa di tempat."}),
    Act.ESCALATE: (assigned, OFFICER, {"reason": "Perlu keputusan."}),
    Act.REOPEN: (closed, COORDINATOR, {}),
}
