"""Parquet bytes in, one raw table out; pyarrow, which reads them, is an extra."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import CorpusError
from corpus.naming import column_names
from corpus.opening import MEGABYTE, too_large
from corpus.reading import MAX_COLUMNS, RawFile, table_name
from corpus.records import Record, record_table, too_wide
from corpus.settings import MAX_FILE_MB
from corpus.types import Notice

_NEEDS = "Parquet needs an extra that is not installed. Run: pip install 'rowcite[parquet]'"
_BATCH = 4096  # rows held as Arrow and as Python values at once


@dataclass(frozen=True, slots=True)
class ParquetReader:
    """Reads columns of text, numbers, dates, yes/no, lists and structs; a row's line is its number.

    `max_mb` is how much the file may unpack to: a few bytes can say the same a billion times.
    """

    max_mb: int = MAX_FILE_MB

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Parquet packs itself."""
        return (".parquet",)

    def read(self, data: bytes, *, file: str) -> RawFile:
        """The file's one table, named after the file."""
        notices: list[Notice] = []

        def tell(message: str, *, is_refusal: bool) -> None:
            notices.append(Notice(file, 1, message, is_refusal))

        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError:
            tell(_NEEDS, is_refusal=True)
            return RawFile((), tuple(notices))
        try:
            opened = parquet.ParquetFile(io.BytesIO(data))
            schema = opened.schema_arrow
            if len(schema) > MAX_COLUMNS:
                raise CorpusError(too_wide(table_name(file)))
            names = column_names(schema.names)
            binary = [name for name, one in zip(names, schema, strict=True) if _is_binary(pa, one.type)]
            for name in binary:
                tell(f"the column '{name}' holds binary data and is not read.", is_refusal=False)
            rows = self._rows(pa, opened, names)
            table = record_table((_without(row, binary) for row in rows), name=table_name(file))
        except CorpusError as error:
            tell(str(error), is_refusal=True)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            reason = " ".join(str(error).split())[:100]
            tell(f"it is no whole Parquet file ({reason}); write it anew.", is_refusal=True)
        else:
            return RawFile((table,), tuple(notices))
        return RawFile((), tuple(notices))

    def _rows(self, pa: Any, opened: Any, names: Sequence[str]) -> Iterator[Record]:
        limit = self.max_mb * MEGABYTE
        if opened.metadata.num_rows * max(len(names), 1) > limit:  # a byte a cell is the least
            raise too_large(opened.metadata.num_rows * len(names), limit, what="unpacked, it has at least")
        size = number = 0
        for batch in opened.iter_batches(batch_size=_BATCH):
            size += batch.nbytes
            if size > limit:
                raise too_large(size, limit, what="unpacked, it has more than")
            columns = {name: _values(pa, column) for name, column in zip(names, batch.columns, strict=True)}
            for at in range(batch.num_rows):
                number += 1
                yield Record(number, {name: values[at] for name, values in columns.items()})


def _values(pa: Any, column: Any) -> list[Any]:
    """A column's values as Python has them; short floats by their own digits, times to the microsecond."""
    if pa.types.is_float16(column.type) or pa.types.is_float32(column.type):
        column = column.cast(pa.string())
    elif pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return list(column.to_pylist())


def _is_binary(pa: Any, kind: Any) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )


def _without(record: Record, names: Sequence[str]) -> Record:
    return Record(record.line, {name: value for name, value in record.members.items() if name not in names})
