"""What the pages and their scripts say of a report and of what happens, in both languages."""

from chalicelib.rules.words import Table

# What comes next in each state, and who has it.
NEXT: Table = {
    "received": {
        "id": "Petugas sedang memeriksa laporan ini. Setelah itu laporan diteruskan ke instansi yang berwenang.",
        "en": "An officer is checking this report. After that it goes to the agency in charge.",
    },
    "incomplete": {
        "id": "Petugas membutuhkan keterangan tambahan dari pelapor sebelum dapat melanjutkan.",
        "en": "The officer needs more details from the reporter before going on.",
    },
    "on_hold": {
        "id": "Penanganan ditunda dahulu dan dilanjutkan paling lambat pada batas waktunya.",
        "en": "The work has been put on hold and goes on by the deadline at the latest.",
    },
    "assigned": {
        "id": "Berikutnya, respons awal dari {agency}.",
        "en": "Next comes the first response from {agency}.",
    },
    "in_progress": {
        "id": "Berikutnya, jawaban dari {agency}, yang sedang menindaklanjuti laporan ini.",
        "en": "Next comes the answer from {agency}, which is working on this report.",
    },
    "answered": {
        "id": "{agency} sudah menjawab. Pelapor dapat menyatakan selesai, membalas, atau menolak; "
        "tanpa tanggapan, laporan ditutup pada batas waktunya.",
        "en": "{agency} has answered. The reporter can confirm, reply or dispute; "
        "without a reply the report is closed at the deadline.",
    },
    "disputed": {
        "id": "Keberatan pelapor sedang diperiksa.",
        "en": "The reporter’s objection is being reviewed.",
    },
    "closed": {
        "id": "Laporan ini sudah selesai. Pelapor dapat menilai penanganannya.",
        "en": "This report is closed. The reporter can rate how it was handled.",
    },
    "archived": {
        "id": "Laporan ini diarsipkan. Pelapor dapat mengajukan keberatan sampai batas waktunya.",
        "en": "This report was archived. The reporter can appeal until the deadline.",
    },
    "merged": {
        "id": "Laporan ini digabung dengan laporan lain tentang hal yang sama; jawabannya berlaku juga di sini. "
        "Pelapor dapat menolak bila halnya berbeda.",
        "en": "This report was merged with another one about the same matter, whose answer counts here too. "
        "The reporter can dispute it if the matter is another.",
    },
    "withdrawn": {"id": "Laporan ini dicabut oleh pelapor.", "en": "The reporter withdrew this report."},
}

# Another report, by what this one has to do with it.
RELATED: Table = {
    "merged_into": {"id": "Digabung dengan laporan", "en": "Merged with report"},
    "split_from": {"id": "Dipisahkan dari laporan", "en": "Split off from report"},
}

# What an act of the reporter leads to, said before it is done.
EXPLAINED: Table = {
    "complete": {
        "id": "Tulis keterangan yang diminta petugas; setelah itu laporan berjalan lagi.",
        "en": "Write what the officer asked for; after that the report goes on.",
    },
    "confirm": {
        "id": "Masalahnya sudah beres? Laporan ditutup, dan Anda dapat menilainya.",
        "en": "Is the matter solved? The report is closed, and you can rate it.",
    },
    "reply": {
        "id": "Balasan Anda dibaca instansi dan tampil di perjalanan laporan.",
        "en": "The agency reads your reply, and it appears in the report’s history.",
    },
    "dispute": {
        "id": "Jawabannya tidak menyelesaikan masalah? Instansi di atasnya akan memeriksanya kembali.",
        "en": "Does the answer not solve the matter? The agency above will review it.",
    },
    "rate": {"id": "Seberapa puas Anda dengan penanganannya?", "en": "How content are you with how it was handled?"},
    "appeal": {
        "id": "Tidak setuju laporan ini ditutup atau diarsipkan? Instansi di atasnya akan memeriksanya kembali.",
        "en": "Do you disagree that this report was closed or archived? The agency above will review it.",
    },
    "refer": {
        "id": "Dengan persetujuan Anda, Ombudsman RI diberi tahu dan dapat membaca laporan ini.",
        "en": "With your consent the Ombudsman is told of this report and may read it.",
    },
    "withdraw": {
        "id": "Laporan berhenti diproses. Ini tidak dapat dibatalkan.",
        "en": "Work on the report stops. This cannot be undone.",
    },
}

DONE: Table = {
    "complete": {"id": "Keterangan Anda sudah kami terima.", "en": "We have your details."},
    "confirm": {"id": "Laporan ditutup. Terima kasih.", "en": "The report is closed. Thank you."},
    "reply": {"id": "Balasan Anda sudah kami terima.", "en": "We have your reply."},
    "dispute": {
        "id": "Penolakan Anda sudah kami terima dan akan diperiksa.",
        "en": "We have your objection and will review it.",
    },
    "rate": {"id": "Terima kasih atas nilai Anda.", "en": "Thank you for your rating."},
    "appeal": {
        "id": "Keberatan Anda sudah kami terima dan akan diperiksa.",
        "en": "We have your appeal and will review it.",
    },
    "refer": {
        "id": "Persetujuan Anda dicatat, dan Ombudsman diberi tahu.",
        "en": "Your consent was noted, and the Ombudsman is told.",
    },
    "withdraw": {"id": "Laporan sudah dicabut.", "en": "The report was withdrawn."},
}

