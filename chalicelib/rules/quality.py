"""Whether an answer answers: one that says nothing, repeats an earlier one or only cites rules goes back.

LAPOR's known pain is the formal answer. The writer may let it stand with a justification, which the history keeps.
"""

import re
import unicodedata
from hashlib import sha256

FEWEST_WORDS = 2  # of its own that an answer needs besides courtesies and what it cites

_WORD = re.compile(r"[^\W\d_]{2,}")

# A regulation as it is cited: its kind and issuer, numbers and years, and what it is about up to the next stop.
_CITED = re.compile(
    r"\b(?:undang[- ]undang|uu|peraturan|perpres|permen\w*|perda|pergub|perwal|perbup|pp|qanun|keputusan|kepmen\w*"
    r"|instruksi|surat edaran|pasal|ayat|huruf|law|regulation|decree|article)\b"
    r"(?:\s+(?:pemerintah|presiden|menteri\s+\w+|daerah|wali ?kota|bupati|gubernur|republik indonesia))*"
    r"(?:\s*(?:\bri\b|nomor|no\.?|number|tahun|year|of|[(]?[0-9][0-9/.)]*|[(][a-z0-9]+[)]))*"
    r"(?:\s+(?:tentang|on|concerning)\s+[^.;,\n]*)?"
)

# Words that join citations, and courtesies: they say nothing of the matter.
_FILLERS = frozenset(
    (  # noqa: SIM905 - a line of words reads better than a hundred strings
        "sesuai dengan berdasarkan ketentuan aturan peraturan perundang undangan yang berlaku dan atau dalam pada di"
        " ke dari untuk oleh itu ini tersebut serta bahwa adalah telah diatur sebagaimana dimaksud maka hal menurut"
        " mengacu merujuk kepada bersama kami sampaikan terima kasih demikian disampaikan atas laporan saudara anda"
        " bapak ibu yth jo juncto in accordance with the and applicable to as set out by this that is are per pursuant"
        " under rules provisions thank you for your report"
    ).split()
)


def fault(answer: str) -> str | None:
    """A code of `words.PROBLEMS` when the answer says too little of its own; None when it may be sent."""
    folded = _folded(answer)
    uncited = _CITED.sub(" ", folded)
    own = [word for word in _WORD.findall(uncited) if word not in _FILLERS]
    if len(own) >= FEWEST_WORDS:
        return None
    return "answer_says_nothing" if uncited == folded else "answer_only_cites"


def digest(answer: str) -> str:
    """The same for answers that differ only in case, blanks and punctuation."""
    return sha256(" ".join(re.findall(r"\w+", _folded(answer))).encode()).hexdigest()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
