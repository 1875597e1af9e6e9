"""The words of the trade in every language of the product, and how a sentence with values is put together.

Tables map a key of the domain (a state, an act, a clock) to its word in each language.
The sentences for what is refused stand in `refusals`.
"""

from collections.abc import Mapping

from chalicelib.rules.refusals import PROBLEMS, REFUSALS, TITLES

Table = Mapping[str, Mapping[str, str]]

LANGUAGES = ("id", "en")

STATES: Table = {
    "received": {"id": "Menunggu verifikasi", "en": "Awaiting verification"},
    "incomplete": {"id": "Perlu dilengkapi", "en": "More details needed"},
    "on_hold": {"id": "Ditunda", "en": "On hold"},
    "assigned": {"id": "Didisposisikan", "en": "Passed to the agency"},
    "in_progress": {"id": "Sedang ditindaklanjuti", "en": "Being worked on"},
    "answered": {"id": "Menunggu tanggapan pelapor", "en": "Answered, awaiting your reply"},
    "disputed": {"id": "Tindak lanjut ditolak", "en": "Answer disputed"},
    "closed": {"id": "Selesai", "en": "Closed"},
    "archived": {"id": "Diarsipkan", "en": "Archived"},
    "merged": {"id": "Digabung", "en": "Merged"},
    "withdrawn": {"id": "Dicabut", "en": "Withdrawn"},
}

KINDS: Table = {
    "complaint": {"id": "Pengaduan", "en": "Complaint"},
    "information": {"id": "Permintaan informasi", "en": "Request for information"},
    "aspiration": {"id": "Aspirasi", "en": "Aspiration"},
}

LEGAL_CLASSES: Table = {
    "information": {"id": "Permintaan informasi", "en": "Request for information"},
    "complaint": {"id": "Pengaduan tidak berkadar pengawasan", "en": "Complaint, not supervisory"},
    "supervisory": {"id": "Pengaduan berkadar pengawasan", "en": "Complaint, supervisory"},
    "aspiration": {"id": "Aspirasi", "en": "Aspiration"},
}

# What was done: one line of a report's history.
ACTS: Table = {
    "submit": {"id": "Laporan diterima", "en": "Report received"},
    "complete": {"id": "Pelapor melengkapi laporan", "en": "Details added by the reporter"},
    "reply": {"id": "Pelapor membalas", "en": "Reply from the reporter"},
    "confirm": {"id": "Pelapor menyatakan selesai", "en": "Confirmed as solved by the reporter"},
    "dispute": {"id": "Pelapor menolak tindak lanjut", "en": "Disputed by the reporter"},
    "appeal": {"id": "Pelapor mengajukan keberatan", "en": "Appealed by the reporter"},
    "withdraw": {"id": "Pelapor mencabut laporan", "en": "Withdrawn by the reporter"},
    "rate": {"id": "Pelapor memberi nilai", "en": "Rated by the reporter"},
    "refer": {"id": "Pelapor menyetujui keterlibatan Ombudsman", "en": "The reporter agreed to the Ombudsman’s part"},
    "verify": {"id": "Diverifikasi dan diteruskan ke instansi", "en": "Verified and passed to the agency"},
    "assign": {"id": "Diteruskan ke instansi", "en": "Passed to the agency"},
    "return": {"id": "Dikembalikan: bukan wewenang instansi", "en": "Returned: not the agency’s authority"},
    "hold": {"id": "Ditunda", "en": "Put on hold"},
    "resume": {"id": "Dilanjutkan kembali", "en": "Taken up again"},
    "ask": {"id": "Diminta melengkapi", "en": "More details asked for"},
    "respond": {"id": "Tanggapan instansi", "en": "Response from the agency"},
    "draft": {"id": "Konsep jawaban dibuat", "en": "Answer drafted"},
    "sign": {"id": "Jawaban ditandatangani dan dikirim", "en": "Answer signed and sent"},
    "redraft": {"id": "Konsep dikembalikan untuk diperbaiki", "en": "Draft sent back to be mended"},
    "answer": {"id": "Jawaban instansi", "en": "Answer from the agency"},
    "note": {"id": "Catatan internal", "en": "Internal note"},
    "correct": {"id": "Data laporan diperbaiki", "en": "Details corrected"},
    "merge": {"id": "Digabung dengan laporan lain", "en": "Merged with another report"},
    "join": {"id": "Laporan lain digabung ke laporan ini", "en": "Another report was merged into this one"},
    "split": {"id": "Sebagian menjadi laporan tersendiri", "en": "Part of it became a report of its own"},
    "extend": {"id": "Batas waktu diperpanjang", "en": "Deadline extended"},
    "archive": {"id": "Diarsipkan", "en": "Archived"},
    "uphold": {"id": "Keberatan dikabulkan", "en": "Objection upheld"},
    "overrule": {"id": "Keberatan tidak dikabulkan", "en": "Objection overruled"},
    "decide": {"id": "Instansi ditetapkan oleh koordinator", "en": "Agency decided by the coordinator"},
    "escalate": {"id": "Dinaikkan ke atasan", "en": "Escalated"},
    "reopen": {"id": "Dibuka kembali", "en": "Reopened"},
    "identify": {"id": "Identitas pelapor dibaca", "en": "Reporter’s identity read"},
    "route": {"id": "Instansi tujuan ditemukan", "en": "Agency found"},
    "lapse": {"id": "Waktu melengkapi habis; laporan dilanjutkan", "en": "Time to add details over; report goes on"},
    "close": {"id": "Selesai karena tidak ada balasan", "en": "Closed, as no reply came"},
    "separate": {"id": "Dipisahkan kembali dari laporan lain", "en": "Separated from the other report again"},
}

