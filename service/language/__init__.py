"""From text to words, trees and names. ``Language`` is loaded on first use, so that the structs alone cost no model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.language.folder import ModelsError

if TYPE_CHECKING:
    from service.language.parse import Language

__all__ = ["Language", "ModelsError"]


def __getattr__(name: str) -> Any:
    if name == "Language":
        from service.language.parse import Language  # noqa: PLC0415 - torch and Stanza, only where they are wanted

        return Language
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
