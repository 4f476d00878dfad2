"""Any number of articles: from files to records, in this process or over Ray; from files into the store; and the store's events into files."""

from service.bulk.lines import Batch, Record, batches, extract_batch
from service.bulk.sink import PARQUET, opened_sink
from service.bulk.source import SourceError, lines_of

__all__ = ["PARQUET", "Batch", "Record", "SourceError", "batches", "extract_batch", "lines_of", "opened_sink"]
