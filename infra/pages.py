"""The static pages of a region: rendered from the templates of the API's own pages, with what they need from web/."""

import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from chalicelib.api.html import pages
from chalicelib.region import Region

WEB = Path(__file__).parent.parent / "web"
ASSETS = ("style.css", "submit.js", "follow.js", "page.js", "icon.svg")

PAGES: Mapping[str, Callable[[Region], str]] = {
    "index.html": partial(pages.static_form, language="id"),
    "en/index.html": partial(pages.static_form, language="en"),
    "lacak/index.html": partial(pages.static_lookup, language="id"),
    "en/follow/index.html": partial(pages.static_lookup, language="en"),
    "404.html": partial(pages.missing, language="id"),
}


def build(region: Region, out: Path) -> None:
    """Write the pages and their assets into `out`: the same bytes for the same region, whenever it is done."""
    for name, page in PAGES.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(region), encoding="utf-8", newline="\n")
    for name in ASSETS:
        shutil.copyfile(WEB / name, out / name)
