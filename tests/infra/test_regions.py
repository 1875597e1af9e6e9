"""Compiling a region's file: what comes out, and every mistake that is refused."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from chalicelib.region import Region
from chalicelib.rules import clocks
from chalicelib.rules.calendar import Holiday
from chalicelib.rules.clocks import Clock, Span, Unit
from chalicelib.rules.routing import ladder
from infra.regions import WrongRegion, compile_region

REGIONS = Path(__file__).parents[2] / "regions"
BANDA_ACEH = (REGIONS / "banda-aceh.toml").read_text("utf-8")
ALL = sorted(path.stem for path in REGIONS.glob("*.toml"))


def compiled(path: Path) -> Region:
    return msgspec.json.decode(compile_region(path), type=Region)


def written(folder: Path, text: str) -> Path:
    path = folder / "kota.toml"
    path.write_text(text, "utf-8")
    return path


def changed(folder: Path, old: str, new: str) -> Path:
    assert old in BANDA_ACEH
    return written(folder, BANDA_ACEH.replace(old, new, 1))


@pytest.mark.parametrize("slug", ALL)
def test_every_region_of_the_tree_compiles(slug: str) -> None:
    assert compiled(REGIONS / f"{slug}.toml").slug == slug


def test_no_two_regions_share_the_prefix_of_their_numbers() -> None:
    codes = [compiled(REGIONS / f"{slug}.toml").code for slug in ALL]
    assert len(codes) == len(set(codes))


def test_the_same_file_gives_the_same_bytes() -> None:
    path = REGIONS / "banda-aceh.toml"
    assert compile_region(path) == compile_region(str(path))


def test_keys_are_sorted() -> None:
    keys = list(msgspec.json.decode(compile_region(REGIONS / "banda-aceh.toml")))
    assert keys == sorted(keys)


def test_banda_aceh_has_its_units_ladder_and_clocks() -> None:
    region = compiled(REGIONS / "banda-aceh.toml")
    parents = region.parents()
    assert [parents["dinkes"], parents["setda"], parents["walikota"], parents["ombudsman"]] == [
        "setda",
        "walikota",
        "ombudsman",
        None,
    ]
    assert (len(region.agencies), len(region.categories), len(region.areas)) == (16, 17, 9)
    assert region.totals["supervisory"] == Span(60, Unit.WORKING_DAYS)
    assert set(region.clocks) == set(Clock) - {Clock.TOTAL}


CITIES = {"banda-aceh": "+07:00", "makassar": "+08:00", "jayapura": "+09:00"}


def verification(slug: str, submitted: str) -> str:
    """When the verification of a report that is submitted then is due, in the region's time."""
    rules = compiled(REGIONS / f"{slug}.toml").rules_for(None)
    started = clocks.submit(datetime.fromisoformat(submitted), rules, kind="complaint", legal_class=None)
    (due,) = [deadline.due_at for deadline in started if deadline.clock is Clock.VERIFICATION]
    return due.astimezone(ZoneInfo(rules.zone)).isoformat()


@pytest.mark.parametrize(("slug", "offset"), CITIES.items())
def test_a_day_ends_with_its_last_second_in_the_zone_of_the_region(slug: str, offset: str) -> None:
    assert verification(slug, "2026-11-24T03:00:00+00:00") == f"2026-11-27T23:59:59{offset}"


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2026-11-24T14:59:59+00:00", (27, 27, 27)),
        ("2026-11-24T15:00:00+00:00", (27, 27, 30)),  # midnight in Jayapura
        ("2026-11-24T16:00:00+00:00", (27, 30, 30)),  # and in Makassar
        ("2026-11-24T17:00:00+00:00", (30, 30, 30)),  # and in Banda Aceh
    ],
)
def test_a_late_report_counts_from_the_day_it_is_in_its_region(submitted: str, days: tuple[int, ...]) -> None:
    due = [verification(slug, submitted) for slug in CITIES]
    assert due == [f"2026-11-{day}T23:59:59{offset}" for day, offset in zip(days, CITIES.values(), strict=True)]


@pytest.mark.parametrize("slug", CITIES)
def test_a_city_has_its_ladder_and_every_category_has_an_owner_below_it(slug: str) -> None:
    region = compiled(REGIONS / f"{slug}.toml")
    owners = set(region.owners().values())
    assert all("walikota" in ladder(owner, region.parents()) for owner in owners)
    assert region.agency("ombudsman").overseer
    assert len(region.categories) == 17


