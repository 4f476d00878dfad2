"""What is in a file: is it a page, and if it is not, its text."""

from __future__ import annotations

import re
from pathlib import PurePath

from service.problems import Refused

PAGES = frozenset({".html", ".htm", ".xhtml"})
"""How the names of pages end."""

_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)


def is_page(name: str, body: bytes) -> bool:
    """Whether a file is an HTML page, by its name or by its looks."""
    return PurePath(name).suffix.lower() in PAGES or _PAGE.match(body) is not None


def text_of(body: bytes) -> str:
    """The text of a file that is no page, without a byte order mark; raises ``Refused`` where it is not UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused("invalid-request", f"not UTF-8: {fault.reason} at byte {fault.start}") from None
