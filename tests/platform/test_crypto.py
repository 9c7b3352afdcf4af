"""Sealing: whatever is touched, swapped or missing, nothing opens by mistake."""

import json
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.platform.crypto import CannotOpen, Keyring, KeysMissing, KeysUnusable

HERE = "case:17:answer:needs"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def keyring():
    with TemporaryDirectory() as folder:
        yield Keyring.load(Path(folder) / "keys", create=True)


@pytest.fixture(scope="module")
def data_key(keyring):
    return keyring.new_data_key()


@settings(deadline=None)
@given(plaintext=st.binary(max_size=5000), context=st.text(max_size=80))
def test_what_was_sealed_opens_again_and_does_not_show(keyring, data_key, plaintext, context):
    sealed = keyring.seal(data_key, plaintext, context)
    assert keyring.open(data_key, sealed, context) == plaintext
    assert len(plaintext) < 8 or plaintext not in sealed


@settings(deadline=None)
@given(text=st.text())
def test_text_comes_back_letter_for_letter(keyring, data_key, text):
    assert keyring.open_text(data_key, keyring.seal_text(data_key, text, HERE), HERE) == text


@settings(deadline=None)
@given(value=JSON)
def test_json_values_come_back_equal(keyring, data_key, value):
    assert keyring.open_json(data_key, keyring.seal_json(data_key, value, HERE), HERE) == value


@settings(deadline=None)
@given(data=st.data())
def test_changing_any_bit_of_the_sealed_bytes_is_noticed(keyring, data_key, data):
    sealed = bytearray(keyring.seal(data_key, b"mamma ha bisogno di aiuto", HERE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        keyring.open(data_key, bytes(sealed), HERE)


@settings(deadline=None)
@given(data=st.data())
def test_changing_any_bit_of_the_wrapped_key_is_noticed(keyring, data_key, data):
    sealed = keyring.seal(data_key, b"words", HERE)
    wrapped = bytearray(data_key)
    place = data.draw(st.integers(0, len(wrapped) - 1))
    wrapped[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        keyring.open(bytes(wrapped), sealed, HERE)


@settings(deadline=None)
@given(length=st.integers(0, 80))
def test_cut_bytes_do_not_open(keyring, data_key, length):
    sealed = keyring.seal(data_key, b"a" * 60, HERE)
    with pytest.raises(CannotOpen):
        keyring.open(data_key, sealed[:length], HERE)
    with pytest.raises(CannotOpen):
        keyring.open(data_key[: min(length, len(data_key) - 1)], sealed, HERE)


@settings(deadline=None)
@given(other=st.text(max_size=60).filter(lambda text: text != HERE))
def test_an_answer_moved_to_another_place_does_not_open(keyring, data_key, other):
    sealed = keyring.seal(data_key, b"words", HERE)
    with pytest.raises(CannotOpen):
        keyring.open(data_key, sealed, other)


def test_the_key_of_another_case_does_not_open(keyring, data_key):
    sealed = keyring.seal(data_key, b"words", HERE)
    with pytest.raises(CannotOpen):
        keyring.open(keyring.new_data_key(), sealed, HERE)


def test_another_installation_does_not_open(keyring, data_key, tmp_path):
    other = Keyring.load(tmp_path, create=True)
    with pytest.raises(CannotOpen):
        other.open(data_key, keyring.seal(data_key, b"words", HERE), HERE)


def test_a_wrapped_key_is_no_sealed_value_nor_the_other_way_round(keyring, data_key):
    with pytest.raises(CannotOpen):
        keyring.open(data_key, data_key, HERE)
    with pytest.raises(CannotOpen):
        keyring.rewrap(keyring.seal(data_key, b"0" * 36, HERE))


def test_sealing_twice_gives_different_bytes(keyring, data_key):
    assert keyring.seal(data_key, b"x", HERE) != keyring.seal(data_key, b"x", HERE)
    assert keyring.new_data_key() != keyring.new_data_key()


def test_what_json_cannot_hold_is_refused(keyring, data_key):
    with pytest.raises(TypeError):
        keyring.seal_json(data_key, {"when": object()}, HERE)
    with pytest.raises(ValueError, match="JSON"):
        keyring.seal_json(data_key, float("nan"), HERE)


def test_more_data_keys_than_are_remembered_still_open(tmp_path):
    ring = Keyring.load(tmp_path, create=True)
    small = Keyring(tmp_path / "keys.json", ring._keys, remembered=3)
    keys = [small.new_data_key() for _ in range(10)]
    sealed = [small.seal(key, f"{n}".encode(), HERE) for n, key in enumerate(keys)]
    assert len(small._open_keys) == 3
    opened = [small.open(key, bytes_, HERE) for key, bytes_ in zip(keys, sealed, strict=True)]
    assert opened == [f"{n}".encode() for n in range(10)]
    small.forget(keys[-1])
    assert keys[-1] not in small._open_keys


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_only_same_purpose_and_same_value_have_the_same_hash(keyring, p1, v1, p2, v2):
    same = keyring.lookup(p1, v1) == keyring.lookup(p2, v2)
    assert same == ((p1, v1) == (p2, v2))


def test_a_hash_is_hexadecimal_stable_and_does_not_shift_between_purpose_and_value(keyring):
    found = keyring.lookup("fiscal-code", "RSSMRA80A01H501U")
    assert found == keyring.lookup("fiscal-code", "RSSMRA80A01H501U")
    assert len(found) == 64
    assert int(found, 16)
    assert keyring.lookup("a", "bc") != keyring.lookup("ab", "c")
    assert keyring.lookup("a", "b") != keyring.sign("a", "b")


def test_only_our_own_signature_holds(keyring, tmp_path):
    ours = keyring.sign("slip", "AC7K")
    assert keyring.is_signed("slip", "AC7K", ours)
    assert not keyring.is_signed("receipt", "AC7K", ours)
    assert not keyring.is_signed("slip", "AC7L", ours)
    assert not keyring.is_signed("slip", "AC7K", "è")
    assert not Keyring.load(tmp_path, create=True).is_signed("slip", "AC7K", ours)


def test_keys_are_made_once_for_us_alone_and_read_again(tmp_path):
    folder = tmp_path / "data" / "keys"
    first = Keyring.load(folder, create=True)
    assert first.is_new
    assert (folder / "keys.json").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.iterdir()] == ["keys.json"]
    second = Keyring.load(folder, create=False)
    assert not second.is_new
    assert second.lookup("phone", "1") == first.lookup("phone", "1")
    key = first.new_data_key()
    assert second.open(key, first.seal(key, b"words", HERE), HERE) == b"words"


def test_production_does_not_start_without_keys(tmp_path):
    with pytest.raises(KeysMissing, match="backup"):
        Keyring.load(tmp_path / "keys", create=False)
    assert not (tmp_path / "keys").exists()


def test_existing_keys_are_never_made_anew(tmp_path):
    Keyring.create(tmp_path)
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(KeysUnusable, match="nothing was changed"):
        Keyring.create(tmp_path)
    assert (tmp_path / "keys.json").read_bytes() == before


def test_processes_that_start_together_agree_on_one_set_of_keys(tmp_path):
    rings: list[Keyring] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        rings.append(Keyring.load(tmp_path / "keys", create=True))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rings) == 8
    assert len({ring.lookup("a", "b") for ring in rings}) == 1
    assert sum(ring.is_new for ring in rings) == 1


def test_keys_that_others_may_read_are_refused(tmp_path):
    Keyring.load(tmp_path, create=True)
    (tmp_path / "keys.json").chmod(0o640)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        Keyring.load(tmp_path, create=True)


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"active": 1, "wrapping": [], "lookup": 2}'])
def test_damaged_keys_are_named_and_never_replaced(tmp_path, damage):
    file = tmp_path / "keys.json"
    file.write_text(damage)
    file.chmod(0o600)
    with pytest.raises(KeysUnusable, match="damaged"):
        Keyring.load(tmp_path, create=True)
    assert file.read_text() == damage


