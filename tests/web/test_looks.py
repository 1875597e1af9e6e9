"""The pages on small and large screens, light and dark, also at twice the text's size: nothing is cut off.

Each picture stays in pytest's temporary folder, to be looked at.
"""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.stories import answered
from tests.web.conftest import Visit, fill_in, open_report

WIDTHS = (320, 768, 1280)
LONG = "Lubangsedalamtigapuluhsentimeter" * 20


@pytest.mark.parametrize("path", ["/", "/en/", "/lacak/", "/en/follow/", "/nowhere", "/api/form?lang=id"])
def test_a_page_fits_every_screen(visit: Visit, tmp_path: Path, path: str) -> None:
    _look(visit(path), tmp_path)


def test_problems_fit_every_screen(visit: Visit, tmp_path: Path) -> None:
    page = visit("/")
    page.get_by_role("button", name="Kirim laporan").click()

    _look(page, tmp_path)


def test_a_receipt_fits_every_screen(visit: Visit, tmp_path: Path) -> None:
    page = visit("/")
    fill_in(page)
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("heading", name="Laporan Anda sudah kami terima").wait_for()

    _look(page, tmp_path)


def test_an_answered_report_fits_every_screen(visit: Visit, tmp_path: Path) -> None:
    page = open_report(visit("/lacak/"), answered(title=LONG[:150], description=f"{LONG}\n\nمرحبا 🚧"))
    for act in page.locator("details.doing").all():
        act.evaluate("act => { act.open = true }")

    _look(page, tmp_path)


def _look(page: Page, folder: Path) -> None:
    for width, scheme in product(WIDTHS, ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            page.screenshot(path=folder / f"{width}-{scheme}-{size[:-1]}.png", full_page=True)
            assert _overflow(page) <= 0, f"wider than {width} at {size}"


def _overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
