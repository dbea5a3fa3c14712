"""Importing in tests, as a browser does it."""

from io import BytesIO

from django.test import Client

from annotator.models import Import, Project

PAGE = "/projects/harbour/import/"
CRANE = "Crane topples at the harbour\n\nA crane fell onto the quay, and nobody was hurt.\n\nMost read\n"


def upload(
    client: Client,
    *files: tuple[str, str | bytes],
    text: str = "",
    page: str = PAGE,
    batch: Import | None = None,
) -> Import:
    """Send files and pasted text, with `batch` to add them to, and return what waits in the preview."""
    uid = batch.uid if batch else ""
    response = client.post(page, {"file": [_file(*file) for file in files], "text": text, "batch": uid})
    assert response.status_code == 302, response.content.decode()
    return Import.objects.get(uid=response["Location"].rstrip("/").split("/")[-1])


def address(batch: Import, rest: str = "") -> str:
    return f"/projects/{batch.project.slug}/import/{batch.uid}/{rest}"


def imported(client: Client, *files: tuple[str, str | bytes], project: Project | None = None) -> str:
    """Upload, store without changes, and return the report page."""
    page = f"/projects/{project.slug}/import/" if project else PAGE
    batch = upload(client, *files, page=page)
    return client.post(address(batch, "store/"), follow=True).content.decode()


def _file(name: str, content: str | bytes) -> BytesIO:
    file = BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return file
