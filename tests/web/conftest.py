"""A browser, and the site it visits."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from chalicelib import region
from chalicelib.submissions import Receipt
from infra import pages
from tests.web.site import served

ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
Visit = Callable[..., Page]
_IN_INDONESIAN = ("Nomor laporan", "Kode akses", "Lihat laporan", "Perjalanan laporan")
_IN_ENGLISH = ("Report number", "Access code", "Show the report", "What happened so far")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "These tests need Chromium: install it (Debian and Ubuntu: apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static(region_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static pages as the package has them."""
    folder = tmp_path_factory.mktemp("pages")
    pages.build(region.read(region_file), folder)
    return folder


@pytest.fixture
def site(client: Client, static: Path) -> Iterator[str]:
    with served(client, static) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Opens a path of the site, each time on a device of its own; no page may break or hurt its policy."""
    complaints: list[str] = []
    with ExitStack() as devices:

        def opened(path: str = "/", **settings: Any) -> Page:
            device = {"viewport": {"width": 390, "height": 844}, "locale": "id-ID", **settings}
            context = browser.new_context(base_url=site, **device)
            devices.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
            page.goto(path)
            return page

        yield opened
    assert complaints == []


def fill_in(page: Page, *, title: str = "Lampu jalan padam", description: str = "Sudah seminggu gelap.") -> None:
    """The form with the least that a report needs."""
    page.get_by_label("Judul singkat").fill(title)
    page.get_by_label("Ceritakan").fill(description)
    page.get_by_label("Wilayah").select_option(label="Meuraxa")


def open_report(page: Page, receipt: Receipt, *, english: bool = False) -> Page:
    """The report of a receipt, opened on the page of following with its code."""
    number, code, button, there = _IN_ENGLISH if english else _IN_INDONESIAN
    page.get_by_label(number).fill(receipt.report)
    page.get_by_label(code).fill(receipt.access_code)
    page.get_by_role("button", name=button).click()
    page.get_by_role("heading", name=there).wait_for()
    return page
