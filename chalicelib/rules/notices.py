"""What is said about a report, to whom, and in which language.

A notice never holds what a reporter or an officer wrote: it travels by SMS and is read on locked screens.
Its sentences use the GSM alphabet only, since one other character makes an SMS part 70 characters instead of 160.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.rules.lifecycle import Act

Sentences = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Who is told of an act: the reporter, and the agencies in their parts.

    `holder` has the report after the act, `before` had it until then, `escalated` is the step above that was called.
    """

    reporter: bool = False
    agencies: tuple[str, ...] = ()


_HOLDER = ("holder",)
_MOVED = ("holder", "before")
_RAISED = ("holder", "escalated")

TOLD: Mapping[Act, Told] = {
    Act.SUBMIT: Told(reporter=True),
    Act.COMPLETE: Told(agencies=_HOLDER),
    Act.REPLY: Told(agencies=_HOLDER),
    Act.CONFIRM: Told(reporter=True, agencies=_HOLDER),
    Act.DISPUTE: Told(reporter=True, agencies=_MOVED),
    Act.APPEAL: Told(reporter=True, agencies=_MOVED),
    Act.WITHDRAW: Told(reporter=True, agencies=_HOLDER),
    Act.RATE: Told(agencies=_HOLDER),
    Act.REFER: Told(reporter=True, agencies=_RAISED),
    Act.VERIFY: Told(reporter=True, agencies=_MOVED),
    Act.ASSIGN: Told(reporter=True, agencies=_MOVED),
    Act.RETURN: Told(reporter=True, agencies=_MOVED),
    Act.HOLD: Told(reporter=True, agencies=_HOLDER),
    Act.RESUME: Told(reporter=True, agencies=_HOLDER),
    Act.ASK: Told(reporter=True),
    Act.RESPOND: Told(reporter=True),
    Act.DRAFT: Told(),
    Act.SIGN: Told(reporter=True, agencies=_HOLDER),
    Act.REDRAFT: Told(agencies=_HOLDER),
    Act.ANSWER: Told(reporter=True),
    Act.NOTE: Told(),
    Act.CORRECT: Told(),
    Act.MERGE: Told(reporter=True, agencies=_HOLDER),
    Act.JOIN: Told(),
    Act.SEPARATE: Told(reporter=True, agencies=_HOLDER),
    Act.SPLIT: Told(reporter=True),
    Act.EXTEND: Told(reporter=True, agencies=_HOLDER),
    Act.ARCHIVE: Told(reporter=True, agencies=_HOLDER),
    Act.UPHOLD: Told(reporter=True, agencies=_MOVED),
    Act.OVERRULE: Told(reporter=True, agencies=_MOVED),
    Act.DECIDE: Told(reporter=True, agencies=_MOVED),
    Act.ESCALATE: Told(reporter=True, agencies=_RAISED),
    Act.REOPEN: Told(reporter=True, agencies=_MOVED),
    Act.IDENTIFY: Told(),
    Act.ROUTE: Told(agencies=_HOLDER),
    Act.LAPSE: Told(reporter=True, agencies=_HOLDER),
    Act.CLOSE: Told(reporter=True, agencies=_HOLDER),
}

# Of these the reporters of reports that were merged into one are told as well, each by the own number.
SHARED = frozenset(
    {Act.ASSIGN, Act.DECIDE, Act.RESPOND, Act.HOLD, Act.RESUME, Act.EXTEND, Act.ANSWER, Act.SIGN, Act.ARCHIVE}
)

_PASSED_ON = {
    "id": ("Laporan {id} diteruskan ke {agency}.", "Respons awal paling lambat {due}."),
    "en": ("Report {id} was passed to {agency}.", "First response by {due}."),
}
_ANSWERED = {
    "id": (
        "Laporan {id} sudah dijawab oleh {agency}.",
        "Mohon tanggapi paling lambat {due}; tanpa tanggapan laporan dianggap selesai.",
    ),
    "en": (
        "Report {id} was answered by {agency}.",
        "Please reply by {due}; without a reply it will be closed.",
    ),
}
_OBJECTED = {
    "id": ("Keberatan Anda atas laporan {id} sudah dicatat.", "Diperiksa paling lambat {due}."),
    "en": ("Your objection on report {id} was noted.", "Review by {due}."),
}

