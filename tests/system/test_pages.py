"""A report's life in a browser as narrow as a cheap phone: submitted, answered, confirmed; with JavaScript and without.

Each picture stays in pytest's temporary folder, to be looked at.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.system.over_http import PATIENCE
from tests.system.stack import Stack, until
from tests.web.conftest import ARGUMENTS, fill_in

pytestmark = pytest.mark.xdist_group("banda-aceh")

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "id-ID",
    "has_touch": True,
    "is_mobile": True,
}
SLOW = 30_000  # milliseconds for one step: a function may have to be started first
NAME = "Laksamana Contoh"
NUMBERS = {True: "0812-0000-7001", False: "0812-0000-7002"}
SCRIPTED = pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without"])

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "These tests need Chromium: install it (Debian and Ubuntu: apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(stack: Stack, browser: Browser) -> Iterator[Visit]:
    """Opens a page of the running stack on a phone; nothing in it may break or hurt its policy."""
    complaints: list[str] = []
    with ExitStack() as devices:

        def opened(path: str, *, scripted: bool) -> Page:
            context = browser.new_context(base_url=stack.outputs["web"], java_script_enabled=scripted, **PHONE)
            devices.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(SLOW)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
            page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 500 else None)
            page.goto(path)
            return page

        yield opened
    assert complaints == []


@SCRIPTED
def test_a_report_from_the_form_to_its_confirmation(stack: Stack, visit: Visit, tmp_path: Path, scripted: bool) -> None:
    page = visit("/", scripted=scripted)
    fill_in(page, title="Jembatan kayu lapuk", description="Dua papan patah, anak sekolah lewat di sini.")
    page.get_by_label("Kategori").select_option(label="Infrastruktur")
    page.get_by_label("Nama").fill(NAME)
    page.get_by_label("Nomor ponsel").fill(NUMBERS[scripted])
    _look(page, tmp_path, "form")
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("heading", name="Laporan Anda sudah kami terima").wait_for()
    number, code = (page.locator(f"[data-slot={slot}]").inner_text() for slot in ("id", "code"))
    stack.personal.update({code, NAME})
    _look(page, tmp_path, "receipt")
    _answered(stack, {"id": number, "access_code": code})

    page = visit("/lacak/", scripted=scripted)
    page.get_by_label("Nomor laporan").fill(number)
    page.get_by_label("Kode akses").fill(code)
    _look(page, tmp_path, "lookup")
    page.get_by_role("button", name="Lihat laporan").click()
    expect(page.locator(".state")).to_have_text("Menunggu tanggapan pelapor", timeout=SLOW)
    expect(page.locator(".entry").first).to_contain_text("Papan sudah diganti")
    _look(page, tmp_path, "answered")
    page.get_by_role("button", name="Nyatakan selesai").click()

    expect(page.locator(".state")).to_have_text("Selesai", timeout=SLOW)
    _look(page, tmp_path, "closed")
    assert code not in page.url
    assert stack.read({"id": number, "access_code": code})["status"] == "closed"
    until(lambda: [text for text in _texts(stack, scripted) if "selesai. Terima kasih" in text], within=PATIENCE)


@SCRIPTED
def test_what_is_wrong_is_said_beside_its_field(visit: Visit, tmp_path: Path, scripted: bool) -> None:
    page = visit("/", scripted=scripted)
    fill_in(page)
    page.get_by_label("Nomor ponsel").fill("110")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("link", name="Nomor ponsel: Ini bukan nomor ponsel")).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("Nomor ponsel")).to_have_value("110")
    _look(page, tmp_path, "problem")


@SCRIPTED
def test_a_report_that_is_not_there_is_said_in_a_sentence(visit: Visit, tmp_path: Path, scripted: bool) -> None:
    page = visit("/lacak/", scripted=scripted)
    page.get_by_label("Nomor laporan").fill("BNA-2222-22222")
    page.get_by_role("button", name="Lihat laporan").click()
    expect(page.get_by_text("Laporan dengan nomor ini tidak ditemukan").first).to_be_visible(timeout=SLOW)
    _look(page, tmp_path, "unknown")


def _answered(stack: Stack, receipt: dict[str, Any]) -> None:
    until(lambda: stack.read(receipt)["agency"], within=PATIENCE)
    assert stack.by_staff("koordinator", receipt["id"], "assign", agency="pupr").status == 200
    assert stack.by_staff("petugas-pupr", receipt["id"], "respond", text="Kami periksa besok pagi.").status == 200
    assert (
        stack.by_staff("petugas-pupr", receipt["id"], "answer", text=f"Papan sudah diganti: {receipt['id']}.").status
        == 200
    )


def _texts(stack: Stack, scripted: bool) -> list[str]:
    return stack.texts("+62" + NUMBERS[scripted].replace("-", "")[1:])


def _look(page: Page, folder: Path, name: str) -> None:
    """Take a picture, and see that nothing is wider than the screen."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, name
