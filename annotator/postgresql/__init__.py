"""Django's PostgreSQL, where statements are prepared: ENGINE = "annotator.postgresql"."""
