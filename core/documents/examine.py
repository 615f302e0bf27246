"""What a file really is, looked at in the sandbox: its type, pages, resolution, what makes it unusable."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

from core.errors import Refused
from core.language import mark

PDF, TIFF, JPEG, PNG = "application/pdf", "image/tiff", "image/jpeg", "image/png"

MAGIC = (
    (b"%PDF-", PDF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"MZ", "application/x-dosexec"),
    (b"\x7fELF", "application/x-elf"),
    (b"Rar!", "application/x-rar"),
    (b"7z\xbc\xaf", "application/x-7z"),
    (b"{\\rtf", "text/rtf"),
)
ACCEPTED = {PDF: ".pdf", TIFF: ".tif", JPEG: ".jpg", PNG: ".png"}
"""Formats a scan may have (TT 39/2017/TT-BTTTT, 3.4 and 3.7); others are refused with a sentence."""

PAGES = 3_000
"""More pages than this in one file is no letter."""
PIXELS = 200_000_000
"""An A2 sheet at 600 dpi has 139 million; more is a bomb."""
RESOLUTION = 200
"""Dots per inch a digitised paper must have (Decree 30/2020, Annex I, part II.I)."""
OLDEST_PDF = "1.4"
MALFORMED = (ValueError, TypeError, AttributeError, ArithmeticError, LookupError, RuntimeError, struct.error)
"""What libraries raise when a part of a file is not what it should be: a number where a list belongs."""
SIDE = 14_400
"""Points a page of a PDF may be wide or high (ISO 32000-1, Annex C): five metres."""
CONTENT = 64 << 20
"""Bytes a page may need to say what is drawn on it; a dense map has a few million."""

NOTES = {
    "resolution": mark("Độ phân giải {dpi} dpi, thấp hơn 200 dpi theo Phụ lục I Nghị định 30/2020/NĐ-CP."),
    "no_resolution": mark("Tệp không ghi độ phân giải; không kiểm tra được mức tối thiểu 200 dpi."),
    "bilevel": mark("Ảnh đen trắng; Nghị định 30/2020/NĐ-CP yêu cầu bản số hóa là ảnh màu."),
    "old_pdf": mark("PDF phiên bản {version}, thấp hơn 1.4."),
    "attachments": mark("Tệp PDF có kèm {count} tệp bên trong; chỉ nội dung các trang được đăng ký."),
    "mended": mark("Tệp bị hỏng cấu trúc đã được hệ thống ghi lại; xem lại từng trang trước khi trình."),
    "suffix": mark("Đuôi tên tệp không khớp nội dung ({media_type})."),
}
"""What is lawful to register but worth a word to the clerk; facts are kept beside the file."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a usable file is."""

    media_type: str
    pages: int
    facts: dict[str, Any]
    """`dpi`, `colour`, `version`, `signatures`, and `notes` (keys of NOTES)."""


def sniff(head: bytes) -> str:
    """Return the media type that the first bytes tell, or "" when they tell none we know."""
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    return PDF if b"%PDF-" in head[:1024] else ""


def examine(file: BinaryIO, name: str) -> Examined:
    """Return what the file is; raise Refused with the sentence the clerk reads when it cannot be used.

    Meant for the sandbox: it reads hostile files with native libraries, and may be killed for it.
    """
    head = file.read(1024)
    media_type = sniff(head)
    if not head:
        raise Refused("VT-2310", "Tệp rỗng, không có nội dung.", hint="Quét lại văn bản.")
    if media_type == PDF:
        examined = _examine_pdf(file)
    elif media_type in ACCEPTED:
        examined = _examine_image(file, media_type)
    else:
        raise _foreign(file, media_type)
    suffix = PurePath(name).suffix.lower()
    known = {".pdf": PDF, ".tif": TIFF, ".tiff": TIFF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
    if suffix and known.get(suffix) != media_type:
        examined.facts["notes"].append("suffix")
        examined.facts["media_type"] = media_type
    return examined


def _examine_pdf(file: BinaryIO) -> Examined:
    import pikepdf

    try:
        file.seek(0)
        pdf = pikepdf.open(file)
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (pikepdf.PdfError, ValueError) as error:
        raise _broken() from error
    with pdf:
        if pdf.is_encrypted:
            raise _locked()
        try:
            pages = len(pdf.pages)
            _demand_harmless(pdf)
            _demand_measured(pdf)
            facts: dict[str, Any] = {
                "version": pdf.pdf_version,
                "signatures": signatures_in(pdf),
                "notes": [],
            }
            inside = len(pdf.attachments)
        except (pikepdf.PdfError, *MALFORMED) as error:
            raise _broken() from error
    if not 0 < pages <= PAGES:
        raise Refused(
            "VT-2313",
            "Tệp PDF có {pages} trang.",
            hint="Chia nhỏ tệp (tối đa 3.000 trang) rồi gửi lại.",
            pages=pages,
        )
    _demand_drawable(file)
    if inside:
        facts["notes"].append("attachments")
        facts["count"] = inside
    if facts["version"] < OLDEST_PDF:
        facts["notes"].append("old_pdf")
    return Examined(PDF, pages, facts)


def _demand_harmless(pdf: Any) -> None:
    root = pdf.Root
    active = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia"}
    actions = [root.get("/OpenAction"), *dict(root.get("/AA", {})).values()]
    for page in pdf.pages:
        actions += dict(page.get("/AA", {})).values()
        for annotation in page.get("/Annots", []):
            actions.append(annotation.get("/A"))
            actions += dict(annotation.get("/AA", {})).values()
    scripted = "/Names" in root and "/JavaScript" in root.Names
    if scripted or any(_subtype(action) in active for action in actions):
        raise Refused(
            "VT-2314",
            "Tệp PDF có mã lệnh tự chạy nên không được tiếp nhận.",
            hint="Yêu cầu nơi gửi xuất lại tệp PDF không có JavaScript, hoặc in ra rồi quét.",
        )


def _demand_measured(pdf: Any) -> None:
    """Raise Refused for a page that is a bomb: too wide, or too much of it once it is unpacked."""
    import pikepdf

    for page in pdf.pages:
        left, low, right, high = (float(side) for side in page.mediabox or (0, 0, 0, 0))
        pictures = page.get_images().values()
        dots = (int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) for picture in pictures)
        if max(abs(right - left), abs(high - low)) > SIDE or any(count > PIXELS for count in dots):
            raise _bomb()
        said = page.get("/Contents", [])
        streams = [said] if isinstance(said, pikepdf.Stream) else list(said)
        if sum(len(stream.read_bytes()) for stream in streams) > CONTENT:
            raise _bomb()


