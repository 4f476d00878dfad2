"""Any number of articles, a line each: NDJSON or Parquet in, a record for each line out, in this process or over Ray."""

from service.bulk.lines import Batch, Record, batches, extract_batch
from service.bulk.sink import PARQUET, opened_sink
from service.bulk.source import SourceError, lines_of

__all__ = ["PARQUET", "Batch", "Record", "SourceError", "batches", "extract_batch", "lines_of", "opened_sink"]
