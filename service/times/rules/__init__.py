"""The grammar: importing this package enters every rule into the rulebook."""

from service.times.rules import clock, dates, lengths, nested, parts, periods, relative

__all__ = ["clock", "dates", "lengths", "nested", "parts", "periods", "relative"]
