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
    "decided": {
        "id": "Koordinator sudah menetapkan instansi ini; laporan tidak dapat dikembalikan lagi.",
        "en": "The coordinator has decided on this agency; the report cannot be passed back any more.",
    },
    "must_be_decided": {
        "id": "Laporan ini sudah terlalu sering berpindah. Koordinator harus menetapkan instansinya.",
        "en": "This report has been passed on too often. The coordinator must decide on its agency.",
    },
    "held_too_often": {
        "id": "Laporan ini sudah ditunda sebanyak yang diperbolehkan. Lanjutkan, atau minta pelapor melengkapi.",
        "en": "This report was put on hold as often as allowed. Go on with it, or ask the reporter for details.",
    },
    "already_extended": {
        "id": "Batas waktu laporan ini sudah pernah diperpanjang.",
        "en": "The deadline of this report was extended once already.",
    },
    "nothing_to_extend": {
        "id": "Saat ini tidak ada batas waktu jawaban yang berjalan, jadi tidak ada yang diperpanjang.",
        "en": "No deadline for an answer is running now, so there is nothing to extend.",
    },
    "no_draft": {
        "id": "Belum ada konsep jawaban. Petugas perlu membuat konsepnya dahulu.",
        "en": "There is no draft of an answer yet. An officer has to write one first.",
    },
    "too_late_to_appeal": {
        "id": "Waktu mengajukan keberatan sudah lewat atau tidak berlaku untuk laporan ini. "
        "Anda dapat membuat laporan baru.",
        "en": "The time to appeal is over, or there is none for this report. You can make a new report.",
    },
    "others_joined": {
        "id": "Laporan lain sudah digabung ke laporan ini, jadi laporan ini tidak dapat digabung ke laporan lain.",
        "en": "Other reports were merged into this one, so it cannot be merged into another.",
    },
    "own_answer": {
        "id": "Keberatan atas jawaban instansi sendiri diperiksa oleh instansi di atasnya.",
        "en": "An objection to one’s own agency’s answer is reviewed by the agency above.",
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
    "scope_missing": {
        "id": "Token aplikasi ini tidak memiliki cakupan {scope}. Mintalah token dengan cakupan itu, "
        "atau mintalah pengelola memberikannya.",
        "en": "This client’s token lacks the scope {scope}. Ask for a token with that scope, "
        "or ask the operators to grant it.",
    },
    "anonymous_reporter": {
        "id": "Pelapor memilih anonim, jadi identitasnya tidak dibuka untuk instansi. "
        "Anda tetap dapat berhubungan lewat laporan ini.",
        "en": "The reporter chose to stay anonymous, so agencies are not shown who it is. "
        "You can still write to the reporter through the report.",
    },
    "desk_not_yours": {
        "id": "Ini pekerjaan meja instansi: hanya petugas, pejabat penanda tangan, atau koordinatornya yang dapat "
        "melakukannya.",
        "en": "This is work at an agency’s desk: only its officers, signers or coordinator can do it.",
    },
    "webhook_not_yours": {
        "id": "Webhook suatu instansi diatur petugas, penanda tangan, atau koordinatornya. Mintalah kepada mereka.",
        "en": "An agency’s webhook is set by its officers, signers or coordinators. Please ask one of them.",
    },
    "no_webhook": {
        "id": "Instansi Anda belum mendaftarkan webhook. Daftarkan dengan PUT ke alamat ini.",
        "en": "Your agency has registered no webhook. Register one by PUT to this address.",
    },
    "unknown_template": {
        "id": "Instansi Anda tidak memiliki templat dengan nama ini. Lihat daftar templat untuk nama yang ada.",
        "en": "Your agency has no template of this name. See the list of templates for those it has.",
    },
    "too_many_templates": {
        "id": "Instansi Anda sudah memiliki {limit} templat, paling banyak yang dapat disimpan. "
        "Hapus salah satu, lalu simpan lagi.",
        "en": "Your agency has {limit} templates already, the most that are kept. Delete one, then save again.",
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
    "list": {
        "id": 'Harus berupa daftar, misalnya ["location", "occurred_on"].',
        "en": 'This must be a list, such as ["location", "occurred_on"].',
    },
    "outside_your_tree": {
        "id": "Instansi ini di luar lingkup Anda. Kembalikan laporan (return) dengan usulan instansi ini.",
        "en": "This agency is outside your part of the tree. Return the report and propose this agency.",
    },
    "complaints_only": {
        "id": "Kelas ini hanya berlaku untuk pengaduan.",
        "en": "This class is for complaints only.",
    },
    "extension": {
        "id": "Pilih tanggal setelah {after} dan paling lambat {latest}.",
        "en": "Choose a date after {after} and not later than {latest}.",
    },
    "unknown_number": {
        "id": "Tidak ada laporan dengan nomor ini dalam lingkup Anda. Periksa kembali nomornya.",
        "en": "There is no report of this number in your part of the tree. Please check the number.",
    },
    "not_to_merge_into": {
        "id": "Pilih laporan lain yang masih terbuka dan tidak rahasia.",
        "en": "Choose another report that is open and not confidential.",
    },
    "answer_says_nothing": {
        "id": "Jawaban ini belum berisi. Tuliskan apa yang sudah atau akan dilakukan; "
        "atau isi “justification” bila memang cukup.",
        "en": "This answer says nothing yet. Write what was or will be done; "
        "or give a “justification” if it is enough.",
    },
    "answer_only_cites": {
        "id": "Jawaban ini hanya mengutip peraturan. Jelaskan artinya bagi laporan ini; "
        "atau isi “justification” bila memang cukup.",
        "en": "This answer only cites regulations. Say what they mean for this report; "
        "or give a “justification” if it is enough.",
    },
    "answer_copied": {
        "id": "Jawaban ini sama kata demi kata dengan jawaban sebelumnya. Jawablah laporan ini; "
        "atau isi “justification” bila memang sama.",
        "en": "This answer was given before, word for word. Answer this report; "
        "or give a “justification” if it really is the same.",
    },
    "receiver": {
        "id": "Ini bukan alamat web lengkap tanpa nama pengguna, kata sandi, dan tanda #. "
        "Contoh yang benar: https://sistem.contoh.go.id/tuntas.",
        "en": "This is not a whole web address without user name, password and #. "
        "A right one looks like https://system.example.go.id/tuntas.",
    },
    "not_https": {
        "id": "Alamat ini harus diawali dengan https://.",
        "en": "This address must begin with https://.",
    },
    "port": {
        "id": "Port ini tidak dapat dipakai. Pakai port biasa (443), atau {low} ke atas.",
        "en": "This port cannot be used. Use the usual one (443), or {low} and above.",
    },
    "not_public": {
        "id": "Alamat ini tidak dapat dijangkau dari internet umum. Pakai alamat yang umum.",
        "en": "This address is not on the public internet. Use one that is.",
    },
    "template_name": {
        "id": "Nama templat terdiri dari 1 sampai 40 huruf kecil, angka, atau tanda hubung, misalnya sudah-selesai.",
        "en": "A template’s name is 1 to 40 small letters, digits or hyphens, such as already-done.",
    },
    "placeholder": {
        "id": "Ada penanda yang tidak dikenal atau kurung kurawal tanpa pasangan. Penanda yang ada: {known}. "
        "Tulis {{{{ atau }}}} untuk kurung kurawal biasa.",
        "en": "There is an unknown placeholder, or a brace without its other. The placeholders are {known}. "
        "Write {{{{ or }}}} for a brace of the text.",
    },
    "too_many": {
        "id": "Terlalu banyak: paling banyak {limit}.",
        "en": "Too many: at most {limit}.",
    },
    "unknown_attachment": {
        "id": "Lampiran ke-{position} tidak ada untuk laporan ini. Unggah berkasnya dahulu, lalu sebutkan id-nya.",
        "en": "Attachment number {position} is not there for this report. Upload the file first, then name its id.",
    },
    "not_what_it_says": {
        "id": "Isi lampiran ke-{position} tidak sesuai jenisnya. Unggah berkas PDF, JPEG, atau PNG yang sebenarnya.",
        "en": "Attachment number {position} is not of the type it says. Upload a real PDF, JPEG or PNG file.",
    },
    "nothing_to_correct": {
        "id": "Sebutkan sekurang-kurangnya satu hal yang diperbaiki.",
        "en": "Name at least one thing that is corrected.",
    },
}