# What the reporter reads. A sentence is left out when a fact it needs is not there.
TEXTS: Mapping[Act, Mapping[str, Sentences]] = {
    Act.SUBMIT: {
        "id": ("Laporan {id} diterima.", "Verifikasi paling lambat {due}."),
        "en": ("Report {id} was received.", "Verification by {due}."),
    },
    Act.VERIFY: _PASSED_ON,
    Act.ASSIGN: _PASSED_ON,
    Act.DECIDE: _PASSED_ON,
    Act.RETURN: {
        "id": ("Laporan {id} bukan wewenang instansi sebelumnya dan kembali ke koordinator untuk diteruskan.",),
        "en": ("Report {id} was not for the agency that had it; the coordinator will pass it on.",),
    },
    Act.ASK: {
        "id": ("Laporan {id} perlu dilengkapi.", "Mohon lengkapi paling lambat {due}."),
        "en": ("Report {id} needs more details.", "Please complete it by {due}."),
    },
    Act.LAPSE: {
        "id": ("Waktu melengkapi laporan {id} sudah habis; laporan dilanjutkan dengan data yang ada.",),
        "en": ("The time to add details to report {id} is over; it goes on with what is there.",),
    },
    Act.HOLD: {
        "id": ("Laporan {id} ditunda.", "Dilanjutkan paling lambat {due}."),
        "en": ("Report {id} was put on hold.", "It will be taken up again by {due}."),
    },
    Act.RESUME: {
        "id": ("Laporan {id} dilanjutkan kembali.", "Batas waktu berikutnya {due}."),
        "en": ("Report {id} was taken up again.", "Next deadline: {due}."),
    },
    Act.RESPOND: {
        "id": ("Laporan {id} ditanggapi dan sedang ditindaklanjuti oleh {agency}.", "Jawaban paling lambat {due}."),
        "en": ("Report {id} has a response and is being worked on by {agency}.", "Answer by {due}."),
    },
    Act.ANSWER: _ANSWERED,
    Act.SIGN: _ANSWERED,
    Act.CLOSE: {
        "id": ("Laporan {id} selesai karena tidak ada tanggapan sampai batas waktu.",),
        "en": ("Report {id} was closed, as no reply came in time.",),
    },
    Act.CONFIRM: {
        "id": ("Laporan {id} selesai.", "Terima kasih atas tanggapan Anda."),
        "en": ("Report {id} is closed.", "Thank you for your reply."),
    },
    Act.DISPUTE: _OBJECTED,
    Act.APPEAL: _OBJECTED,
    Act.UPHOLD: {
        "id": ("Keberatan Anda dikabulkan; laporan {id} dikerjakan lagi.", "Jawaban paling lambat {due}."),
        "en": ("Your objection was upheld; report {id} is being worked on again.", "Answer by {due}."),
    },
    Act.OVERRULE: {
        "id": ("Keberatan atas laporan {id} tidak dikabulkan dan laporan selesai.", "Alasannya ada pada laporan."),
        "en": ("The objection on report {id} was overruled and it is closed.", "The reason is given in the report."),
    },
    Act.ARCHIVE: {
        "id": ("Laporan {id} diarsipkan.", "Alasan dan cara mengajukan keberatan ada pada laporan."),
        "en": ("Report {id} was archived.", "The reason, and how to appeal, are given in the report."),
    },
    Act.MERGE: {
        "id": ("Laporan {id} digabung dengan {other} tentang hal yang sama.", "Anda tetap diberi tahu."),
        "en": ("Report {id} was merged with {other} on the same matter.", "You will still be told."),
    },
    Act.SEPARATE: {
        "id": ("Laporan {id} dilanjutkan sendiri lagi.", "Verifikasi paling lambat {due}."),
        "en": ("Report {id} goes on by itself again.", "Verification by {due}."),
    },
    Act.SPLIT: {
        "id": ("Sebagian laporan {id} menjadi laporan {other}, dengan kode akses yang sama.",),
        "en": ("Part of report {id} became report {other}, with the same access code.",),
    },
    Act.EXTEND: {
        "id": ("Batas waktu laporan {id} diperpanjang sampai {due}.", "Alasannya ada pada laporan."),
        "en": ("The deadline of report {id} was extended to {due}.", "The reason is given in the report."),
    },
    Act.WITHDRAW: {
        "id": ("Laporan {id} dicabut atas permintaan Anda.",),
        "en": ("Report {id} was withdrawn as you asked.",),
    },
    Act.REOPEN: {
        "id": ("Laporan {id} dibuka kembali dan dikerjakan lagi.", "Jawaban paling lambat {due}."),
        "en": ("Report {id} was reopened and is being worked on again.", "Answer by {due}."),
    },
    Act.ESCALATE: {
        "id": ("Laporan {id} dinaikkan ke {agency}.", "Batas waktu {missed} terlewati."),
        "en": ("Report {id} was raised to {agency}.", "The deadline for {missed} was missed."),
    },
    Act.REFER: {
        "id": ("Persetujuan Anda untuk laporan {id} dicatat; {agency} sudah diberi tahu.",),
        "en": ("Your consent for report {id} was noted; {agency} has been told.",),
    },
}

