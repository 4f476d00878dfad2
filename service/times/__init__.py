"""Dates: recognise, anchor, resolve (dateparser does the calendar work), interval, TIMEX3, EDTF."""

from service.times.find import find_times

__all__ = ["find_times"]
