"""
What a file is, by what it begins with; its name only tells similar ones apart.
"""

import re
from collections.abc import Mapping

from ...shared import Invalid
from .names import suffix_of

HEAD = 4096
"""
So many bytes tell what a file is.
"""
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"


class FileRefused(Invalid):
    """
    Files of this kind are not taken.
    """


_PROGRAMS: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "a program for Linux"),
    (b"\xfe\xed\xfa\xce", "a program for macOS"),
    (b"\xfe\xed\xfa\xcf", "a program for macOS"),
    (b"\xce\xfa\xed\xfe", "a program for macOS"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"\xca\xfe\xba\xbe", "a program for Java or macOS"),
    (b"dex\n", "a program for Android"),
    (b"\0asm", "a program for browsers"),
    (b"#!", "a script"),
    (b"ITSF", "a help file, which can run programs"),
    (b"L\0\0\0\x01\x14\x02\0", "a link to a program"),
)
PROGRAM_SUFFIXES = frozenset(
    [
        "ade",
        "adp",
        "apk",
        "app",
        "appref-ms",
        "appx",
        "appxbundle",
        "bat",
        "cab",
        "chm",
        "class",
        "cmd",
        "com",
        "cpl",
        "dll",
        "dmg",
        "drv",
        "exe",
        "gadget",
        "hta",
        "inf",
        "iso",
        "jar",
        "jnlp",
        "jse",
        "lnk",
        "mde",
        "msc",
        "msi",
        "msix",
        "msixbundle",
        "msp",
        "mst",
        "ocx",
        "pif",
        "ps1",
        "psm1",
        "reg",
        "scf",
        "scr",
        "sct",
        "shb",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "vhd",
        "vhdx",
        "vxd",
        "wsc",
        "wsf",
        "wsh",
        "xll",
    ]
)
"""
Endings by which a machine runs what it opens.
"""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIPS: Mapping[str, str] = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
}
_OLE: Mapping[str, str] = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_TEXTS: Mapping[str, str] = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "json": "application/json",
    "md": "text/markdown",
    "eml": "message/rfc822",
    "css": "text/css",
    "htm": "text/html",
    "html": "text/html",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "svg": "image/svg+xml",
    "xhtml": "text/html",
    "xml": "application/xml",
}
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(r"<(?:!doctype\s+)?(?P<tag>html|svg)[\s>/]", re.IGNORECASE)

SERVED = frozenset(
    {
        TEXT,
        "text/csv",
        "application/pdf",
        "application/zip",
        *(
            kind
            for _, kind in _MAGIC
            if kind.startswith(("image/", "audio/", "video/"))
        ),
        "image/webp",
        "audio/wav",
        "video/mp4",
        *_ZIPS.values(),
    }
)
"""
What a browser may be told that it is: nothing of it acts.
"""


def recognise(head: bytes, name: str) -> str:
    """
    The media type of a file that begins with *head* and is called *name*.

    Raises:
        FileRefused: It is a program.
    """
    _refuse_programs(head, suffix_of(name))
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or not _is_text(head)):
            return kind
    return _packed(head, name) or _written(head, name) or UNKNOWN


def served_type(content_type: str) -> str:
    """
    What a browser is told of such a file: never that it is something that acts.
    """
    if content_type in (TEXT, "text/csv"):
        return f"{content_type}; charset=utf-8"
    return content_type if content_type in SERVED else UNKNOWN


def _refuse_programs(head: bytes, suffix: str) -> None:
    found = next((says for magic, says in _PROGRAMS if head.startswith(magic)), None)
    if found is None and head.startswith(b"MZ") and not _is_text(head):
        found = "a program for Windows"
    if found is None and suffix in PROGRAM_SUFFIXES:
        found = f"run by machines that open a .{suffix}"
    if found is not None:
        message = f"Programs are not taken; this is {found}."
        raise FileRefused.of("file", "program", message)


def _packed(head: bytes, name: str) -> str | None:
    suffix = suffix_of(name)
    if head.startswith(b"PK\x03\x04"):
        if head[30:38] == b"mimetype":
            said = re.match(rb"application/vnd\.oasis\.opendocument\.[a-z]+", head[38:])
            return said[0].decode() if said else "application/zip"
        return _ZIPS.get(suffix, "application/zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE.get(suffix, "application/x-ole-storage")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    return "video/mp4" if head[4:8] == b"ftyp" else None


def _written(head: bytes, name: str) -> str | None:
    if not _is_text(head):
        return None
    text = _decoded(head).lstrip("\ufeff \t\r\n\f\v")
    return _marked_up(text) or _TEXTS.get(suffix_of(name), TEXT)


def _marked_up(text: str) -> str | None:
    """
    What begins with a tag is markup: whatever it is, some reader would act on it.
    """
    rest = _COMMENT.sub("", text).lstrip()
    if not re.match(r"<[a-z!?/]", rest, re.IGNORECASE):
        return None
    declared = _DECLARED.search(rest)
    if declared is not None and declared["tag"].lower() == "svg":
        return "image/svg+xml"
    if declared is None and rest.startswith("<?"):
        return "application/xml" if rest[:5].lower() == "<?xml" else None
    return "text/html"


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    return head.decode("utf-8", errors="ignore")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"\0" in head or len(head) == 2
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)
