"""The sentences for everything the product refuses, and for every way a field can be wrong.

Each says what is wrong and what would be right. None repeats what a person typed.
"""

from collections.abc import Mapping

REFUSALS: Mapping[str, Mapping[str, str]] = {
    "invalid": {
        "id": "Beberapa isian belum benar. Silakan perbaiki isian yang disebutkan, lalu kirim lagi.",
        "en": "Some fields are not right yet. Please correct the ones named, then send again.",
    },
    "act_not_yours": {
        "id": "Tindakan “{act}” tidak tersedia bagi peran {role}.",
        "en": "The act “{act}” is not open to the role {role}.",
    },
    "act_not_now": {
        "id": "Status laporan ini “{state}”, jadi “{act}” tidak dapat dilakukan saat ini. "
        "Muat ulang laporan untuk melihat apa yang dapat dilakukan.",
        "en": "This report’s status is “{state}”, so “{act}” cannot be done now. "
        "Load the report again to see what can be done.",
    },
    "unknown_report": {
        "id": "Laporan dengan nomor ini tidak ditemukan. Periksa kembali nomornya; "
        "laporan rahasia hanya terbuka dengan kode aksesnya.",
        "en": "No report with this number was found. Please check the number; "
        "a confidential report opens only with its access code.",
    },
    "unknown_page": {
        "id": "Halaman atau alamat ini tidak ada. Periksa kembali alamatnya.",
        "en": "There is nothing at this address. Please check the address.",
    },
    "unknown_act": {
        "id": "Tindakan ini tidak dikenal. Pilih salah satu tindakan yang tersedia pada laporan.",
        "en": "This act is not known. Choose one of the acts the report offers.",
    },
    "wrong_code": {
        "id": "Kode akses ini tidak cocok dengan laporan. Periksa kembali kode yang Anda terima saat melapor.",
        "en": "This access code does not fit the report. Please check the code you were given when you reported.",
    },
    "no_appointment": {
        "id": "Akun Anda belum memiliki penunjukan yang berlaku. Mintalah koordinator daerah untuk memeriksanya.",
        "en": "Your account has no appointment in force. Please ask the region’s coordinator to check it.",
    },
    "changed_meanwhile": {
        "id": "Laporan ini baru saja diubah orang lain; statusnya kini “{state}”. "
        "Muat ulang laporan, lalu putuskan lagi.",
        "en": "Somebody else has just changed this report; its status is now “{state}”. "
        "Load it again, then decide anew.",
    },
    "busy": {
        "id": "Laporan ini sedang diubah pada saat yang sama. Silakan coba lagi beberapa detik lagi.",
        "en": "This report is being changed at this very moment. Please try again in a few seconds.",
    },
    "other_submission": {
        "id": "Kunci pengiriman ini sudah dipakai untuk laporan lain. Buka formulir baru, lalu kirim lagi.",
        "en": "This submission key was already used for another report. Open a new form, then send again.",
    },
    "idempotency_key": {
        "id": "Idempotency-Key harus berupa UUID atau teks acak sekurang-kurangnya 128 bit.",
        "en": "The Idempotency-Key must be a UUID or random text of at least 128 bits.",
    },
    "broken_json": {
        "id": "Isi permintaan bukan objek JSON yang utuh. Periksa penulisannya, lalu kirim lagi.",
        "en": "The request’s body is not a whole JSON object. Please check how it is written, then send again.",
    },
    "broken_form": {
        "id": "Isian formulir tidak dapat dibaca. Buka kembali formulirnya, lalu kirim lagi.",
        "en": "The form that was sent cannot be read. Open the form again, then send it once more.",
    },
    "too_large": {
        "id": "Kiriman ini terlalu besar: paling banyak {limit}. Persingkat isinya, lalu kirim lagi.",
        "en": "This is larger than can be taken: at most {limit}. Please shorten it, then send again.",
    },
    "wrong_type": {
        "id": "Jenis isi kiriman ini tidak dapat dibaca. Yang dapat dibaca: {expected}.",
        "en": "This content type cannot be read. What can be read: {expected}.",
    },
    "cursor": {
        "id": "Penanda halaman ini tidak berlaku. Mulailah lagi dari halaman pertama.",
        "en": "This page marker is not valid. Please start again from the first page.",
    },
    "out_of_calendar": {
        "id": "Batas waktunya jatuh pada tahun {year}, yang belum ada dalam kalender hari kerja. "
        "Pengelola sudah diberi tahu; silakan coba lagi besok.",
        "en": "The deadline falls in {year}, which the working-day calendar does not hold yet. "
        "The operators have been told; please try again tomorrow.",
    },
    "not_your_tree": {
        "id": "Laporan ini ada pada instansi di luar lingkup tugas Anda.",
        "en": "This report is with an agency outside your part of the agency tree.",
    },
    "already_referred": {
        "id": "Persetujuan Anda untuk Ombudsman sudah dicatat.",
        "en": "Your consent for the Ombudsman has been noted already.",
    },
    "too_many_replies": {
        "id": "Percakapan laporan ini sudah terlalu panjang. Tunggulah jawaban instansi, atau buat laporan baru.",
        "en": "This report’s conversation has become too long. Please await the agency’s answer, or make a new report.",
    },
    "no_reports_for_operators": {
        "id": "Pengelola sistem tidak membaca laporan. Masuklah dengan akun petugas instansi.",
        "en": "Operators of the system read no reports. Please sign in with an agency’s account.",
    },
    "anonymous_reporter": {
        "id": "Pelapor memilih anonim, jadi identitasnya tidak dibuka untuk instansi. "
        "Anda tetap dapat berhubungan lewat laporan ini.",
        "en": "The reporter chose to stay anonymous, so agencies are not shown who it is. "
        "You can still write to the reporter through the report.",
    },
    "unknown_agency": {
        "id": "Instansi ini tidak ada dalam daftar daerah. Pilih instansi dari daftar.",
        "en": "This agency is not in the region’s list. Choose an agency from the list.",
    },
    "wrong_method": {
        "id": "Alamat ini ada, tetapi tidak untuk metode HTTP tersebut.",
        "en": "This address exists, but not for that HTTP method.",
    },
    "failed": {
        "id": "Terjadi kesalahan pada sistem kami, bukan pada isian Anda. Silakan coba lagi beberapa saat lagi.",
        "en": "Something failed on our side, not in what you sent. Please try again in a little while.",
    },
}

