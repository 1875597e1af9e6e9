"""The words of the pages in both languages; the words of the trade (states, acts, clocks) are in rules/words.py."""

from chalicelib.rules.words import LANGUAGES, Table

# What stands in the templates, by the name it has there.
PAGE: Table = {
    "brand": {"id": "Tuntas", "en": "Tuntas"},
    "skip": {"id": "Langsung ke isi", "en": "Skip to the content"},
    "navigation": {"id": "Halaman", "en": "Pages"},
    "nav_form": {"id": "Lapor", "en": "Report"},
    "nav_follow": {"id": "Lacak", "en": "Follow"},
    "footer": {
        "id": "Gratis. Siapa pun boleh melapor. Laporan diteruskan ke instansi yang berwenang.",
        "en": "Free of charge and open to everyone. Reports go to the agency in charge.",
    },
    "training_notice": {
        "id": "Wilayah latihan: laporan di sini tidak sampai ke instansi mana pun.",
        "en": "Training region: reports made here reach no agency.",
    },
    "no_script": {
        "id": "JavaScript tidak aktif di peramban ini.",
        "en": "JavaScript is off in this browser.",
    },
    "no_script_link": {"id": "Pakai formulir tanpa JavaScript", "en": "Use the form that needs none"},
    # the form
    "headline": {"id": "Sampaikan laporan Anda", "en": "Tell us what needs fixing"},
    "lead": {
        "id": "Jalan rusak, layanan lambat, atau usul perbaikan: ceritakan di sini. "
        "Kami teruskan ke instansi yang berwenang, dan Anda dapat mengikutinya sampai tuntas.",
        "en": "A broken road, a slow service, an idea: tell us here. "
        "We pass it to the agency in charge, and you can follow it until it is done.",
    },
    "part_what": {"id": "Apa yang terjadi?", "en": "What happened?"},
    "part_where": {"id": "Di mana dan kapan?", "en": "Where and when?"},
    "part_where_hint": {
        "id": "Isi salah satu saja: wilayah, alamat, atau lokasi dari ponsel Anda.",
        "en": "One is enough: an area, an address, or your phone’s location.",
    },
    "part_who": {"id": "Siapa Anda?", "en": "Who are you?"},
    "contact_hint": {
        "id": "Isi nomor ponsel bila ingin dikabari lewat SMS. "
        "Tanpa itu pun laporan dapat diikuti dengan nomor dan kode akses.",
        "en": "Give a mobile number if you want to be told by text message. "
        "Without one you can still follow the report with its number and access code.",
    },
    "optional": {"id": "(tidak wajib)", "en": "(optional)"},
    "send": {"id": "Kirim laporan", "en": "Send the report"},
    "send_hint": {
        "id": "Setelah terkirim, Anda mendapat nomor laporan dan kode akses.",
        "en": "Once it is sent you get a report number and an access code.",
    },
    "stop": {"id": "Berhenti mencoba", "en": "Stop trying"},
    "gps": {"id": "Pakai lokasi saya sekarang", "en": "Use where I am now"},
    "gps_forget": {"id": "Hapus lokasi", "en": "Remove the location"},
    "after_title": {"id": "Setelah terkirim", "en": "What happens next"},
    "after_verification": {
        "id": "Laporan diperiksa, paling lama {verification}.",
        "en": "The report is checked, within {verification}.",
    },
    "after_response": {
        "id": "Instansi memberi respons awal, paling lama {first_response}.",
        "en": "The agency gives a first response, within {first_response}.",
    },
    "after_total": {
        "id": "Pengaduan dijawab tuntas, paling lama {total}.",
        "en": "A complaint gets its full answer, within {total}.",
    },
    "after_you": {
        "id": "Anda yang menilai: nyatakan selesai, atau tolak jawabannya.",
        "en": "You have the last word: confirm it is solved, or dispute the answer.",
    },
    "problems_title": {"id": "Ada isian yang perlu diperbaiki", "en": "Some fields need your attention"},
    # the receipt
    "receipt_title": {"id": "Laporan Anda sudah kami terima", "en": "We have your report"},
    "receipt_lead": {
        "id": "Terima kasih. Catat atau foto nomor dan kode di bawah ini.",
        "en": "Thank you. Write down or photograph the number and the code below.",
    },
    "receipt_number": {"id": "Nomor laporan", "en": "Report number"},
    "receipt_code": {"id": "Kode akses", "en": "Access code"},
    "receipt_keep": {
        "id": "Simpan kode akses seperti kata sandi: siapa pun yang memegangnya dapat bertindak sebagai pelapor.",
        "en": "Keep the access code like a password: whoever has it can act as the reporter.",
    },
    "deadlines_title": {"id": "Batas waktunya", "en": "The deadlines"},
    "how_title": {"id": "Cara mengikuti", "en": "How to follow it"},
    "how": {
        "id": "Buka halaman Lacak, lalu isi nomor dan kode akses. Di sana Anda dapat membaca jawaban dan membalasnya.",
        "en": "Open the Follow page and give the number and the access code. "
        "There you can read the answers and reply to them.",
    },
    "follow_this": {"id": "Lacak laporan ini", "en": "Follow this report"},
    "print": {"id": "Cetak", "en": "Print"},
    "another": {"id": "Buat laporan lain", "en": "Make another report"},
    # following
    "lookup_headline": {"id": "Lacak laporan", "en": "Follow a report"},
    "lookup_lead": {
        "id": "Lihat sampai di mana laporan Anda, baca jawabannya, dan balas.",
        "en": "See how far your report has come, read the answers, and reply.",
    },
    "lookup_button": {"id": "Lihat laporan", "en": "Show the report"},
    "report_word": {"id": "Laporan", "en": "Report"},
    "acts_title": {"id": "Yang dapat Anda lakukan", "en": "What you can do"},
    "timeline_title": {"id": "Perjalanan laporan", "en": "What happened so far"},
    "clocks_title": {"id": "Batas waktu", "en": "Deadlines"},
    "text_title": {"id": "Isi laporan", "en": "What was reported"},
    "facts_title": {"id": "Keterangan", "en": "Details"},
    "door_title": {"id": "Ini laporan Anda?", "en": "Is this your report?"},
    "leave": {"id": "Tutup dan lupakan kode di perangkat ini", "en": "Close and forget the code on this device"},
    "door_button": {"id": "Buka dengan kode", "en": "Open with the code"},
    # refusals
    "refusal_hint": {
        "id": "Yang sudah Anda tulis biasanya masih ada bila Anda menekan tombol kembali di peramban.",
        "en": "What you wrote is usually still there when you press your browser’s back button.",
    },
    "refusal_form": {"id": "Buat laporan", "en": "Make a report"},
    "refusal_follow": {"id": "Lacak laporan", "en": "Follow a report"},
    "missing_title": {"id": "Halaman tidak ada", "en": "There is no such page"},
    "missing": {
        "id": "Alamat ini tidak ada di situs ini. Mungkin tautannya salah ketik atau sudah lama.",
        "en": "This address is not on this site. The link may be mistyped or old.",
    },
}

# Where the pages are; the language is part of the address.
URLS: Table = {
    "home": {"id": "/", "en": "/en/"},
    "lookup": {"id": "/lacak/", "en": "/en/follow/"},
    "plain": {"id": "/api/form?lang=id", "en": "/api/form?lang=en"},
}

# Each language by its own name.
NAMES = {"id": "Bahasa Indonesia", "en": "English"}


def of(table: Table, language: str) -> dict[str, str]:
    """All words of one table in one language, Indonesian for a language that is unknown."""
    return {key: row.get(language, row["id"]) for key, row in table.items()}


def known(language: str | None) -> str:
    return language if language in LANGUAGES else "id"
