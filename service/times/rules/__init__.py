"""The grammar: importing this package enters every rule into the rulebook."""

# of rules that read as far, the one entered first wins: the neighbours of the anchor before plain lengths
from service.times.rules import clock, dates, relative, lengths, nested, parts, periods  # isort: skip

__all__ = ["clock", "dates", "lengths", "nested", "parts", "periods", "relative"]
