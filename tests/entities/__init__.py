"""Tests of the entity stage."""
