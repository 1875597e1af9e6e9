"""Submitting and following where JavaScript is off: plain forms, answered by pages."""

import re

from playwright.sync_api import Page, expect

from chalicelib.rules.lifecycle import Act
from tests.stories import answered, assigned, staff
from tests.web.conftest import Visit, fill_in, open_report

THERE = "Laporan Anda sudah kami terima"


def test_the_static_page_leads_to_the_form_that_needs_no_script(visit: Visit) -> None:
    page = _without(visit, "/en/")

    expect(page).to_have_url(re.compile(r"/api/form\?lang=en$"))
    expect(page.get_by_role("heading", name="Tell us what needs fixing")).to_be_visible()
    expect(page.get_by_role("button", name="Use where I am now")).to_be_hidden()


def test_a_report_is_sent_and_followed(visit: Visit) -> None:
    page = _without(visit, "/api/form?lang=id")
    fill_in(page)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", name=THERE)).to_be_focused()
    number, code = (page.locator(f"[data-slot={slot}]").inner_text() for slot in ("id", "code"))

    page.get_by_role("button", name="Lacak laporan ini").click()

    expect(page.get_by_role("heading", name="Lampu jalan padam")).to_be_visible()
    assert number in page.content()
    assert code not in page.url


def test_wrong_fields_come_back_named_with_all_that_was_written(visit: Visit) -> None:
    page = _without(visit, "/api/form?lang=id")
    fill_in(page, description="Satu.\nDua.")
    page.get_by_label("Aspirasi").check()
    page.get_by_label("Anonim").check()
    page.get_by_label("Nomor ponsel").fill("12")
    key = page.locator("[name=idempotency_key]").input_value()

    page.get_by_role("button", name="Kirim laporan").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("link", name="Nomor ponsel: Ini bukan nomor ponsel")).to_be_visible()
    expect(page.get_by_label("Nomor ponsel")).to_have_accessible_description(re.compile("Ini bukan nomor ponsel"))
    expect(page.get_by_label("Nomor ponsel")).to_have_value("12")
    expect(page.get_by_label("Ceritakan")).to_have_value("Satu.\nDua.")
    expect(page.get_by_label("Wilayah")).to_have_value("11.71.03")
    expect(page.get_by_label("Aspirasi")).to_be_checked()
    expect(page.get_by_label("Anonim")).to_be_checked()
    expect(page.locator("[name=idempotency_key]")).to_have_value(key)


def test_sending_again_after_the_back_button_is_the_same_report(visit: Visit) -> None:
    page = _without(visit, "/api/form?lang=id")
    fill_in(page)
    page.get_by_role("button", name="Kirim laporan").click()
    number = page.locator("[data-slot=id]").inner_text()

    page.reload()

    expect(page.locator("[data-slot=id]")).to_have_text(number)


def test_the_reporter_acts_by_plain_forms(visit: Visit) -> None:
    receipt = assigned()
    staff(receipt.report, Act.ASK, text="Di sisi mana?")
    page = open_report(_without(visit, "/lacak/"), receipt)
    page.get_by_label("Keterangan tambahan").fill("Sisi timur.")

    page.get_by_role("button", name="Lengkapi laporan").click()

    expect(page.get_by_role("status")).to_have_text("Keterangan Anda sudah kami terima.")
    expect(page.locator(".state")).to_have_text("Didisposisikan")


def test_an_act_that_comes_too_late_is_refused_on_the_reports_page(visit: Visit) -> None:
    receipt = answered()
    page = open_report(_without(visit, "/lacak/"), receipt)
    staff(receipt.report, Act.NOTE, text="Catatan.")

    page.get_by_role("button", name="Nyatakan selesai").click()

    expect(page.get_by_role("status")).to_contain_text("baru saja diubah")
    expect(page.locator(".state")).to_have_text("Menunggu tanggapan pelapor")


def test_a_wrong_code_is_answered_by_a_page_that_leads_back(visit: Visit) -> None:
    page = _without(visit, "/lacak/")
    page.get_by_label("Nomor laporan").fill(answered().report)
    page.get_by_label("Kode akses").fill("AAAA-AAAA-AAAAA")

    page.get_by_role("button", name="Lihat laporan").click()

    expect(page.get_by_text("Kode akses ini tidak cocok")).to_be_visible()
    page.get_by_role("link", name="Lacak laporan", exact=True).click()
    expect(page.get_by_label("Kode akses")).to_be_visible()


def _without(visit: Visit, path: str) -> Page:
    return visit(path, java_script_enabled=False)
