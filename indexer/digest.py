"""A catalog and an encoder in, the digest of the build that they give out."""

from __future__ import annotations

import hashlib

import msgspec

from corpus.types import Catalog

from .encoder import Encoder
from .schema import FORMAT


def catalog_digest(catalog: Catalog, encoder: Encoder) -> str:
    """Equal for catalogs that give equal builds: read alike, encoded alike, laid out alike."""
    digest = hashlib.sha256(f"{FORMAT} {catalog.fingerprint} {encoder.name} {encoder.fingerprint}".encode())
    for table in catalog.tables:
        # The typed tables count too: a newer reader may see more in the same bytes.
        schema = (table.id, table.name, table.description, table.source, table.key, table.aliases)
        digest.update(msgspec.json.encode((catalog.name, catalog.description, schema)))
        for column in table.columns:
            meaning = (column.name, column.kind, column.unit, column.description, column.aliases)
            digest.update(msgspec.json.encode((meaning, dict(column.synonyms))))
        for row in (*table.rows, *table.totals):
            digest.update(msgspec.json.encode(row))
    return digest.hexdigest()
