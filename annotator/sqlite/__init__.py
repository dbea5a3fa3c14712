"""Django's SQLite, where the writers of one process queue: ENGINE = "annotator.sqlite"."""
