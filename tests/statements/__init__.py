"""Tests of the statement stage."""
