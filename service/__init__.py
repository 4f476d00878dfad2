"""Dateline: event extraction for news. Who visited whom, where, when; who said what.

The public face is ``service.extract.extract`` and the structs of ``service.contract``.
"""