# What one does: buttons, and sentences about what may not be done.
VERBS: Table = {
    "submit": {"id": "Kirim laporan", "en": "Submit a report"},
    "complete": {"id": "Lengkapi laporan", "en": "Add details"},
    "reply": {"id": "Balas", "en": "Reply"},
    "confirm": {"id": "Nyatakan selesai", "en": "Confirm as solved"},
    "dispute": {"id": "Tolak tindak lanjut", "en": "Dispute the answer"},
    "appeal": {"id": "Ajukan keberatan", "en": "Appeal"},
    "withdraw": {"id": "Cabut laporan", "en": "Withdraw the report"},
    "rate": {"id": "Beri nilai", "en": "Rate"},
    "refer": {"id": "Teruskan ke Ombudsman", "en": "Refer to the Ombudsman"},
    "verify": {"id": "Verifikasi", "en": "Verify"},
    "assign": {"id": "Teruskan ke instansi", "en": "Pass to an agency"},
    "return": {"id": "Kembalikan: bukan wewenang kami", "en": "Return: not our authority"},
    "hold": {"id": "Tunda", "en": "Put on hold"},
    "resume": {"id": "Lanjutkan kembali", "en": "Take up again"},
    "ask": {"id": "Minta dilengkapi", "en": "Ask for details"},
    "respond": {"id": "Beri tanggapan", "en": "Respond"},
    "draft": {"id": "Buat konsep jawaban", "en": "Draft an answer"},
    "sign": {"id": "Tandatangani jawaban", "en": "Sign the answer"},
    "redraft": {"id": "Kembalikan konsep", "en": "Send the draft back"},
    "answer": {"id": "Jawab", "en": "Answer"},
    "note": {"id": "Tulis catatan internal", "en": "Write an internal note"},
    "correct": {"id": "Perbaiki data laporan", "en": "Correct the details"},
    "merge": {"id": "Gabungkan", "en": "Merge"},
    "join": {"id": "Terima penggabungan", "en": "Take in the other report"},
    "split": {"id": "Pisahkan sebagian", "en": "Split off a part"},
    "extend": {"id": "Perpanjang batas waktu", "en": "Extend the deadline"},
    "archive": {"id": "Arsipkan", "en": "Archive"},
    "uphold": {"id": "Kabulkan keberatan", "en": "Uphold the objection"},
    "overrule": {"id": "Tolak keberatan", "en": "Overrule the objection"},
    "decide": {"id": "Tetapkan instansi", "en": "Decide the agency"},
    "escalate": {"id": "Naikkan ke atasan", "en": "Escalate"},
    "reopen": {"id": "Buka kembali", "en": "Reopen"},
    "identify": {"id": "Baca identitas pelapor", "en": "Read the reporter’s identity"},
    "route": {"id": "Cari instansi tujuan", "en": "Find the agency"},
    "lapse": {"id": "Lanjutkan tanpa kelengkapan", "en": "Go on without the details"},
    "close": {"id": "Tutup laporan", "en": "Close the report"},
    "separate": {"id": "Pisahkan kembali", "en": "Separate again"},
}

CLOCKS: Table = {
    "routing": {"id": "Penentuan instansi", "en": "Finding the agency"},
    "verification": {"id": "Verifikasi", "en": "Verification"},
    "first_response": {"id": "Respons awal", "en": "First response"},
    "total": {"id": "Penyelesaian", "en": "Whole handling"},
    "response": {"id": "Tindak lanjut", "en": "Answer"},
    "completion": {"id": "Melengkapi laporan", "en": "Adding details"},
    "hold": {"id": "Penundaan", "en": "Hold"},
    "reply_window": {"id": "Tanggapan pelapor", "en": "Reporter’s reply"},
    "validation": {"id": "Pemeriksaan keberatan", "en": "Review of the objection"},
    "decision": {"id": "Penetapan instansi", "en": "Decision on the agency"},
    "appeal": {"id": "Pengajuan keberatan", "en": "Time to appeal"},
    "escalation": {"id": "Eskalasi", "en": "Escalation"},
}