def test_every_clock_of_the_training_region_runs_in_minutes() -> None:
    region = compiled(REGIONS / "latihan.toml")
    spans = [*region.clocks.values(), *region.totals.values()]
    assert region.training
    assert {span.unit for span in spans} == {Unit.MINUTES}
    assert max(span.amount for span in spans) < 10


def test_holidays_and_collective_leave_carry_their_indonesian_names() -> None:
    holidays = compiled(REGIONS / "banda-aceh.toml").holidays
    assert holidays[date(2026, 8, 17)] == Holiday("Hari Kemerdekaan Republik Indonesia", leave=False)
    assert holidays[date(2026, 12, 24)] == Holiday("Cuti Bersama Hari Raya Natal", leave=True)


def test_a_day_that_is_both_is_a_holiday() -> None:
    names = [holiday.name for holiday in compiled(REGIONS / "banda-aceh.toml").holidays.values() if not holiday.leave]
    assert not [name for name in names if "Cuti Bersama" in name]


def test_a_file_adds_and_removes_days(tmp_path: Path) -> None:
    days = """
remove = [2026-12-24]
add = [
    { date = 2026-12-28, name = "Cuti Bersama Hari Raya Natal", leave = true },
    { date = 2026-12-26, name = "Peringatan tsunami" },
]
"""
    holidays = compiled(changed(tmp_path, "leave_counts_as_off = true", days)).holidays
    assert date(2026, 12, 24) not in holidays
    assert holidays[date(2026, 12, 28)].leave
    assert holidays[date(2026, 12, 26)] == Holiday("Peringatan tsunami", leave=False)


def test_a_day_removed_and_added_is_changed(tmp_path: Path) -> None:
    days = 'remove = [2026-12-24]\nadd = [{ date = 2026-12-24, name = "Libur", leave = false }]'
    holidays = compiled(changed(tmp_path, "leave_counts_as_off = true", days)).holidays
    assert holidays[date(2026, 12, 24)] == Holiday("Libur", leave=False)


def test_a_year_without_decreed_leave_can_be_used_once_the_file_adds_it(tmp_path: Path) -> None:
    leave = '[[calendar.add]]\ndate = 2028-12-26\nname = "Cuti Bersama Hari Raya Natal"\nleave = true\n\n[clocks]\n'
    text = BANDA_ACEH.replace("last_year = 2027", "last_year = 2028").replace("[clocks]\n", leave)
    assert compiled(written(tmp_path, text)).last_year == 2028


def test_a_region_that_works_through_collective_leave_need_not_know_it(tmp_path: Path) -> None:
    text = BANDA_ACEH.replace("last_year = 2027", "last_year = 2028").replace("as_off = true", "as_off = false")
    assert compiled(written(tmp_path, text)).last_year == 2028


def test_a_file_may_narrow_the_limits(tmp_path: Path) -> None:
    limits = compiled(changed(tmp_path, "[bounds]", "[limits]\ntitle = 80\n\n[bounds]")).limits
    assert (limits.title, limits.description) == (80, 10_000)


VERIFICATION = 'verification = { amount = 3, unit = "working_days" }'
COMPLAINT = 'complaint = { amount = 14, unit = "working_days" }'
DINKES = 'name = "Dinas Kesehatan"\nparent = "setda"'
RULE = '[[area_rules]]\ncategory = "kesehatan"\narea = "11.71.03"\nagency = "rsud-meuraxa"\n\n'
LEAVE = "leave_counts_as_off = true"

