"""How the fields of the forms are named and explained, in both languages."""

from chalicelib.rules.words import Table

# A field's label where the form asks more warmly than the trade's word.
LABELS: Table = {
    "kind": {"id": "Jenis laporan", "en": "Kind of report"},
    "title": {"id": "Judul singkat", "en": "Short title"},
    "description": {"id": "Ceritakan", "en": "Tell the story"},
    "category": {"id": "Kategori", "en": "Category"},
    "area": {"id": "Wilayah", "en": "Area"},
    "location.address": {"id": "Alamat atau patokan", "en": "Address or landmark"},
    "occurred_on": {"id": "Tanggal kejadian", "en": "Date it happened"},
    "anonymous": {"id": "Anonim: sembunyikan identitas saya", "en": "Anonymous: hide who I am"},
    "confidential": {"id": "Rahasia: sembunyikan isi laporan", "en": "Confidential: hide what I report"},
    "contact.name": {"id": "Nama", "en": "Name"},
    "contact.phone": {"id": "Nomor ponsel", "en": "Mobile number"},
    "contact.email": {"id": "Surel", "en": "E-mail"},
    "agency": {"id": "Instansi tujuan", "en": "Agency you have in mind"},
    "id": {"id": "Nomor laporan", "en": "Report number"},
    "code": {"id": "Kode akses", "en": "Access code"},
    "complete.text": {"id": "Keterangan tambahan", "en": "The details asked for"},
    "reply.text": {"id": "Balasan Anda", "en": "Your reply"},
    "dispute.text": {"id": "Mengapa belum tuntas?", "en": "Why is it not solved?"},
    "appeal.text": {"id": "Mengapa Anda keberatan?", "en": "Why do you object?"},
    "rate.rating": {"id": "Nilai", "en": "Rating"},
    "rate.text": {"id": "Komentar", "en": "Comment"},
    "withdraw.text": {"id": "Alasan", "en": "Reason"},
}

HINTS: Table = {
    "title": {"id": "Contoh: Lampu jalan padam sejak seminggu", "en": "Such as: Street light out for a week"},
    "description": {
        "id": "Apa yang terjadi, sejak kapan, siapa yang terdampak. "
        "Jangan tulis NIK atau data pribadi orang lain: isi laporan dapat dibaca publik setelah diperiksa.",
        "en": "What happened, since when, who is affected. Leave out identity numbers and other people’s "
        "personal data: once checked, the public can read the report.",
    },
    "category": {"id": "Tidak yakin? Biarkan saja.", "en": "Not sure? Leave it."},
    "location.address": {"id": "Contoh: depan SD, dekat jembatan", "en": "Such as: by the school, near the bridge"},
    "anonymous": {
        "id": "Nama dan kontak Anda tidak ditunjukkan kepada instansi maupun publik; "
        "hanya dipakai untuk mengabari Anda.",
        "en": "Neither the agency nor the public is shown your name and contact; they only serve to reach you.",
    },
    "confidential": {
        "id": "Laporan tidak ditunjukkan kepada publik; hanya Anda dan petugas yang menanganinya dapat membacanya.",
        "en": "The public is not shown the report; only you and the officers who handle it can read it.",
    },
    "contact.phone": {"id": "Contoh: 0812 3456 7890", "en": "Such as: 0812 3456 7890"},
    "id": {"id": "Contoh: {example}", "en": "Such as: {example}"},
    "code": {
        "id": "Tanpa kode, Anda hanya melihat yang terbuka untuk umum.",
        "en": "Without the code you see only what is public.",
    },
}

# The choice "none of them" of each list.
NONE: Table = {
    "category": {"id": "Pilih kategori", "en": "Choose a category"},
    "area": {"id": "Pilih wilayah", "en": "Choose an area"},
    "agency": {"id": "Biarkan kami yang memilih", "en": "Let us choose"},
}

KIND_HINTS: Table = {
    "complaint": {
        "id": "Ada yang rusak, tidak jalan, atau tidak adil. Contoh: sampah tidak diangkut.",
        "en": "Something is broken, does not work, or is unfair. Such as: rubbish not collected.",
    },
    "information": {
        "id": "Anda ingin tahu sesuatu. Contoh: syarat mengurus akta kelahiran.",
        "en": "You want to know something. Such as: what a birth certificate needs.",
    },
    "aspiration": {
        "id": "Anda punya usul. Contoh: tambah halte di dekat sekolah.",
        "en": "You have an idea. Such as: a bus stop near the school.",
    },
}
