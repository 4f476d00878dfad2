"""The date stage, over small trees made by hand."""
