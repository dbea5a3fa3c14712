"""Uploaded files never grow beyond what is read: what is longer is thrown away as it comes in."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from articles.reading import MAX_FILE_BYTES


class TooLargeFile(UploadedFile):  # type: ignore[type-arg]  # at run time it takes none
    """Stands for a file that was too large to keep: its name and its true size, and nothing in it."""


class LimitUploadHandler(FileUploadHandler):
    """Stands first among the handlers, passes on what may be read, and drops the rest."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._received += len(raw_data)
        return raw_data if self._received <= MAX_FILE_BYTES else None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if self._received <= MAX_FILE_BYTES:
            return None
        return TooLargeFile(name=self.file_name, size=self._received, content_type=self.content_type)
