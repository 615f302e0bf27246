"""Files nobody should send, each made here: broken, locked, armed, mislabelled, gigantic, and bombs."""

from __future__ import annotations

import io
import os
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable

import img2pdf
import pikepdf
from PIL import Image

from tests.parts.sheets import sheet

MEGABYTE = 1024 * 1024
FOREIGN, BROKEN, LOCKED, ARMED, BOMB = "VT-2318", "VT-2311", "VT-2312", "VT-2314", "VT-2320"


def pdf(number: int) -> bytes:
    """Return a good PDF of one sheet."""
    made: bytes = img2pdf.convert(sheet(number))
    return made


def picture(number: int, kind: str) -> bytes:
    """Return a good sheet as JPEG or PNG."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(sheet(number, dots=3000))) as page:
        page.convert("L").save(out, kind, dpi=(300, 300))
    return out.getvalue()


def half(content: bytes) -> bytes:
    """Return the first half of a file."""
    return content[: len(content) // 2]


def hollow(content: bytes) -> bytes:
    """Return a file with its head and its tail, and noise instead of what was between."""
    return content[:32] + os.urandom(len(content) - 2080) + content[-2048:]


def changed(change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    """Return a PDF after something was done to it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(950))) as paper:
        change(paper)
        paper.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def locked(user: str, owner: str) -> bytes:
    """Return a PDF that asks for a password, or lets itself be read but not changed."""
    return changed(lambda paper: None, encryption=pikepdf.Encryption(user=user, owner=owner))


def script() -> pikepdf.Dictionary:
    """Return an action that runs a program."""
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('a')"))


def opening(paper: pikepdf.Pdf) -> None:
    """Let a PDF run its program when it is opened."""
    paper.Root.OpenAction = script()


def named(paper: pikepdf.Pdf) -> None:
    """Let a PDF carry a program under a name."""
    names = pikepdf.Array([pikepdf.String("a"), script()])
    paper.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def launching(paper: pikepdf.Pdf) -> None:
    """Let a click on a page start a program of the computer."""
    act = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=act
    )
    paper.pages[0].Annots = pikepdf.Array([link])


def endless(paper: pikepdf.Pdf) -> None:
    """Let the page say a hundred million bytes, in two layers of compression."""
    flate = [pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]
    squeezed = zlib.compress(zeros(100 * MEGABYTE, b"q Q "))
    paper.pages[0].Contents = pikepdf.Stream(paper, squeezed, Filter=pikepdf.Array(flate))


def vast(paper: pikepdf.Pdf) -> None:
    """Let the page be ten thousand kilometres wide."""
    paper.pages[0].MediaBox = pikepdf.Array([0, 0, 10**10, 10**10])


def crooked(paper: pikepdf.Pdf) -> None:
    """Put a number where the form of the PDF should be."""
    paper.Root.AcroForm = 7


def huge_picture(paper: pikepdf.Pdf) -> None:
    """Put a picture of 50,000 times 50,000 dots on the page."""
    flate, gray = pikepdf.Name.FlateDecode, pikepdf.Name.DeviceGray
    bits = zeros(50_000 * 6_250, b"\0")
    paper.pages[0].Resources.XObject = pikepdf.Dictionary(
        Im0=pikepdf.Stream(
            paper, bits, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=50_000, Height=50_000,
            BitsPerComponent=1, ColorSpace=gray, Filter=flate,
        )
    )  # fmt: skip


def office_file(macros: bool) -> bytes:
    """Return a Word file, with or without macros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document/>")
        if macros:
            package.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(512))
    return out.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    """Return an archive that becomes so large when it is opened."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("a.txt", "w") as file:
        for _ in range(megabytes):
            file.write(bytes(MEGABYTE))
    return out.getvalue()


