"""The same batches through the same function, by as many actors of Ray as there are cores, each with the models loaded once.

Ray Data's streaming executor does the scheduling: one read task on the node of the command reads the file batch by batch and stands still
while nobody takes them; a pool of actors extracts; the records come back in the order of the lines. Neither the file nor the records
are ever held as a whole.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from service.bulk.lines import Batch, Record, batches, extract_batch
from service.bulk.sink import as_table
from service.bulk.source import SourceError, lines_of
from service.engine import load_engine
from service.language import ModelsError
from service.language.folder import check_folder
from service.settings import SettingError
from service.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.settings import Settings

OBJECT_STORE = 256 * 1024 * 1024
"""The shared memory of a local Ray in bytes: some hundreds of batches, of which a few are on their way at a time."""

CONNECT = 10
"""The seconds that a cluster has to answer."""

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is reported to anyone
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",  # the command has its own
    "RAY_DEDUP_LOGS": "0",  # no defect stands for another
}


class RayError(RuntimeError):
    """Ray gave up before all lines were done; the message tells what it says."""


def extract_over_ray(
    path: Path, settings: Settings, *, explain: bool = False, address: str | None = None, actors: int | None = None
) -> Iterator[list[Record]]:
    """The records of a file's lines, in their order and batch by batch.

    ``address`` is that of a running cluster, of which this machine is a node (``auto`` finds it); without one Ray is started here, for this
    command alone. ``actors`` is how many extract at once (as many as there are cores for, if not given).

    Raises ``SourceError`` where the file cannot be read as what it is named, ``SettingError`` where Ray is not installed, the cluster is not there or the models are not, ``RayError`` where Ray gives up.
    """
    with path.open("rb") as file:
        lines_of(file)  # raises what is wrong with it
    settings = _checked(settings)
    ray = _imported()
    with _running(ray, settings, address, actors):
        dataset = _pipeline(ray, path, settings, explain=explain, actors=actors)
        expected = 1
        try:
            for table in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
                records = [Record(r["line"], r["id"], r["failed"], r["record"].encode()) for r in table.to_pylist()]
                if [record.line for record in records] != list(range(expected, expected + len(records))):
                    raise RayError(f"expected line {expected}, got {records[0].line}")
                expected += len(records)
                yield records
        except ray.exceptions.RayError as fault:
            raise _told(fault) from None


def _imported() -> Any:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray  # noqa: PLC0415 - an extra
        import ray.data  # noqa: PLC0415
    except ImportError:
        raise SettingError("Ray is not installed: pip install 'dateline[ray]'") from None
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=UserWarning, module=r"ray\.data")  # that a short file has no work for all actors
    return ray


@contextlib.contextmanager
def _running(ray: Any, settings: Settings, address: str | None, actors: int | None) -> Iterator[None]:
    own = {
        "num_cpus": actors and actors * settings.threads,
        "object_store_memory": OBJECT_STORE,
        "include_dashboard": False,
    }
    if address:
        _check_address(address)
    with contextlib.redirect_stdout(sys.stderr):  # where Ray prints what its workers print
        try:
            ray.init(address or "local", logging_level="error", **({} if address else own))
        except (ConnectionError, ValueError, RuntimeError) as fault:
            raise SettingError(
                f"no cluster of Ray at {address!r}: {fault}" if address else f"Ray does not start: {fault}"
            ) from None
        try:
            yield
        finally:
            ray.shutdown()


def _pipeline(ray: Any, path: Path, settings: Settings, *, explain: bool, actors: int | None) -> Any:
    cores = int(ray.cluster_resources().get("CPU", 1))
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.target_max_block_size = 1  # a row, which is a batch, is a block: what an actor is given at a time
    context.print_on_execution_start = False
    return ray.data.read_datasource(_source(ray, path, settings), num_cpus=0, override_num_blocks=1).map_batches(
        _Extractor,
        fn_constructor_args=(settings, explain),
        batch_size=1,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=actors or max(1, cores // settings.threads)),
        num_cpus=min(settings.threads, cores),
    )


def _source(ray: Any, path: Path, settings: Settings) -> Any:
    class Source(ray.data.Datasource):  # type: ignore[misc]
        """The batches of a file, a row each, read by one task."""

        supports_distributed_reads = False  # the file is on this node

        def get_read_tasks(self, *_: Any, **__: Any) -> list[Any]:
            unknown = ray.data.block.BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
            return [ray.data.ReadTask(lambda: _tables(path, settings), unknown)]

        def estimate_inmemory_data_size(self) -> None:
            return None

    return Source()


def _tables(path: Path, settings: Settings) -> Iterator[Any]:
    import pyarrow as pa  # noqa: PLC0415

    schema = pa.schema([("first", pa.int64()), ("lines", pa.list_(pa.large_binary()))])
    with path.open("rb") as file:
        for batch in batches(lines_of(file), settings):
            yield pa.table([[batch.first], [batch.lines]], schema=schema)


class _Extractor:
    """What an actor holds: the models; and does: a batch."""

    def __init__(self, settings: Settings, explain: bool) -> None:  # noqa: FBT001 - Ray gives it by place
        configure_logging("warning")
        self._engine, self._explain = load_engine(settings), explain

    def __call__(self, table: Any) -> Any:
        [row] = table.to_pylist()
        return as_table(extract_batch(Batch(row["first"], row["lines"]), self._engine, explain=self._explain))


def _checked(settings: Settings) -> Settings:
    """The settings as every process can read them, wherever it runs; said here and now where a folder holds no models."""
    if settings.models in {"shipped", "official"}:
        return settings
    folder = Path(settings.models).resolve()
    try:
        check_folder(folder)
    except ModelsError as fault:
        raise SettingError(f"DATELINE_MODELS: {fault}") from None
    return msgspec.structs.replace(settings, models=str(folder))


def _check_address(address: str) -> None:
    """Ray itself asks for many minutes where nobody answers."""
    host, _, port = address.rpartition(":")
    if address == "auto":
        return
    if not host or "/" in host or not port.isdecimal():
        raise SettingError(f"the address of a cluster of Ray: expected `auto` or HOST:PORT, got {address!r}")
    try:
        socket.create_connection((host, int(port)), timeout=CONNECT).close()
    except (OSError, OverflowError) as fault:
        raise SettingError(f"no cluster of Ray answers at {address}: {fault}") from None


def _told(fault: Exception) -> Exception:
    if isinstance(fault, SourceError):  # Ray raises what is of both its own type and the cause's
        return SourceError(str(getattr(fault, "cause", fault)))
    return RayError(f"{type(fault).__name__}: {str(fault).strip().splitlines()[-1]}")
