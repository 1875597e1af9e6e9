"""Submitting with JavaScript: one report whatever the network and the fingers do, and nothing written is lost."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.web.conftest import Visit, fill_in

SEND = "Kirim laporan"
THERE = "Laporan Anda sudah kami terima"


def test_a_report_is_sent_and_its_receipt_survives_a_reload(visit: Visit) -> None:
    page = visit("/")
    number = _sent(page)

    page.reload()

    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_role("heading", name=THERE)).to_be_visible()


def test_the_receipt_says_the_deadlines_in_words(visit: Visit) -> None:
    page = visit("/")
    _sent(page)

    verification = page.locator(".clock", has_text="Verifikasi")
    expect(verification).to_contain_text(re.compile(r"paling lambat \d+ \w+ \d{4} \(WIB\)"))
    expect(verification).to_contain_text("3 hari kerja sejak")


def test_the_receipt_leads_to_the_report_without_the_code_in_an_address(visit: Visit) -> None:
    page = visit("/")
    number = _sent(page)
    code = page.locator("[data-slot=code]").inner_text()

    page.get_by_role("button", name="Lacak laporan ini").click()

    expect(page.get_by_role("heading", name="Lampu jalan padam")).to_be_visible()
    assert page.url.endswith(f"/lacak/#{number}")
    assert code not in page.url
    assert code not in page.evaluate("JSON.stringify(localStorage)")


def test_everything_needed_comes_in_five_requests_and_fifty_kilobytes(visit: Visit) -> None:
    page, asked = visit("/nowhere"), list[Request]()
    page.on("request", lambda request: asked.extend([request]))
    page.goto("/")
    page.wait_for_load_state("networkidle")

    sizes = [len(page.request.get(request.url).body()) for request in asked]
    assert len(asked) <= 5
    assert sum(sizes) <= 50_000
    assert {request.url.split("/")[2] for request in asked} == {page.url.split("/")[2]}


def test_what_is_missing_is_named_beside_its_field_and_the_summary_leads_there(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("Judul singkat").fill("Lampu")

    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="Ceritakan: Mohon diisi.").click()
    expect(page.get_by_label("Ceritakan")).to_be_focused()
    expect(page.get_by_label("Ceritakan")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Ceritakan")).to_have_accessible_description(re.compile("Mohon diisi"))
    expect(page.get_by_label("Judul singkat")).not_to_have_attribute("aria-invalid", "true")


def test_what_the_server_refuses_is_named_in_the_pages_language(visit: Visit) -> None:
    page = visit("/en/")
    page.get_by_label("Short title").fill("Street light")
    page.get_by_label("Tell the story").fill("Out for a week.")
    page.get_by_label("Area").select_option(label="Meuraxa")
    page.get_by_label("Mobile number").fill("12")

    page.get_by_role("button", name="Send the report").click()

    expect(page.get_by_role("link", name="Mobile number: This is not an Indonesian mobile number.")).to_be_visible()
    page.get_by_label("Mobile number").fill("0812 3456 7890")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()


def test_a_double_click_sends_once(visit: Visit) -> None:
    page = visit("/")
    sent = _watched(page)
    fill_in(page)

    page.get_by_role("button", name=SEND).dblclick()

    expect(page.get_by_role("heading", name=THERE)).to_be_visible()
    assert len(sent) == 1


def test_a_lost_network_is_tried_again_under_the_same_key(visit: Visit) -> None:
    page = visit("/")
    sent = _watched(page)
    page.route("**/api/reports*", lambda route: route.abort(), times=2)
    fill_in(page)

    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_role("status").filter(has_text="Sambungan terputus")).to_be_visible()
    expect(page.get_by_role("heading", name=THERE)).to_be_visible(timeout=15_000)
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert len(sent) == 3


def test_the_reporter_may_stop_the_trying_and_go_on_writing(visit: Visit) -> None:
    page = visit("/")
    page.route("**/api/reports*", lambda route: route.abort())
    fill_in(page)
    page.get_by_role("button", name=SEND).click()

    page.get_by_role("button", name="Berhenti mencoba").click()

    expect(page.get_by_role("status").filter(has_text="Belum terkirim")).to_be_visible()
    expect(page.get_by_label("Judul singkat")).to_have_value("Lampu jalan padam")


def test_a_report_whose_answer_was_lost_is_not_made_again_by_another_tab(visit: Visit) -> None:
    page = visit("/")
    fill_in(page)
    number = _answer_lost(page)

    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name=SEND).click()

    expect(other.get_by_text(number)).to_be_visible()


def test_a_change_after_a_lost_answer_gives_the_first_receipt_and_says_so(visit: Visit) -> None:
    page = visit("/")
    fill_in(page)
    number = _answer_lost(page)
    page.get_by_label("Ceritakan").fill("Sudah dua minggu gelap.")

    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_text("Perubahan sesudahnya belum ikut")).to_be_visible()


def test_another_text_from_another_tab_is_a_new_report_only_when_sent_twice(visit: Visit) -> None:
    page = visit("/")
    fill_in(page)
    number = _answer_lost(page)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_label("Judul singkat").fill("Sampah menumpuk")

    other.get_by_role("button", name=SEND).click()
    expect(other.get_by_text("sudah kami terima dengan isi yang berbeda")).to_be_visible()
    other.get_by_role("button", name=SEND).click()

    expect(other.get_by_role("heading", name=THERE)).to_be_visible()
    assert other.locator("[data-slot=id]").inner_text() != number


def test_a_draft_survives_a_closed_tab_but_the_contact_does_not(visit: Visit) -> None:
    page = visit("/")
    fill_in(page)
    page.get_by_label("Rahasia").check()
    page.get_by_label("Nomor ponsel").fill("0812 0000 1234")
    kept = page.evaluate("JSON.stringify(localStorage)")
    again = page.context.new_page()
    page.close()

    again.goto("/en/")

    assert "0812" not in kept
    expect(again.get_by_label("Short title")).to_have_value("Lampu jalan padam")
    expect(again.get_by_label("Confidential")).to_be_checked()
    expect(again.get_by_label("Area")).to_have_value("11.71.03")
    expect(again.get_by_label("Mobile number")).to_have_value("")


def test_a_sent_draft_is_gone_and_the_next_report_has_another_key(visit: Visit) -> None:
    page = visit("/")
    sent = _watched(page)
    first = _sent(page)

    page.get_by_role("link", name="Buat laporan lain").click()

    expect(page.get_by_label("Judul singkat")).to_have_value("")
    assert _sent(page) != first
    assert len({request.headers["idempotency-key"] for request in sent}) == 2


def test_the_receipt_can_be_read_in_the_other_language(visit: Visit) -> None:
    page = visit("/")
    number = _sent(page)

    page.get_by_role("link", name="English").click()

    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    expect(page.get_by_text(number)).to_be_visible()


def test_the_phones_place_is_sent_and_can_be_taken_back(visit: Visit) -> None:
    place = {"latitude": 5.5483, "longitude": 95.3238, "accuracy": 12}
    page = visit("/", geolocation=place, permissions=["geolocation"])
    page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    expect(page.get_by_text("Lokasi tercatat: 5.548300, 95.323800. Ketepatan sekitar 12 m.")).to_be_visible()
    page.get_by_role("button", name="Hapus lokasi").click()
    page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    sent = _watched(page)

    _sent(page)

    assert json.loads(sent[0].post_data or "")["location"] == {"lat": 5.5483, "lon": 95.3238}


def test_a_place_outside_the_region_is_said_at_the_place(visit: Visit) -> None:
    page = visit("/", geolocation={"latitude": -6.2, "longitude": 106.8}, permissions=["geolocation"])
    page.get_by_role("button", name="Pakai lokasi saya sekarang").click()
    page.get_by_text("Lokasi tercatat").wait_for()
    fill_in(page)

    page.get_by_role("button", name=SEND).click()

    expect(page.locator("#location-error")).to_contain_text("di luar daerah yang dilayani")


def test_a_page_in_the_servers_place_is_no_answer(visit: Visit) -> None:
    page = visit("/")
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi gratis</h1>"}
    page.route("**/api/reports*", lambda route: route.fulfill(**portal), times=1)
    fill_in(page)

    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_role("heading", name=THERE)).to_be_visible()


@pytest.mark.parametrize("store", ["localStorage", "sessionStorage"])
def test_a_browser_without_storage_sends_all_the_same(visit: Visit, store: str) -> None:
    page = visit("/nowhere")
    page.add_init_script(f"Object.defineProperty(window, '{store}', {{ get() {{ throw new Error('off'); }} }})")
    page.goto("/")

    _sent(page)


def test_a_report_is_written_and_sent_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    _tab_to(page, "title")
    page.keyboard.type("Lampu jalan padam")
    _tab_to(page, "description")
    page.keyboard.type("Gelap.")
    _tab_to(page, "area")
    page.keyboard.type("Meur")
    _tab_to(page, "agency")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=THERE)).to_be_focused()


def _sent(page: Page) -> str:
    """Fill in, send, and give the number of the receipt."""
    fill_in(page)
    page.get_by_role("button", name="Kirim laporan").click()
    page.get_by_role("heading", name=THERE).wait_for()
    return page.locator("[data-slot=id]").inner_text()


def _answer_lost(page: Page) -> str:
    """Send, but lose the answer on its way, and stop; gives the number the reporter never saw."""
    numbers: list[str] = []

    def lose(route: Route) -> None:
        numbers.append(route.fetch().json()["id"])
        route.abort()

    page.route("**/api/reports*", lose, times=1)
    page.route("**/api/reports*", lambda route: route.abort() if numbers else route.fallback())
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("button", name="Berhenti mencoba").click()
    page.unroute_all()
    return numbers[0]


def _watched(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if "/api/reports" in request.url else None)
    return sent


def _tab_to(page: Page, field: str) -> None:
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{field} cannot be reached")