RATINGS: Table = {
    "1": {"id": "1: sangat tidak puas", "en": "1: very dissatisfied"},
    "2": {"id": "2: tidak puas", "en": "2: dissatisfied"},
    "3": {"id": "3: cukup", "en": "3: fair"},
    "4": {"id": "4: puas", "en": "4: satisfied"},
    "5": {"id": "5: sangat puas", "en": "5: very satisfied"},
}

# Sentences with values, for the server's pages and the scripts alike.
SAID: Table = {
    "by_day": {"id": "paling lambat {day} ({zone})", "en": "by {day} ({zone})"},
    "by_moment": {"id": "paling lambat {day} pukul {time} {zone}", "en": "by {time} {zone} on {day}"},
    "moment": {"id": "{day} pukul {time} {zone}", "en": "{day}, {time} {zone}"},
    "counted": {"id": "{span} sejak {day}", "en": "{span} from {day}"},
    "skipped": {"id": "Tidak dihitung: {count} hari libur", "en": "Not counted: {count} days off"},
    "skipped_day": {"id": "{day}: {name}", "en": "{day}: {name}"},
    "missed": {"id": "terlewat", "en": "missed"},
    "paused": {"id": "dijeda", "en": "paused"},
    "withheld": {
        "id": "Isi laporan tidak ditampilkan kepada umum: belum diperiksa, atau sudah tidak diproses.",
        "en": "The text is not shown to the public: it was not checked yet, or is no longer dealt with.",
    },
    "untitled": {"id": "Laporan warga", "en": "A citizen’s report"},
    "agency": {"id": "instansi", "en": "the agency"},
    "yes": {"id": "Ya", "en": "Yes"},
    "size": {"id": "({count} KB)", "en": "({count} KB)"},
}

# What is known of a report, named on its page.
FACTS: Table = {
    "kind": {"id": "Jenis", "en": "Kind"},
    "category": {"id": "Kategori", "en": "Category"},
    "area": {"id": "Wilayah", "en": "Area"},
    "location.address": {"id": "Alamat", "en": "Address"},
    "location": {"id": "Titik lokasi", "en": "Location"},
    "occurred_on": {"id": "Tanggal kejadian", "en": "Happened on"},
    "agency": {"id": "Instansi", "en": "Agency"},
    "submitted": {"id": "Disampaikan", "en": "Submitted"},
    "anonymous": {"id": "Anonim", "en": "Anonymous"},
    "confidential": {"id": "Rahasia", "en": "Confidential"},
    "rating": {"id": "Nilai dari pelapor", "en": "Reporter’s rating"},
}

# What only the scripts say.
SCRIPT: Table = {
    "sending": {"id": "Mengirim…", "en": "Sending…"},
    "loading": {"id": "Memuat…", "en": "Loading…"},
    "again": {
        "id": "Sambungan terputus. Mencoba lagi dalam {seconds} detik (percobaan ke-{count}). Tulisan Anda aman.",
        "en": "No connection. Trying again in {seconds} seconds (attempt {count}). What you wrote is safe.",
    },
    "stopped": {
        "id": "Belum terkirim. Tulisan Anda tersimpan di perangkat ini; tekan kirim bila siap.",
        "en": "Not sent yet. What you wrote is kept on this device; press send when you are ready.",
    },
    "offline": {
        "id": "Belum berhasil: sambungan terputus. Periksa sambungan Anda, lalu coba lagi.",
        "en": "That did not work: there is no connection. Please check it, then try again.",
    },
    "first_received": {
        "id": "Laporan ini sudah kami terima pada pengiriman pertama. Perubahan sesudahnya belum ikut; "
        "tambahkan sebagai balasan di halaman Lacak.",
        "en": "We already had this report from your first attempt. Later changes are not in it; "
        "add them as a reply on the Follow page.",
    },
    "another_sent": {
        "id": "Laporan dari formulir ini sudah kami terima dengan isi yang berbeda. "
        "Tekan kirim sekali lagi bila ini memang laporan baru.",
        "en": "We already received a report from this form with other words in it. "
        "Press send once more if this is indeed a new report.",
    },
    "turned_away": {
        "id": "Kiriman ini ditolak sebelum sampai kepada kami. Ubah isinya, atau coba lagi nanti.",
        "en": "This was turned away before it reached us. Please change it, or try again later.",
    },
    "draft_found": {
        "id": "Kami mengembalikan tulisan Anda yang belum terkirim.",
        "en": "We brought back what you had written but not sent.",
    },
    "gps_looking": {"id": "Mencari lokasi…", "en": "Finding where you are…"},
    "gps_found": {
        "id": "Lokasi tercatat: {lat}, {lon}.",
        "en": "Location noted: {lat}, {lon}.",
    },
    "gps_within": {"id": "Ketepatan sekitar {metres} m.", "en": "Within about {metres} m."},
    "gps_failed": {
        "id": "Lokasi tidak ditemukan. Pilih wilayah atau tulis alamatnya saja.",
        "en": "Your location was not found. Just choose an area or write the address.",
    },
}
