"""Attachments at rest: sealed, whole on the disk under their final name, swept when nobody owns them."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import select

from portal.cases.models import Attachment
from portal.platform import clock, jobs
from portal.platform.crypto import CannotOpen, Keyring
from portal.platform.database import Model
from portal.platform.stored import disk, files
from portal.platform.stored.files import FileMissing, FileStore
from tests.support.filing import Filing, find
from tests.support.people import ANNA, acting

WORDS = b"%PDF-1.7 la busta paga di Prova"


@pytest.fixture
def keyring(tmp_path):
    return Keyring.load(tmp_path / "keys", create=True)


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path, keyring):
    if request.param == "folder":
        yield FileStore(str(tmp_path / "data" / "files"), keyring)
    else:
        yield FileStore("memory://attachments", keyring)
        fsspec.filesystem("memory").store.clear()


def all_bytes(store):
    return [store._system.cat_file(path) for path in store._system.find(store._root)]


def test_a_saved_file_comes_back_and_lies_sealed(store, keyring):
    data_key = keyring.new_data_key()
    key = store.save(data_key, WORDS)
    assert store.open(data_key, key) == WORDS
    (lying,) = all_bytes(store)
    assert b"busta" not in lying
    assert len(key) == 32


def test_the_key_of_another_case_does_not_open_it(store, keyring):
    key = store.save(keyring.new_data_key(), WORDS)
    with pytest.raises(CannotOpen):
        store.open(keyring.new_data_key(), key)


def test_two_files_of_one_case_cannot_be_exchanged(store, keyring):
    data_key = keyring.new_data_key()
    one, two = store.save(data_key, b"one"), store.save(data_key, b"two")
    store._system.pipe_file(store._path(one), store._system.cat_file(store._path(two)))
    with pytest.raises(CannotOpen):
        store.open(data_key, one)


def test_a_deleted_file_is_gone_and_deleting_twice_is_no_error(store, keyring):
    data_key = keyring.new_data_key()
    key = store.save(data_key, WORDS)
    store.delete(key)
    store.delete(key)
    with pytest.raises(FileMissing):
        store.open(data_key, key)


@pytest.mark.parametrize("key", ["", "../keys/keys.json", "a" * 31, "A" * 32, "a" * 32 + "\n"])
def test_only_keys_of_our_own_lead_to_a_file(store, keyring, key):
    with pytest.raises(FileMissing):
        store.open(keyring.new_data_key(), key)
    with pytest.raises(FileMissing):
        store.delete(key)


def test_the_sweep_takes_what_no_row_names_after_a_day(store, keyring):
    data_key = keyring.new_data_key()
    owned, lost = store.save(data_key, b"owned"), store.save(data_key, b"lost")
    assert store.sweep({owned}) == 0, "it may belong to a form that is being sent"
    with clock.freeze(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        assert store.sweep({owned}) == 1
        assert store.sweep({owned}) == 0
    assert store.open(data_key, owned) == b"owned"
    with pytest.raises(FileMissing):
        store.open(data_key, lost)


def test_the_sweep_takes_half_written_files_and_leaves_strange_ones(tmp_path, keyring):
    store = FileStore(str(tmp_path), keyring)
    key = store.save(keyring.new_data_key(), WORDS)
    half = Path(store._path(key)).with_name(key + ".part")
    half.write_bytes(b"half")
    (tmp_path / "README").write_text("not ours")
    with clock.freeze(datetime.now(UTC) + timedelta(days=2)):
        assert store.sweep([key]) == 1
    assert not half.exists()
    assert (tmp_path / "README").exists()
    assert Path(store._path(key)).exists()


def test_sweeping_an_empty_store_is_no_error(tmp_path, keyring):
    assert FileStore(str(tmp_path / "none"), keyring).sweep(set()) == 0


def test_files_are_readable_by_us_alone(tmp_path, keyring):
    store = FileStore(str(tmp_path / "files"), keyring)
    path = Path(store._path(store.save(keyring.new_data_key(), WORDS)))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_bytes_and_names_are_on_the_disk_before_save_returns(tmp_path, keyring, monkeypatch):
    steps: list[str] = []
    real_sync, real_rename = os.fsync, Path.rename

    def fsync(descriptor: int) -> None:
        steps.append("sync " + os.readlink(f"/proc/self/fd/{descriptor}").removeprefix(f"{root}/"))
        real_sync(descriptor)

    def rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_rename(self, target)

    root = tmp_path / "files"
    store = FileStore(str(root), keyring)
    data_key = keyring.new_data_key()
    monkeypatch.setattr(disk.os, "fsync", fsync)
    monkeypatch.setattr(Path, "rename", rename)
    key = store.save(data_key, WORDS)
    final = f"{key[:2]}/{key}"
    assert steps[-3:] == [f"sync {final}.part", "rename", f"sync {key[:2]}"]
    assert f"sync {root}" in steps, "the new folder's own name too"


def test_a_full_disk_leaves_no_file_under_a_final_name(tmp_path, keyring, monkeypatch):
    store = FileStore(str(tmp_path / "files"), keyring)

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(OSError, match="No space"):
        store.save(keyring.new_data_key(), WORDS)
    left = [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert [name.endswith(".part") for name in left] == [True]


def test_the_daily_round_sweeps_what_no_row_names(app, monkeypatch):
    filing = Filing(app)
    anna = acting(app, ANNA)
    draft = filing.draft(anna)
    filing.attach(anna, draft, "proof")
    orphan, young = filing.stored(draft, "a.pdf"), filing.stored(draft, "b.pdf")
    with filing.read() as session:
        kept = session.scalars(select(Attachment.store_key)).one()
        stores = app.config["FILES"], app.config["MANDATE_FILES"]
        scan = stores[1].save(find(draft).data_key, WORDS)
        day = datetime.now(UTC) + timedelta(days=2)
        written = {young.store_key: day}
        real = FileStore._written_at
        monkeypatch.setattr(
            FileStore,
            "_written_at",
            lambda self, path: written.get(path.rpartition("/")[2]) or real(self, path),
        )
        with clock.freeze(day):
            files.sweep_orphans(session)
        data_key = find(draft).data_key
        for key in (kept, young.store_key):
            assert stores[0].open(data_key, key)
        for store_of, key in ((stores[0], orphan.store_key), (stores[1], scan)):
            with pytest.raises(FileMissing):
                store_of.open(data_key, key)


def test_every_column_that_names_a_file_is_known_to_the_round(app):
    naming = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.c
        if column.name in {"store_key", "scan_key", "act_key"}
    }
    assert naming >= {"case_attachments.store_key", "case_documents.store_key"}
    # Each column has somebody who tells the round its files, or the round would sweep them.
    assert sum(len(sources) for sources in files._names.values()) == len(naming)
    assert files.sweep_orphans in jobs._reading
