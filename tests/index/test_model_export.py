"""`anwen model export DIR` writes a folder that others can load, and harms nothing."""

from __future__ import annotations

import pytest

from rag.errors import ModelError
from rag.index import model_export
from rag.index.model_export import export_model


@pytest.fixture
def small_export(monkeypatch):
    """Exporting without the 470 MB: the real writer is tested through sentence-transformers."""

    def write(folder, *, progress=None):
        (folder / "model.safetensors").write_bytes(b"weights")
        (folder / "1_Pooling").mkdir()
        (folder / "1_Pooling" / "config.json").write_text("{}")
        if progress is not None:
            progress(1, 1)

    monkeypatch.setattr(model_export, "write_model", write)


@pytest.mark.usefixtures("small_export")
def test_export_makes_the_folder_and_replaces_an_earlier_export(tmp_path):
    """A new folder, an empty one, and one that an export filled."""
    target = tmp_path / "a" / "model"
    export_model(target)
    export_model(target)
    (tmp_path / "empty").mkdir()
    export_model(tmp_path / "empty")
    assert (target / "1_Pooling" / "config.json").is_file()
    assert (tmp_path / "empty" / "model.safetensors").is_file()


@pytest.mark.usefixtures("small_export")
@pytest.mark.parametrize("earlier_export", [False, True])
def test_export_never_removes_what_it_did_not_write(tmp_path, earlier_export):
    """A file of the user's in the folder, even beside an earlier export: refused, and it stays."""
    target = tmp_path / "model"
    if earlier_export:
        export_model(target)
    target.mkdir(exist_ok=True)
    (target / "筆記.txt").write_text("mine")
    with pytest.raises(ModelError, match=r"筆記\.txt"):
        export_model(target)
    assert (target / "筆記.txt").read_text() == "mine"


@pytest.mark.usefixtures("small_export")
def test_export_over_a_file_is_refused(tmp_path):
    """The target must be a folder."""
    (tmp_path / "model").write_text("mine")
    with pytest.raises(ModelError, match="提示"):
        export_model(tmp_path / "model")
    with pytest.raises(ModelError, match="提示"):
        export_model(tmp_path / "model" / "below")
