"""A file in pieces, as scripts send it: announce it, PUT the pieces, give the whole to its place.

The words are those of the tus protocol where they fit (``Upload-Offset``, ``Upload-Length``).
"""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from portal.cases.actions.attaching import TooManyFiles, store
from portal.cases.forms.refusals import refusal_words
from portal.cases.models import Case, Upload
from portal.cases.pieces import queries
from portal.cases.pieces.actions import (
    Announced,
    QuestionFull,
    TooManyOnTheWay,
    WrongPlace,
    add_piece,
    begin_upload,
    drop_upload,
    finish_upload,
    goes_on,
)
from portal.cases.pieces.places import most_at
from portal.cases.views import bp
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere, Situation
from portal.platform.security import by_person, from_strangers, limiter
from portal.platform.stored import uploads
from portal.platform.stored.uploads import (
    CheckedFile,
    FileDamaged,
    FileEmpty,
    FileRefused,
    FileTooLarge,
)

#: What one piece may hold; it lies in memory while it is sealed.
LARGEST_PIECE = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIZE = re.compile(r"[0-9]{1,12}")
_LONGEST_NAME = 255


@bp.post("/pratiche/<reference>/caricamenti")
@participant
@limiter.limit("120 per hour", key_func=by_person)
def begin_pieces(reference: str) -> ResponseReturnValue:
    """Announce a file; the answer says where its pieces go, and how far it came before."""
    announced = Announced(
        question=request.form.get("question", ""),
        name=request.form.get("name", "")[:_LONGEST_NAME],
        size=_number(request.form.get("size", "")),
        digest=request.form.get("digest", ""),
    )
    most = _most_files(reference, announced.question)
    try:
        _check_announced(announced)
        with writing():
            keyring = current_app.config["KEYRING"]
            upload = begin_upload(keyring, current_actor(), reference, announced, most)
            answer = _where(upload, 201)
    except FileRefused as refusal:
        return _refused(refusal, announced.name)
    except (TooManyOnTheWay, QuestionFull) as situation:
        return _said(situation)
    answer.headers["Location"] = url_for(
        "cases.pieces", reference=reference, token=answer.headers["Upload-Token"]
    )
    return answer


@bp.get("/pratiche/<reference>/caricamenti/<token>")
@participant
def pieces(reference: str, token: str) -> ResponseReturnValue:
    """How far a file came; HEAD asks the same."""
    return _where(queries.get_upload(current_actor(), reference, token)[1])


@bp.put("/pratiche/<reference>/caricamenti/<token>")
@participant
@limiter.limit("1200 per minute", key_func=by_person)
@from_strangers
def put_piece(reference: str, token: str) -> ResponseReturnValue:
    """Take the piece that begins at ``Upload-Offset``; 409 with the right place for any other."""
    actor, files = current_actor(), current_app.config["FILES"]
    case, upload = queries.get_upload(actor, reference, token)
    start, content = _number(request.headers.get("Upload-Offset", "")), _piece()
    if not goes_on(upload, start, len(content)):
        return _where(upload, 409)
    key = files.save(case.data_key, content)
    try:
        with writing():
            received = add_piece(actor, reference, token, start, len(content), key)
    except (WrongPlace, NotThere) as late:
        files.delete(key)
        if isinstance(late, NotThere):
            raise
        received = late.received
        return _at(received, 409)
    return _at(received)


@bp.post("/pratiche/<reference>/caricamenti/<token>/fine")
@participant
@limiter.limit("120 per hour", key_func=by_person)
def finish_pieces(reference: str, token: str) -> ResponseReturnValue:
    """Check the whole file as one of a form and give it to its place; twice gives it once."""
    actor = current_actor()
    case, upload = queries.get_upload(actor, reference, token)
    if upload.finished_at is not None:
        return _where(upload)
    if upload.received < upload.size:
        return _where(upload, 409)
    name = queries.name_of(current_app.config["KEYRING"], case, upload)
    most = _most_files(reference, upload.question)
    try:
        return _give(case, upload, _checked(case, upload, name), most)
    except FileRefused as refusal:
        with writing():
            keys = drop_upload(actor, reference, token)
        _erase(keys)
        return _refused(refusal, name)
    except (QuestionFull, TooManyFiles) as situation:
        return _said(situation)


def _give(case: Case, upload: Upload, checked: CheckedFile, most: int) -> Response:
    keyring, files = current_app.config["KEYRING"], current_app.config["FILES"]
    reference, token, size = case.reference, upload.token, upload.size
    stored = store(files, case, checked)
    try:
        with writing():
            keys = finish_upload(keyring, current_actor(), reference, token, stored, most)
    except Situation:
        files.delete(stored.store_key)
        raise
    _erase(keys)
    return _at(size)


def _checked(case: Case, upload: Upload, name: str) -> CheckedFile:
    """The pieces put together, compared with what was announced, checked like any other file."""
    files = current_app.config["FILES"]
    content = b"".join(files.open(case.data_key, key) for key in queries.keys_of(upload))
    if hashlib.sha256(content).hexdigest() != upload.digest:
        raise FileDamaged
    return uploads.check(BytesIO(content), name, _largest())


def _most_files(reference: str, place: str) -> int:
    """How many files a place takes, if files are given there now."""
    return most_at(current_app.config["KEYRING"], current_actor(), reference, place)


def _check_announced(announced: Announced) -> None:
    if not _DIGEST.fullmatch(announced.digest):
        raise FileDamaged
    if announced.size <= 0:
        raise FileEmpty
    if announced.size > _largest():
        raise FileTooLarge


def _largest() -> int:
    megabytes: int = current_app.config["SETTINGS"].largest_file_mb
    return megabytes * 1024 * 1024


def _piece() -> bytes:
    content = request.stream.read(LARGEST_PIECE + 1)
    if len(content) > LARGEST_PIECE:
        raise RequestEntityTooLarge
    return content


def _number(text: str) -> int:
    return int(text) if _SIZE.fullmatch(text) else -1


def _erase(keys: list[str]) -> None:
    for key in keys:
        current_app.config["FILES"].delete(key)


def _at(offset: int, status: int = 204) -> Response:
    return Response(status=status, headers={"Upload-Offset": str(offset)})


def _where(upload: Upload, status: int = 204) -> Response:
    answer = _at(upload.size if upload.finished_at else upload.received, status)
    answer.headers["Upload-Length"] = str(upload.size)
    answer.headers["Upload-Token"] = upload.token
    return answer


def _refused(refusal: FileRefused, name: str) -> Response:
    words = refusal_words(refusal, name, current_app.config["SETTINGS"].largest_file_mb)
    return Response(words, 422, mimetype="text/plain")


def _said(situation: Situation) -> Response:
    return Response(str(situation.words), 422, mimetype="text/plain")