ROLES: Table = {
    "reporter": {"id": "Pelapor", "en": "Reporter"},
    "coordinator": {"id": "Koordinator", "en": "Coordinator"},
    "officer": {"id": "Pejabat penghubung", "en": "Liaison officer"},
    "signer": {"id": "Kepala unit", "en": "Head of the unit"},
    "auditor": {"id": "Auditor", "en": "Auditor"},
    "operator": {"id": "Operator", "en": "Operator"},
    "system": {"id": "Sistem", "en": "System"},
}

UNITS: Table = {
    "working_days": {"id": "hari kerja", "en": "working days"},
    "days": {"id": "hari", "en": "days"},
    "hours": {"id": "jam", "en": "hours"},
    "minutes": {"id": "menit", "en": "minutes"},
}

# Why a day is skipped by the working-day calendar.
DAYS_OFF: Table = {
    "weekend": {"id": "akhir pekan", "en": "weekend"},
    "holiday": {"id": "hari libur nasional", "en": "public holiday"},
    "leave": {"id": "cuti bersama", "en": "collective leave"},
}

# Why a report went to the agency it went to.
ROUTING: Table = {
    "wish": {"id": "Instansi ini dipilih pelapor.", "en": "The reporter named this agency."},
    "category_area": {
        "id": "Instansi ini menangani kategori tersebut di wilayah itu.",
        "en": "This agency handles the category in that area.",
    },
    "category": {"id": "Instansi ini menangani kategori tersebut.", "en": "This agency handles the category."},
    "coordinator": {
        "id": "Instansi yang tepat belum jelas; koordinator yang akan menentukan.",
        "en": "The agency is not clear yet; the coordinator will decide.",
    },
}

FIELDS: Table = {
    "kind": {"id": "Jenis laporan", "en": "Kind of report"},
    "title": {"id": "Judul", "en": "Title"},
    "description": {"id": "Uraian", "en": "Description"},
    "category": {"id": "Kategori", "en": "Category"},
    "legal_class": {"id": "Kelas laporan", "en": "Legal class"},
    "occurred_on": {"id": "Tanggal kejadian", "en": "Date it happened"},
    "area": {"id": "Wilayah", "en": "Area"},
    "location": {"id": "Lokasi", "en": "Location"},
    "location.lat": {"id": "Lintang", "en": "Latitude"},
    "location.lon": {"id": "Bujur", "en": "Longitude"},
    "location.address": {"id": "Alamat lokasi", "en": "Address of the place"},
    "agency": {"id": "Instansi", "en": "Agency"},
    "anonymous": {"id": "Sembunyikan identitas saya", "en": "Hide my identity"},
    "confidential": {"id": "Rahasiakan isi laporan", "en": "Keep the report confidential"},
    "contact": {"id": "Kontak", "en": "Contact"},
    "contact.name": {"id": "Nama", "en": "Name"},
    "contact.phone": {"id": "Nomor ponsel", "en": "Mobile number"},
    "contact.email": {"id": "Alamat surel", "en": "E-mail address"},
    "language": {"id": "Bahasa", "en": "Language"},
    "text": {"id": "Isi", "en": "Text"},
    "reason": {"id": "Alasan", "en": "Reason"},
    "until": {"id": "Sampai tanggal", "en": "Until"},
    "version": {"id": "Versi yang dilihat", "en": "Version seen"},
    "rating": {"id": "Nilai", "en": "Rating"},
    "into": {"id": "Nomor laporan induk", "en": "Number of the other report"},
    "missing": {"id": "Yang perlu dilengkapi", "en": "What is missing"},
    "justification": {"id": "Alasan jawaban tetap dikirim", "en": "Why the answer stands"},
    "attachments": {"id": "Lampiran", "en": "Attachments"},
    "access_code": {"id": "Kode akses", "en": "Access code"},
}

_SPOKEN: Mapping[str, Table] = {
    "act": VERBS,
    "state": STATES,
    "role": ROLES,
    "clock": CLOCKS,
    "unit": UNITS,
    "kind": KINDS,
}


class _Values(dict[str, str]):
    """A sentence is shown even when a value is missing: a gap is better than no answer."""

    def __missing__(self, key: str) -> str:
        return "…"


def word(table: Table, key: str, language: str) -> str:
    """The word for `key` in `language`; an unknown language falls back to Indonesian."""
    row = table[key]
    return row.get(language, row["id"])


def refusal(code: str, language: str, values: Mapping[str, object]) -> str:
    return word(REFUSALS, code, language).format_map(_spoken(values, language))


def problem(code: str, language: str, values: Mapping[str, object]) -> str:
    return word(PROBLEMS, code, language).format_map(_spoken(values, language))


def title(status: int, language: str) -> str:
    """The short title of an answer with this HTTP status."""
    return word(TITLES, str(status), language)


def _spoken(values: Mapping[str, object], language: str) -> _Values:
    return _Values({name: _value(name, str(value), language) for name, value in values.items()})


def _value(name: str, value: str, language: str) -> str:
    table = _SPOKEN.get(name, {})
    return word(table, value, language) if value in table else value
