"""Statements: who said what to whom, from cues over the tree and quotation marks over the text."""

from service.statements.statements import find_statements

__all__ = ["find_statements"]