def test_a_file_whose_active_key_is_gone_is_damaged(tmp_path):
    ring = Keyring.load(tmp_path, create=True)
    file = tmp_path / "keys.json"
    held = json.loads(file.read_text())
    del held["wrapping"][ring.active_key]
    file.write_text(json.dumps(held))
    with pytest.raises(KeysUnusable, match="damaged"):
        Keyring.load(tmp_path, create=False)


def test_rotation_rewraps_the_data_key_and_leaves_what_it_sealed(tmp_path):
    ring = Keyring.load(tmp_path, create=True)
    running = Keyring.load(tmp_path, create=False)
    old_id, old = ring.active_key, ring.new_data_key()
    sealed = ring.seal(old, b"words", HERE)
    ring.rotate()
    assert ring.needs_rewrap(old)
    new = ring.rewrap(old)
    assert not ring.needs_rewrap(new)
    assert running.open(new, sealed, HERE) == b"words", "a running process learns the new key"
    with pytest.raises(KeysUnusable, match="active"):
        ring.retire(ring.active_key)
    ring.retire(old_id)
    assert ring.open(new, sealed, HERE) == b"words"
    with pytest.raises(CannotOpen, match=old_id):
        ring.open(old, sealed, HERE)


def test_the_keys_do_not_show_when_printed(tmp_path):
    ring = Keyring.load(tmp_path, create=True)
    secret = json.loads((tmp_path / "keys.json").read_text())["lookup"]
    assert secret not in repr(ring._keys)
    assert str(ring._keys.lookup) not in repr(ring._keys)
