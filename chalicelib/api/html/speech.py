"""What the scripts of the static pages say: the same words as the pages', baked into them as data."""

from typing import Any

from chalicelib.api.html import act_forms, phrases, sentences, timeline
from chalicelib.api.html.markup import Html
from chalicelib.api.html.reader import ZONES, Reader, data
from chalicelib.rules import words


def of_submitting(reader: Reader) -> Html:
    return data("words", _both(reader))


def of_following(reader: Reader) -> Html:
    return data("words", _both(reader) | _of_reports(reader))


def _both(reader: Reader) -> dict[str, Any]:
    """What both scripts can say."""
    said = phrases.of(sentences.SAID, reader.language) | phrases.of(sentences.SCRIPT, reader.language)
    tables = {"clocks": words.CLOCKS, "units": words.UNITS, "days_off": words.DAYS_OFF}
    return {
        "language": reader.language,
        "zone": reader.region.zone,
        "zones": ZONES,
        "urls": reader.urls,
        **said,
        **{code: words.problem(code, reader.language, {}) for code in ("required", "place_required")},
        **{name: phrases.of(table, reader.language) for name, table in tables.items()},
    }


def _of_reports(reader: Reader) -> dict[str, Any]:
    """What the script of following says besides."""
    region = reader.region
    tables = {"states": words.STATES, "acts": words.ACTS, "roles": words.ROLES, "kinds": words.KINDS}
    english = reader.language == "en"
    return {
        **{name: phrases.of(table, reader.language) for name, table in tables.items()},
        "next": phrases.of(sentences.NEXT, reader.language),
        "facts": phrases.of(sentences.FACTS, reader.language),
        "related": phrases.of(sentences.RELATED, reader.language),
        "answers": timeline.ANSWERS,
        "completable": act_forms.COMPLETABLE_CONTROLS,
        "categories": {item.code: item.name_en if english else item.name for item in region.categories},
        "areas": {area.code: area.name for area in region.areas},
        "reasons": reader.reasons,
        "done": phrases.of(sentences.DONE, reader.language),
        "order": act_forms.ORDER,
    }
