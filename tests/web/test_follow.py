"""Following with JavaScript: the reporter reads and acts with the code, which stays out of addresses."""

from urllib.parse import quote

import boto3
import pytest
from playwright.sync_api import Page, Request, expect

from chalicelib import mergers
from chalicelib.region import this
from chalicelib.rules.intake import Fields
from chalicelib.rules.lifecycle import Act
from tests.stories import COORDINATOR, OFFICER, TUESDAY, answered, assigned, routed, staff, submitted
from tests.web.conftest import Visit, open_report

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \N{RIGHT-TO-LEFT EMBEDDING} Z̴a̴l̴g̴o̴ " + "panjang" * 300


def test_a_report_opens_with_its_number_and_code(visit: Visit) -> None:
    receipt = answered()
    page = visit("/lacak/")
    sent = _watched(page)

    open_report(page, receipt)

    expect(page.get_by_text("Menunggu tanggapan pelapor")).to_be_visible()
    expect(page.locator(".entry").first).to_contain_text("Sudah ditambal pagi ini")
    assert page.url.endswith(f"/lacak/#{receipt.report}")
    assert [request.headers["access-code"] for request in sent] == [receipt.access_code]
    assert receipt.access_code not in "".join(request.url for request in sent)


def test_a_reload_keeps_the_report_open_until_it_is_put_away(visit: Visit) -> None:
    receipt = answered()
    page = open_report(visit("/lacak/"), receipt)
    page.reload()
    expect(page.get_by_role("heading", name="Yang dapat Anda lakukan")).to_be_visible()

    page.get_by_role("button", name="Tutup dan lupakan kode").click()

    expect(page.get_by_label("Kode akses")).to_have_value("")
    assert receipt.access_code not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")


def test_a_forgiving_spelling_of_number_and_code_opens_the_report(visit: Visit) -> None:
    receipt = answered()
    page = visit("/lacak/")
    page.get_by_label("Nomor laporan").fill(f" {receipt.report.lower().replace('-', ' ')} ")
    page.get_by_label("Kode akses").fill(receipt.access_code.lower().replace("-", ""))

    page.get_by_role("button", name="Lihat laporan").click()

    expect(page.get_by_role("heading", name="Yang dapat Anda lakukan")).to_be_visible()


def test_a_wrong_code_is_said_beside_the_code(visit: Visit) -> None:
    page = visit("/lacak/")
    page.get_by_label("Nomor laporan").fill(answered().report)
    page.get_by_label("Kode akses").fill("AAAA-AAAA-AAAAA")

    page.get_by_role("button", name="Lihat laporan").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#code-error")).to_contain_text("Kode akses ini tidak cocok")


def test_an_unknown_number_is_said_beside_the_number(visit: Visit) -> None:
    page = visit("/en/follow/")
    page.get_by_label("Report number").fill("BNA-2222-22222")

    page.get_by_role("button", name="Show the report").click()

    expect(page.locator("#id-error")).to_contain_text("No report with this number was found")


def test_without_the_code_only_what_is_public_is_shown_until_the_code_comes(visit: Visit) -> None:
    receipt = submitted()
    page = visit(f"/lacak/#{receipt.report}")
    expect(page.get_by_text("Isi laporan tidak ditampilkan kepada umum")).to_be_visible()
    expect(page.locator("details.doing")).to_have_count(0)

    page.get_by_label("Kode akses").last.fill("AAAA-AAAA-AAAAA")
    page.get_by_role("button", name="Buka dengan kode").click()
    expect(page.get_by_text("Kode akses ini tidak cocok")).to_be_visible()
    page.get_by_label("Kode akses").last.fill(receipt.access_code)
    page.get_by_role("button", name="Buka dengan kode").click()

    expect(page.get_by_role("heading", name="Jalan berlubang di depan pasar")).to_be_visible()


def test_an_answer_is_disputed_with_a_reason(visit: Visit) -> None:
    page = open_report(visit("/lacak/"), answered())
    part = page.locator("details", has_text="Tolak tindak lanjut")
    part.locator("summary").click()
    part.get_by_role("button").click()
    expect(part.get_by_text("Mohon diisi.")).to_be_visible()
    expect(part.get_by_label("Mengapa belum tuntas?")).to_be_focused()

    part.get_by_label("Mengapa belum tuntas?").fill("Lubangnya masih ada.")
    part.get_by_role("button").click()

    expect(page.get_by_role("status").filter(has_text="Penolakan Anda sudah kami terima")).to_be_focused()
    expect(page.locator(".state")).to_have_text("Tindak lanjut ditolak")
    expect(page.locator(".entry").first).to_contain_text("Lubangnya masih ada.")


