"""A statement whose values are sent apart from it, as those of prepared ones are, holds so many at most.

Django knows of no such limit: it would delete what hangs on 70,000 rows with 70,000 values in one statement.
"""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresqlFeatures
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations

MOST_VALUES = 2**16 - 1


class DatabaseFeatures(PostgresqlFeatures):
    max_query_params = MOST_VALUES


class DatabaseOperations(PostgresqlOperations):
    def bulk_batch_size(self, fields: Any, objs: Any) -> int:
        return MOST_VALUES // max(1, len(fields))


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