MISTAKES = [
    ('code = "BNA"', "", "code: is missing"),
    ('code = "BNA"', 'code = "BNA"\ncolour = "red"', "colour: is no key of a region's file"),
    ('code = "BNA"', "code = 12", "code: Expected str, got int"),
    ('code = "BNA"', 'code = "BN1"', "code: must be three capital letters, not 'BN1'"),
    ('code = "BNA"', 'code = "BNAC"', "code: must be three capital letters"),
    ('code = "BNA"', 'code = "bna"', "code: must be three capital letters"),
    ('code = "BNA"', 'code = "BNA', "cannot be read as TOML"),
    ('name = "Kota Banda Aceh"', 'name = " "', "name: must not be empty"),
    ('"ap-southeast-3"', '"Jakarta"', "aws_region: must be an AWS region"),
    ('zone = "Asia/Jakarta"', 'zone = "Asia/Banda_Aceh"', "zone: must be a time zone"),
    ('["id", "en"]', '["id", "fr"]', "languages[1]: Invalid enum value 'fr': one of id, en"),
    ('["id", "en"]', "[]", "languages: must name at least one of id, en"),
    ('["id", "en"]', '["id", "id"]', "languages.id: is there 2 times"),
    ('coordinator = "diskominfotik"', 'coordinator = "kominfo"', "coordinator: there is no agency 'kominfo'"),
    ('coordinator = "diskominfotik"', 'coordinator = "walikota"', "coordinator: 'walikota' takes no reports"),
    ('auditor = "inspektorat"', 'auditor = "bpk"', "auditor: there is no agency 'bpk'"),
    ("south = 5.49", "south = 5.7", "bounds.south: must be less than north"),
    ("west = 95.25", "west = 95.5", "bounds.west: must be less than east"),
    ("east = 95.42", "east = 195.42", "bounds.west: must be less than east, both within -180 and 180"),
    ("east = 95.42", "", "bounds.east: is missing"),
    ("[bounds]", "[limits]\nwords = 3\n\n[bounds]", "limits.words: is no limit; there are: title,"),
    # clocks
    (VERIFICATION, "", "clocks.verification: is missing"),
    (VERIFICATION, f'{VERIFICATION}\nlunch = {{ amount = 1, unit = "hours" }}', "clocks.lunch: is no key"),
    (VERIFICATION, 'verification = { amount = 3, unit = "weeks" }', "clocks.verification.unit: Invalid enum value"),
    (VERIFICATION, 'verification = { amount = 3, unit = "weeks" }', "one of working_days, days, hours, minutes"),
    (VERIFICATION, 'verification = { amount = 0, unit = "days" }', "clocks.verification.amount: Expected int >= 1"),
    (VERIFICATION, 'verification = { amount = "3", unit = "days" }', "clocks.verification.amount: Expected int"),
    (VERIFICATION, 'verification = { amount = 3, unit = "days", of = 1 }', "clocks.verification.of: is no key"),
    (COMPLAINT, "", "clocks.total.complaint: is missing"),
    (COMPLAINT, "complaint = 14", "clocks.total.complaint: Expected object, got int"),
    # agencies
    ('id = "pupr"', 'id = "dinkes"', "agencies.dinkes: is there 2 times"),
    ('id = "rsud-meuraxa"', 'id = "RSUD Meuraxa"', "agencies.RSUD Meuraxa.id: must be lower-case letters"),
    (DINKES, 'name = "Dinas Kesehatan"\nparent = "sekda"', "agencies.dinkes.parent: there is no agency 'sekda'"),
    (
        DINKES,
        'name = "Dinas Kesehatan"\nparent = "dinkes"',
        "agencies.dinkes.parent: goes in a circle: dinkes -> dinkes",
    ),
    ('parent = "ombudsman"', 'parent = "setda"', "agencies.setda.parent: goes in a circle: setda -> walikota -> setda"),
    ('deputy = "dinkes"', 'deputy = "dinsehat"', "agencies.rsud-meuraxa.deputy: there is no agency 'dinsehat'"),
    ('deputy = "dinkes"', 'deputy = "rsud-meuraxa"', "agencies.rsud-meuraxa.deputy: must be another agency"),
    ('deputy = "dinkes"', 'deputy = "ombudsman"', "agencies.rsud-meuraxa.deputy: 'ombudsman' takes no reports"),
    (DINKES, f'{DINKES}\nzone = "WIB"', "agencies.dinkes.zone: must be a time zone"),
    (DINKES, 'name = ""\nparent = "setda"', "agencies.dinkes.name: must not be empty"),
    (DINKES, f'{DINKES}\nphone = "118"', "agencies[0].phone: is no key"),
    ("overseer = true\ntakes_reports = false", "overseer = true", "agencies.ombudsman.takes_reports: must be false"),
    # categories, areas, reasons
    ('code = "bencana"', 'code = "kesehatan"', "categories.kesehatan: is there 2 times"),
    ('code = "bencana"', 'code = "Bencana!"', "categories.Bencana!.code: must be lower-case letters"),
    ('agency = "bpbd"', 'agency = "damkar"', "categories.bencana.agency: there is no agency 'damkar'"),
    ('agency = "bpbd"', 'agency = "ombudsman"', "categories.bencana.agency: 'ombudsman' takes no reports"),
    ('name_en = "Health"', 'name_en = ""', "categories.kesehatan.name_en: must not be empty"),
    ('name_en = "Health"', "", "categories[2].name_en: is missing"),
    ('code = "11.71.02"', 'code = "11.71.01"', "areas.11.71.01: is there 2 times"),
    ('code = "11.71.02"', 'code = "117102"', "areas.117102.code: must be a Kemendagri code"),
    ("[[areas]]", RULE.replace("kesehatan", "sihat") + "[[areas]]", "area_rules.sihat.11.71.03.category: there is no"),
    ("[[areas]]", RULE.replace("71.03", "72.03") + "[[areas]]", "area_rules.kesehatan.11.72.03.area: no area is"),
    ("[[areas]]", RULE.replace("rsud", "rs") + "[[areas]]", "area_rules.kesehatan.11.71.03.agency: there is no agency"),
    ("[[areas]]", RULE + RULE + "[[areas]]", "area_rules.kesehatan.11.71.03: is there 2 times"),
    ('code = "unlawful"', 'code = "too_general"', "archive_reasons.too_general: is there 2 times"),
    ('code = "unlawful"', 'code = "un lawful"', "archive_reasons.un lawful.code: must be"),
    ('en = "Too general to be acted upon"', 'en = ""', "archive_reasons.too_general.en: must not be empty"),
    # the calendar
    ("last_year = 2027", "last_year = 2028", "calendar.last_year: the collective leave of 2028 is not known"),
    ("last_year = 2027", "last_year = 2101", "calendar.last_year: Expected int <= 2100"),
    ("last_year = 2027", "last_year = 2018", "calendar.last_year: must not be before first_year 2019"),
    (LEAVE, "remove = [2026-11-24]", "calendar.remove.2026-11-24: is no holiday of this calendar"),
    (LEAVE, "remove = [2026-12-24, 2026-12-24]", "calendar.remove.2026-12-24: is there 2 times"),
    (LEAVE, 'remove = ["Natal"]', "calendar.remove[0]: "),
    (LEAVE, 'add = [{ date = 2026-12-24, name = "x" }]', "calendar.add.2026-12-24: is already 'Cuti Bersama"),
    (LEAVE, 'add = [{ date = 2031-01-01, name = "x" }]', "calendar.add.2031-01-01: is not within 2019 and 2027"),
    (LEAVE, 'add = [{ date = 2026-11-24, name = "" }]', "calendar.add.2026-11-24.name: must not be empty"),
    (LEAVE, "add = [{ date = 2026-11-24 }]", "calendar.add[0].name: is missing"),
]