def test_a_report_is_confirmed_and_rated(visit: Visit) -> None:
    page = open_report(visit("/en/follow/"), answered(), english=True)
    page.get_by_role("button", name="Confirm as solved").click()
    expect(page.locator(".state")).to_have_text("Closed")

    page.get_by_role("button", name="Rate").click()
    expect(page.get_by_text("Please fill this in.")).to_be_visible()
    page.get_by_label("4: satisfied").check()
    page.get_by_role("button", name="Rate").click()

    expect(page.get_by_role("status").filter(has_text="Thank you for your rating.")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("Reporter’s rating")


def test_what_was_asked_is_completed(visit: Visit) -> None:
    receipt = assigned()
    staff(receipt.report, Act.ASK, text="Di sisi mana?")
    page = open_report(visit("/lacak/"), receipt)

    page.get_by_label("Keterangan tambahan").fill("Sisi timur.")
    page.get_by_role("button", name="Lengkapi laporan").click()

    expect(page.locator(".state")).to_have_text("Didisposisikan")


def test_a_report_that_moved_on_is_shown_anew_and_keeps_what_was_written(visit: Visit) -> None:
    receipt = assigned()
    page = open_report(visit("/lacak/"), receipt)
    page.locator("summary", has_text="Balas").click()
    page.get_by_label("Balasan Anda").fill("Kapan dikerjakan?")
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal.")

    page.locator("[data-act=reply]").get_by_role("button").click()

    expect(page.get_by_text("baru saja diubah orang lain")).to_be_visible()
    expect(page.locator(".state")).to_have_text("Menunggu tanggapan pelapor")
    expect(page.get_by_label("Balasan Anda")).to_have_value("Kapan dikerjakan?")


def test_a_lost_network_loses_no_word(visit: Visit) -> None:
    page = open_report(visit("/lacak/"), assigned())
    page.locator("summary", has_text="Balas").click()
    page.get_by_label("Balasan Anda").fill("Kapan dikerjakan?")
    page.route("**/api/**", lambda route: route.abort())

    page.locator("[data-act=reply]").get_by_role("button").click()

    expect(page.get_by_role("status").filter(has_text="sambungan terputus")).to_be_visible()
    expect(page.get_by_label("Balasan Anda")).to_have_value("Kapan dikerjakan?")


def test_an_archived_report_says_why_in_the_readers_language(visit: Visit) -> None:
    receipt = routed()
    staff(receipt.report, Act.ARCHIVE, actor=COORDINATOR, reason="too_general")

    page = open_report(visit("/en/follow/"), receipt, english=True)

    expect(page.locator(".entry").first).to_contain_text("Too general to be acted upon")
    expect(page.locator("summary", has_text="Appeal")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without"])
def test_hostile_text_is_text(visit: Visit, scripted: bool) -> None:
    receipt = submitted(title=HOSTILE[:150], description=HOSTILE)
    dialogs: list[str] = []

    page = visit("/lacak/", java_script_enabled=scripted)
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    open_report(page, receipt)

    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
    expect(page.locator("main img, main script")).to_have_count(0)
    assert dialogs == []


@pytest.mark.parametrize("english", [False, True], ids=["id", "en"])
def test_both_ways_show_the_same_report(visit: Visit, english: bool) -> None:
    receipt = answered(location={"lat": 5.5483, "lon": 95.3238, "address": "Jalan Teuku Umar"}, anonymous=True)
    path = "/en/follow/" if english else "/lacak/"

    shown = [
        open_report(visit(path, java_script_enabled=scripted), receipt, english=english).locator("article").inner_text()
        for scripted in (True, False)
    ]

    assert [line for line in shown[0].splitlines() if not line.startswith(("Tutup dan", "Close and"))] == (
        shown[1].splitlines()
    )
    assert this().name not in shown[0]


def _watched(page: Page) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if "/api/" in request.url else None)
    return sent


def test_what_is_asked_for_by_name_is_given_by_its_field(visit: Visit) -> None:
    receipt = assigned()
    staff(receipt.report, Act.ASK, text="Di mana tepatnya?", missing=("location", "category"))
    page = open_report(visit("/lacak/"), receipt)
    form = page.locator('form[data-act="complete"]')
    expect(form.get_by_label("Wilayah")).to_have_count(0)

    form.get_by_label("Keterangan tambahan").fill("Di depan pasar.")
    form.get_by_label("Alamat atau patokan").fill("Jalan Diponegoro 3")
    form.get_by_role("button").click()

    expect(page.locator(".notice")).to_have_text("Keterangan Anda sudah kami terima.")
    expect(page.locator(".facts")).to_contain_text("Jalan Diponegoro 3")


def test_a_merged_report_shows_the_others_answer_and_leads_to_it(visit: Visit) -> None:
    merged, into = assigned(), assigned()
    mergers.merge(merged.report, Fields(into=into.report), actor=OFFICER, now=TUESDAY)
    staff(into.report, Act.ANSWER, text="Keduanya sudah ditambal.")
    page = open_report(visit("/lacak/"), merged)
    expect(page.locator(".related")).to_contain_text("Keduanya sudah ditambal.")
    expect(page.locator(".timeline .act").nth(1)).to_have_text(f"Digabung dengan laporan lain: {into.report}")

    page.locator(".related a").click()

    expect(page.locator(".number b")).to_have_text(into.report)


def test_what_is_attached_to_an_answer_can_be_saved_by_its_name(visit: Visit) -> None:
    receipt, name = assigned(), "foto <b>jalan.png"
    boto3.client("s3").put_object(
        Bucket="attachments",
        Key=f"incoming/{receipt.report}/{'a' * 32}",
        Body=b"\x89PNG\r\n\x1a\n" + bytes(2000),
        ContentType="image/png",
        Metadata={"name": quote(name)},
    )
    staff(receipt.report, Act.ANSWER, text="Sudah ditambal, fotonya terlampir.", attachments=("a" * 32,))

    page = open_report(visit("/lacak/"), receipt)

    file = page.locator(".entry").first.locator(".attached li")
    expect(file).to_have_text(f"{name} (2 KB)")
    link = str(file.get_by_role("link").get_attribute("href"))
    assert f"/kept/{receipt.report}/{'a' * 32}?" in link
    expect(page.locator(".entry").last.locator(".attached")).to_be_hidden()