def png_bomb(side: int) -> bytes:
    """Return a PNG of `side` times `side` black dots."""
    row = bytes(1 + (side + 7) // 8)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zeros(side * len(row), b"\0")), (b"IEND", b""))
    chunks = (struct.pack(">I", len(data)) + kind + data + checksum(kind + data) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def checksum(chunk: bytes) -> bytes:
    """Return the four bytes that end a chunk of a PNG."""
    return struct.pack(">I", zlib.crc32(chunk))


def zeros(size: int, what: bytes) -> bytes:
    """Return `size` bytes of the same again and again, compressed."""
    packing, piece = zlib.compressobj(9), what * (MEGABYTE // len(what))
    whole, rest = divmod(size, len(piece))
    return b"".join([*(packing.compress(piece) for _ in range(whole)), packing.compress(piece[:rest])]) + (
        packing.flush()
    )


def tiff_bomb() -> bytes:
    """Return a TIFF whose directory promises 50,000 times 50,000 dots."""
    content = bytearray(sheet(960))
    (place,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, place)
    for start in range(place + 2, place + 2 + count * 12, 12):
        tag = struct.unpack_from("<H", content, start)[0]
        if tag in (256, 257, 278):
            struct.pack_into("<HI I", content, start + 2, 4, 1, 50_000)
    return bytes(content)


PROGRAM = b"MZ" + bytes(4096)
BAD: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "cat-ngang.pdf": (lambda: half(pdf(951)), ("VT-3625",)),
    "cat-ngang.tif": (lambda: half(sheet(952)), ("VT-3625",)),
    "cat-ngang.jpg": (lambda: half(picture(953, "JPEG")), ("VT-3625",)),
    "cat-ngang.png": (lambda: half(picture(954, "PNG")), ("VT-3625",)),
    "rong.pdf": (lambda: b"", ("VT-3624",)),
    "khong-lo.pdf": (lambda: b"%PDF-1.7\n", ("VT-3626",)),
    "ruot-hong.pdf": (lambda: hollow(pdf(955)), (BROKEN,)),
    "ruot-hong.jpg": (lambda: picture(956, "JPEG")[:20] + b"\xff\xd9", (BROKEN,)),
    "ruot-hong.png": (lambda: hollow(picture(957, "PNG")), (BROKEN,)),
    "khoa.pdf": (lambda: locked("mat khau", "chu"), (LOCKED,)),
    "khoa-sua.pdf": (lambda: locked("", "chu"), (LOCKED,)),
    "tu-chay.pdf": (lambda: changed(opening), (ARMED, "VT-2301")),
    "lenh.pdf": (lambda: changed(named), (ARMED,)),
    "goi-chuong-trinh.pdf": (lambda: changed(launching), (ARMED,)),
    "macro.docm": (lambda: office_file(macros=True), ("VT-2316", "VT-2301")),
    "van-ban.docx": (lambda: office_file(macros=False), (FOREIGN,)),
    "chuong-trinh.pdf": (lambda: PROGRAM, ("VT-2317",)),
    "ghi-chu.txt": (lambda: "Ghi chú".encode() * 50, (FOREIGN,)),
    "bom.zip": (lambda: zip_bomb(300), ("VT-2301", FOREIGN)),
    "bom.pdf": (lambda: changed(endless), (BOMB, "VT-2301")),
    "trang-lon.pdf": (lambda: changed(vast), (BOMB,)),
    "anh-lon.pdf": (lambda: changed(huge_picture), (BOMB, "VT-2301")),
    "lech.pdf": (lambda: changed(crooked), (BROKEN,)),
    "bom.png": (lambda: png_bomb(50_000), ("VT-2315", "VT-2301")),
    "bom.tif": (tiff_bomb, ("VT-2315", BROKEN, "VT-3625")),
}
"""What is dropped under which name, and by which codes the office may refuse it."""


def longest() -> str:
    """Return a name of 255 bytes in which every accent stands for itself (NFD), as macOS writes names."""
    stem = unicodedata.normalize("NFD", "Quyết định ") * 20
    cut = stem.encode()[:251].decode("utf-8", "ignore")
    return cut + "_" * (251 - len(cut.encode())) + ".tif"


ODD: tuple[str, ...] = (
    "..\\..\\etc\\passwd.tif",
    "..%2f..%2fhome.tif",
    "-rf.tif",
    "\x01\x1b[31mdo\x07\n\r.tif",
    longest(),
    "📄🖨️ scan \u202efdp.tif",
    "<img src=x onerror=alert(1)>.tif",
    os.fsdecode(b"\xff\xfe quet \x80.tif"),
    "không đuôi",
    "hai.đuôi.pdf.tif",
)
"""Names that are no reason to refuse a good scan."""