@pytest.mark.parametrize(("old", "new", "reason"), MISTAKES, ids=[reason for _, _, reason in MISTAKES])
def test_a_mistake_is_refused_with_file_key_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(WrongRegion) as refused:
        compile_region(path)
    lines = str(refused.value).splitlines()
    assert any(line.startswith(f"{path}: ") and reason in line for line in lines)


@pytest.mark.parametrize("table", ["agencies", "categories", "areas", "archive_reasons"])
def test_a_list_that_is_needed_must_not_be_empty(tmp_path: Path, table: str) -> None:
    kept = [block for block in BANDA_ACEH.split("\n\n") if f"[[{table}]]" not in block]
    path = written(tmp_path, f"{table} = []\n" + "\n\n".join(kept))
    with pytest.raises(WrongRegion, match=table if table != "agencies" else "there is no agency"):
        compile_region(path)


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = BANDA_ACEH.replace('code = "BNA"', 'code = "B"').replace('auditor = "inspektorat"', 'auditor = "bpk"')
    with pytest.raises(WrongRegion) as refused:
        compile_region(written(tmp_path, text))
    assert [line.split(": ")[1] for line in str(refused.value).splitlines()] == ["code", "auditor"]


def test_the_file_name_must_make_a_slug(tmp_path: Path) -> None:
    path = tmp_path / "Banda Aceh.toml"
    path.write_text(BANDA_ACEH, "utf-8")
    with pytest.raises(WrongRegion, match="file name: must be lower-case letters"):
        compile_region(path)


def test_an_unknown_region_is_answered_with_those_there_are() -> None:
    with pytest.raises(WrongRegion, match="there are: banda-aceh, jayapura, latihan, makassar"):
        compile_region(REGIONS / "atlantis.toml")
