"""The form as a whole: what it says is wrong, what was answered, how it is drawn."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask, render_template_string
from werkzeug.datastructures import FileStorage, MultiDict

from portal.platform.forms import (
    AmountUntil,
    CheckboxField,
    DayField,
    DayFrom,
    DayUntil,
    EmailField,
    FilesField,
    Form,
    HiddenField,
    LongTextField,
    MoneyField,
    SubmitButton,
    TextField,
    YesNoField,
    build_form,
)
from tests.support.checks import summary_links_to_fields
from tests.support.parsing import parse_sound


class Contact(Form):
    name = TextField("Name")
    email = EmailField("E-mail", required=False)
    born = DayField("Birth date")
    draft = HiddenField()


GOOD = {"name": "Anna", "email": "", "born-day": "1", "born-month": "2", "born-year": "1990"}


def checked(form_class: type[Form], posted: dict[str, Any], **stored: Any) -> Form:
    form = form_class(MultiDict(posted), data=stored)
    form.validate()
    return form


def test_a_good_form_gives_its_values_and_what_a_draft_keeps(forms_app: Flask) -> None:
    form = checked(Contact, {**GOOD, "draft": "7"})
    assert form.error_summary == []
    assert form.posted_values() == {
        "name": "Anna",
        "email": None,
        "born": date(1990, 2, 1),
        "draft": "7",
    }
    assert form.posted_answers()["born"] == "1990-02-01"


def test_the_summary_leads_to_each_wrong_control_in_the_order_of_the_page(
    forms_app: Flask,
) -> None:
    form = checked(Contact, {**GOOD, "name": "", "born-day": "40"})
    assert [(p.anchor, p.label) for p in form.error_summary] == [
        ("name", "Name"),
        ("born-day", "Birth date"),
    ]


def test_wrong_answers_are_left_out_of_the_values_but_not_of_what_was_typed(
    forms_app: Flask,
) -> None:
    form = checked(Contact, {**GOOD, "email": "anna@", "born-year": "90"})
    assert set(form.posted_values()) == {"name", "draft"}
    typed = form.posted_text()
    assert (typed["email"], typed["born-year"], typed["name"]) == ("anna@", "90", "Anna")
    again = Contact(typed)
    assert again["email"].text == "anna@", "Before any check, what was typed stands there."
    assert [again["born"].part_text(part) for part in again["born"].parts] == ["1", "2", "90"]


def test_a_reason_found_later_is_said_at_its_field_or_for_the_whole_form(forms_app: Flask) -> None:
    form = checked(Contact, GOOD)
    form.blame("name", "Already taken.")
    form.blame("", "The service closed today.")
    assert [(p.anchor, p.message) for p in form.error_summary] == [
        ("", "The service closed today."),
        ("name", "Already taken."),
    ]


def test_required_answers_are_marked_only_where_some_are_optional(forms_app: Flask) -> None:
    mixed, whole = Contact(None), build_form({"a": TextField("A"), "b": TextField("B")})(None)
    assert "asterisk" in str(mixed.required_note)
    assert "*" in mixed["name"]()
    assert "*" not in mixed["email"]()
    assert str(whole.required_note) == "All answers are required."
    assert "*" not in whole["a"]()


def test_two_forms_in_one_page_keep_their_ids_apart(forms_app: Flask) -> None:
    one, other = Contact(None), Contact(None, id_prefix="second-")
    assert one["name"].id == "name"
    assert 'id="second-name"' in other["name"]()
    assert 'name="name"' in other["name"]()


def test_an_emptied_form_does_not_bring_the_stored_answer_back(forms_app: Flask) -> None:
    wants = build_form({"wants": CheckboxField("Send me news", required=False)})
    # The request of the fixture is a POST without a body: nothing was ticked.
    form = wants(data={"wants": True})
    assert form.validate()
    assert form.posted_values() == {"wants": False}


def test_fields_made_at_run_time_keep_their_order(forms_app: Flask) -> None:
    fields = {name: TextField(name) for name in ("c", "a", "b")}
    assert [field.name for field in build_form(fields)(None)] == ["c", "a", "b"]


def test_days_and_amounts_have_limits(forms_app: Flask) -> None:
    limited = build_form(
        {
            "day": DayField("Day", validators=[DayFrom(date(2026, 1, 1)), DayUntil(date.max)]),
            "rent": MoneyField("Rent", validators=[AmountUntil(1000_00)]),
        }
    )
    form = checked(limited, {"day": "2025-12-31", "rent": "1.000,01"})
    assert [str(p.message) for p in form.error_summary] == [
        "The day must be 01/01/2026 or later.",
        "The amount cannot be above 1.000,00 euro.",
    ]


def a_file(name: str, content: bytes = b"%PDF-1.7 x") -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def upload(*files: FileStorage, **options: Any) -> Form:
    taking = build_form({"papers": FilesField("Papers", **options)})
    form = taking(MultiDict([("papers", file) for file in files]))
    form.validate()
    return form


def test_files_are_given_whole_to_who_keeps_them(forms_app: Flask) -> None:
    form = upload(a_file("isee.PDF"), a_file(""), max_files=2)
    assert form.error_summary == []
    (file,) = form["papers"].data
    assert file.read() == b"%PDF-1.7 x"
    assert form.posted_answers() == {}


def test_each_refused_file_is_named_with_what_to_do(forms_app: Flask) -> None:
    form = upload(a_file("photo.exe"), a_file("empty.pdf", b""), a_file("big.pdf"), max_bytes=5)
    told = [str(problem.message) for problem in form.error_summary]
    assert len(told) == 3
    assert any("“photo.exe” cannot be accepted" in words for words in told)
    assert any("“empty.pdf” is empty" in words for words in told)
    assert any("“big.pdf” is too large" in words for words in told)


def test_more_files_than_allowed_are_refused(forms_app: Flask) -> None:
    form = upload(a_file("a.pdf"), a_file("b.pdf"), max_files=1)
    assert "You chose 2 files" in str(form.error_summary[0].message)


PAGE = """
{%- from "components/form.html" import form, problems_prefix with context -%}
<!doctype html><title>{{ problems_prefix(it) }}Who you are</title><main>
{{ form("/next", it, multipart=True, submit=buttons) }}</main>
"""


def draw(form: Form) -> str:
    buttons = [SubmitButton("Go on"), SubmitButton("Save", "what", "save", "secondary")]
    return render_template_string(PAGE, it=form, buttons=buttons)


def test_the_macro_draws_a_form_that_works_without_scripts(forms_app: Flask) -> None:
    page = parse_sound(draw(Contact(None)))
    form = page.form
    assert form is not None
    assert (form["method"], form["action"], form["enctype"]) == (
        "post",
        "/next",
        "multipart/form-data",
    )
    assert "novalidate" in form.attrs
    pressed = form.find_all("button")[1]
    assert (pressed["name"], pressed["value"]) == ("what", "save")
    assert page.find(attrs={"data-error-summary": True}) is None


def test_the_macro_says_how_many_problems_there_are_and_links_to_them(forms_app: Flask) -> None:
    page = parse_sound(draw(checked(Contact, {"born": "2026-02-30"})))
    assert list(summary_links_to_fields(page)) == []
    assert page.title is not None
    assert page.title.text == "2 problems: Who you are"
    summary = page.find(attrs={"data-error-summary": True})
    assert summary is not None
    assert summary.h2.text == "2 problems to put right"
    assert [link["href"] for link in summary.find_all("a")] == ["#name", "#born-day"]


def test_typed_words_stay_words_in_the_summary(forms_app: Flask) -> None:
    choosing = build_form({"long": LongTextField("<i>", max_length=1), "sure": YesNoField("Sure")})
    html = draw(checked(choosing, {"long": "</textarea><b>", "sure": "<b>"}))
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_single_button_posts_by_itself(forms_app: Flask) -> None:
    page = parse_sound(
        "<!doctype html><title>x</title>"
        + render_template_string(
            '{% from "components/form.html" import post_button with context %}'
            '{{ post_button("/out", "Remove", "danger", "what", "<3", hidden={"file": 7}) }}'
        )
    )
    form = page.form
    assert form is not None
    assert (form["action"], form["method"]) == ("/out", "post")
    assert [(i["name"], i["value"]) for i in form.find_all("input")] == [("file", "7")]
    assert form.button is not None
    assert (form.button["name"], form.button["value"], form.button.text) == ("what", "<3", "Remove")


def test_pieces_of_a_form_can_be_put_together_by_a_page(forms_app: Flask) -> None:
    page = parse_sound(
        "<!doctype html><title>x</title>"
        + render_template_string(
            '{% from "components/form.html" import form, button, group, hidden_value %}'
            '{% call form("/save", it, attributes={"data-hx-post": "/save"}, note=False) %}'
            '{{ hidden_value("seen", "<1>") }}'
            '{% call group("Child 1") %}{{ it["a"]() }}{% endcall %}'
            '{{ button("Take away", "link", "go", "remove:1", about="child <1>") }}'
            "{% endcall %}",
            it=build_form({"a": TextField("A"), "b": TextField("B")})(None),
        )
    )
    form = page.form
    assert form is not None
    assert form["data-hx-post"] == "/save"
    assert "All answers are required." not in form.text
    assert form.find("input", attrs={"name": "seen"})["value"] == "<1>"
    assert form.fieldset.legend.text == "Child 1"
    assert " ".join(form.button.text.split()) == "Take away child <1>"