def _bomb() -> Refused:
    return Refused(
        "VT-2320",
        "Trang PDF có kích thước bất thường, có thể là tệp phá hoại.",
        hint="Quét lại văn bản ở 300 dpi; nếu nhận từ nơi khác, báo quản trị.",
    )


def _subtype(action: Any) -> str:
    try:
        return str(action.get("/S", ""))
    except (AttributeError, TypeError, ValueError):
        return ""


def signatures_in(pdf: Any) -> int:
    """Return how many signature fields of an open PDF bear a signature."""
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return 0
    waiting, signed = list(form.get("/Fields", [])), 0
    for _ in range(10_000):
        if not waiting:
            break
        field = waiting.pop()
        waiting += list(field.get("/Kids", []))
        signed += field.get("/FT") == "/Sig" and "/V" in field
    return signed


def _demand_drawable(file: BinaryIO) -> None:
    """Draw the first page small: what cannot be drawn cannot be read by a leader either."""
    import pypdfium2

    try:
        file.seek(0)
        with pypdfium2.PdfDocument(file) as drawn:
            page = drawn[0]
            width, height = page.get_size()
            page.render(scale=200 / max(width, height, 1))
    except pypdfium2.PdfiumError as error:
        raise _broken() from error


def _examine_image(file: BinaryIO, media_type: str) -> Examined:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # Pillow refuses at twice this many
    try:
        file.seek(0)
        with Image.open(file) as image:
            pages = getattr(image, "n_frames", 1)
            if not 0 < pages <= PAGES:
                raise _broken()
            dpi = float(image.info.get("dpi", (0, 0))[0])
            bilevel = image.mode == "1"
            for number in range(pages):
                image.seek(number)
                if media_type == JPEG:
                    image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(
            "VT-2315",
            "Ảnh có kích thước bất thường, có thể là tệp phá hoại.",
            hint="Quét lại văn bản ở 300 dpi; nếu nhận từ nơi khác, báo quản trị.",
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError, *MALFORMED) as error:
        raise _broken() from error
    notes = ["bilevel"] if bilevel else []
    if not dpi:
        notes.append("no_resolution")
    elif round(dpi) < RESOLUTION:
        notes.append("resolution")
    facts = {"dpi": round(dpi), "colour": not bilevel, "notes": notes}
    return Examined(media_type, pages, facts)


def _foreign(file: BinaryIO, media_type: str) -> Refused:
    if media_type == "application/zip" and _has_macros(file):
        return Refused(
            "VT-2316",
            "Tệp Office có chứa macro nên không được tiếp nhận.",
            hint="Yêu cầu nơi gửi gửi bản PDF.",
        )
    if media_type in ("application/x-dosexec", "application/x-elf"):
        return Refused(
            "VT-2317",
            "Đây là tệp chương trình, không phải văn bản.",
            hint="Xóa tệp khỏi thư mục quét và báo quản trị.",
        )
    return Refused(
        "VT-2318",
        "Định dạng tệp không thuộc danh mục được tiếp nhận (PDF, TIFF, JPEG, PNG).",
        hint="Chuyển sang PDF hoặc quét lại bản giấy.",
    )


def _has_macros(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as package:
            return any(name.lower().endswith("vbaproject.bin") for name in package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _locked() -> Refused:
    return Refused(
        "VT-2312",
        "Tệp PDF bị khóa bằng mật khẩu nên không đọc được.",
        hint="Yêu cầu nơi gửi bỏ mật khẩu rồi gửi lại, hoặc quét bản giấy.",
    )


def _broken() -> Refused:
    return Refused(
        "VT-2311",
        "Tệp bị hỏng hoặc chưa ghi xong, không mở được.",
        hint="Quét lại văn bản; nếu nhận từ nơi khác, yêu cầu gửi lại.",
    )