# The short title of an answer, by HTTP status.
TITLES: Mapping[str, Mapping[str, str]] = {
    "400": {"id": "Permintaan tidak dapat dibaca", "en": "The request cannot be read"},
    "401": {"id": "Perlu masuk", "en": "Please sign in"},
    "403": {"id": "Tidak diizinkan", "en": "Not allowed"},
    "404": {"id": "Tidak ditemukan", "en": "Not found"},
    "405": {"id": "Metode tidak tersedia", "en": "Method not available"},
    "409": {"id": "Tidak dapat dilakukan saat ini", "en": "Not possible now"},
    "413": {"id": "Terlalu besar", "en": "Too large"},
    "415": {"id": "Jenis isi tidak dikenal", "en": "Content type not known"},
    "422": {"id": "Isian belum benar", "en": "Some fields are not right"},
    "429": {"id": "Terlalu sering", "en": "Too many requests"},
    "500": {"id": "Terjadi kesalahan", "en": "Something failed"},
    "503": {"id": "Belum dapat dilayani", "en": "Not available yet"},
}

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "required": {"id": "Mohon diisi.", "en": "Please fill this in."},
    "too_long": {
        "id": "Terlalu panjang: paling banyak {limit} karakter.",
        "en": "Too long: at most {limit} characters.",
    },
    "text": {"id": "Harus berupa teks.", "en": "This must be text."},
    "boolean": {"id": "Harus berupa ya atau tidak (true atau false).", "en": "This must be yes or no (true or false)."},
    "number": {"id": "Harus berupa angka.", "en": "This must be a number."},
    "whole_number": {
        "id": "Harus berupa bilangan bulat dari {low} sampai {high}.",
        "en": "This must be a whole number from {low} to {high}.",
    },
    "date": {
        "id": "Harus berupa tanggal yang ada, ditulis tahun-bulan-hari, misalnya 2026-11-24.",
        "en": "This must be a date that exists, written year-month-day, such as 2026-11-24.",
    },
    "object": {
        "id": "Harus berupa kelompok isian bernama (objek JSON).",
        "en": "This must be a group of named fields (a JSON object).",
    },
    "unknown_field": {
        "id": "Isian ini tidak dikenal. Hapus, atau periksa penulisan namanya.",
        "en": "This field is not known. Remove it, or check how its name is written.",
    },
    "unknown_choice": {
        "id": "Pilihan ini tidak ada. Pilih salah satu dari daftar.",
        "en": "There is no such choice. Choose one from the list.",
    },
    "same_agency": {
        "id": "Laporan ini sudah ada pada instansi tersebut. Pilih instansi lain.",
        "en": "The report is already with that agency. Choose another one.",
    },
    "place_required": {
        "id": "Mohon sebutkan tempatnya: pilih wilayah, atau isi lokasi.",
        "en": "Please say where it is: choose an area, or give a location.",
    },
    "outside_region": {
        "id": "Titik ini berada di luar daerah yang dilayani. Geser titiknya, atau pilih wilayah saja.",
        "en": "This point lies outside the region served here. Move the point, or just choose an area.",
    },
    "half_point": {
        "id": "Lintang dan bujur harus diisi keduanya, atau dikosongkan keduanya.",
        "en": "Latitude and longitude must both be given, or both be left out.",
    },
    "future_date": {
        "id": "Tanggal ini belum tiba. Isi hari ini atau tanggal sebelumnya.",
        "en": "This date is still to come. Give today or an earlier date.",
    },
    "too_old": {
        "id": "Tanggal ini terlalu lama. Isi tanggal mulai tahun {year}.",
        "en": "This date is too long ago. Give a date from {year} on.",
    },
    "past_date": {
        "id": "Tanggal ini sudah lewat. Isi tanggal setelah hari ini.",
        "en": "This date has passed. Give a date after today.",
    },
    "too_far": {
        "id": "Tanggal ini terlalu jauh: paling lama {days} hari dari hari ini.",
        "en": "This date is too far away: at most {days} days from today.",
    },
    "phone": {
        "id": "Ini bukan nomor ponsel Indonesia. Contoh yang benar: 0812 3456 7890.",
        "en": "This is not an Indonesian mobile number. A right one looks like 0812 3456 7890.",
    },
    "email": {
        "id": "Ini bukan alamat surel yang lengkap. Contoh yang benar: nama@contoh.id.",
        "en": "This is not a whole e-mail address. A right one looks like name@example.com.",
    },
    "nothing_to_correct": {
        "id": "Sebutkan sekurang-kurangnya satu hal yang diperbaiki.",
        "en": "Name at least one thing that is corrected.",
    },
}
