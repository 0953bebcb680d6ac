# SPDX-License-Identifier: MIT
"""What all tables share, on SQLite and PostgreSQL alike: one collection, and their names."""

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "pk": "%(table_name)s_pk",
    }
)
Big = BigInteger().with_variant(Integer, "sqlite")