_LINK = {"id": "Cek: {link}", "en": "Follow: {link}"}

_MONTHS = {  # a line each reads better than twelve
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(),  # noqa: SIM905
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
}

CLOCK_TIMES = {"id": "%H.%M", "en": "%H:%M"}

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAINER = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
_NAME_SHOWN = 60


def text(act: Act, language: str, facts: Mapping[str, str]) -> str:
    """The notice to the reporter, in the GSM alphabet.

    `facts`: id, and where known other (the number of a second report), agency (the holder's name; for an escalation,
    that of the step called), due, link and missed (the clock that ran out).
    """
    texts = TEXTS[act]
    known = {name: value if name == "link" else _plain(value) for name, value in facts.items() if value}
    sentences = (*texts.get(language, texts["id"]), _LINK.get(language, _LINK["id"]))
    return " ".join(filter(None, (_filled(sentence, known) for sentence in sentences)))


def day(moment: datetime, zone: str, language: str) -> str:
    """The local date of a moment, in words: 27 November 2026."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS.get(language, _MONTHS['id'])[local.month - 1]} {local.year}"


def when(moment: datetime, zone: str, language: str, *, by_the_clock: bool) -> str:
    """The local date, with the time of day where a clock of hours or minutes ends: 27 November 2026 14.05 WIB."""
    local, written = moment.astimezone(ZoneInfo(zone)), day(moment, zone, language)
    return f"{written} {local:{CLOCK_TIMES.get(language, '%H.%M')} %Z}" if by_the_clock else written


def septets(message: str) -> int:
    """Units of the GSM alphabet (3GPP 23.038) that a message takes. Raises ValueError for a character outside it."""
    if outside := set(message) - _GSM - _GSM_EXTENDED:
        raise ValueError(f"not in the GSM alphabet: {sorted(outside)}")
    return len(message) + sum(letter in _GSM_EXTENDED for letter in message)


def parts(message: str) -> int:
    """How many SMS a message is sent as: 160 septets alone, 153 in each of several."""
    length = septets(message)
    return 1 if length <= 160 else -(-length // 153)


def _filled(sentence: str, known: Mapping[str, str]) -> str:
    try:
        return sentence.format_map(known)
    except KeyError:
        return ""


def _plain(value: str) -> str:
    """A fact in the GSM alphabet; a name too long for an SMS is cut."""
    straight = value.translate(_PLAINER)
    plain = "".join(letter if letter in _GSM else _without_marks(letter) for letter in straight)
    return plain if len(plain) <= _NAME_SHOWN else f"{plain[: _NAME_SHOWN - 3].rstrip()}..."


def _without_marks(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if part in _GSM)
