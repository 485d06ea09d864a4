"""What a form holds while it is filled in."""

from __future__ import annotations

from branchkit.widgets.form_model import FieldKind, Form, FormField

NAMES = (("1", "甲"), ("2", "乙"), ("3", "丙"))


def a_form() -> Form:
    return Form(
        (
            FormField("sum", "合计", "7", FieldKind.FIXED),
            FormField("name", "姓名", "甲"),
            FormField("kind", "类别", "2", FieldKind.CHOICE, NAMES),
            FormField("there", "实到", "1,3", FieldKind.PEOPLE, NAMES),
            FormField("id", "证号", masked="***"),
        )
    )


def test_it_begins_at_the_first_field_that_can_be_filled_in() -> None:
    form = a_form()
    assert form.field is not None
    assert form.field.key == "name"
    form.move(-1)
    assert form.at == 1


def test_options_are_shown_by_their_texts_and_people_counted() -> None:
    form = a_form()
    assert [form.shown(field) for field in form.fields] == ["7", "甲", "乙", "(2) 甲 丙", "***"]


def test_an_option_that_is_no_longer_there_is_shown_as_it_is() -> None:
    form = Form((FormField("there", "实到", "1,9", FieldKind.PEOPLE, NAMES),))
    assert form.shown(form.fields[0]) == "(2) 甲 9"


def test_what_is_only_shown_and_what_is_hidden_is_not_handed_on() -> None:
    assert a_form().texts() == {"name": "甲", "kind": "2", "there": "1,3"}


def test_typing_the_old_text_again_is_no_change() -> None:
    form = a_form()
    form.put("乙")
    assert form.changed
    form.put("甲")
    assert not form.changed


def test_an_open_line_is_a_change_until_it_is_abandoned() -> None:
    form = a_form()
    assert form.begin("x")
    assert form.changed
    form.abandon()
    assert not form.changed
    assert form.texts()["name"] == "甲"


def test_lists_have_no_line() -> None:
    form = a_form()
    form.move_to_key("kind")
    assert not form.begin("x")


def test_a_fault_goes_when_its_field_is_filled_in() -> None:
    form = a_form()
    form.refuse({"kind": "必填", "name": "重名"})
    assert form.at == 1
    form.put("丁")
    assert form.faults == {"kind": "必填"}


def test_a_fault_of_a_field_that_is_only_shown_does_not_move_the_cursor() -> None:
    form = a_form()
    form.move_to_key("there")
    form.refuse({"sum": "不对"})
    assert form.field is not None
    assert form.field.key == "there"


def test_other_fields_keep_what_was_typed_and_the_cursor_on_its_field() -> None:
    form = a_form()
    form.move_to_key("there")
    form.put("2")
    form.set_fields(
        (FormField("more", "新的"), FormField("there", "实到", "", FieldKind.PEOPLE, NAMES))
    )
    assert form.texts() == {"more": "", "there": "2"}
    assert form.at == 1


def test_when_its_field_is_gone_the_cursor_stands_on_the_nearest() -> None:
    form = a_form()
    form.move_to_key("id")
    form.set_fields((FormField("name", "姓名"), FormField("sum", "合计", "", FieldKind.FIXED)))
    assert form.field is not None
    assert form.field.key == "name"


def test_a_form_without_a_field_to_fill_in_is_harmless() -> None:
    form = Form((FormField("sum", "合计", "7", FieldKind.FIXED),))
    form.move(1)
    assert not form.begin("x")
    assert not form.put("x")
    assert form.texts() == {}
    assert Form(()).field is None


def test_what_is_wrong_with_a_typed_text_is_a_fault_at_once_and_only_then() -> None:
    def check(text: str) -> str:
        return "" if text.isdecimal() else f"“{text}”不是数字"

    form = Form((FormField("sum", "合计", "x", tidy=str.strip, check=check), FormField("a", "甲")))
    assert form.faults == {}, "what a field begins with is not looked at"
    for typed, fault in (("y", {"sum": "“y”不是数字"}), ("7", {}), ("", {})):
        form.begin(typed)
        form.commit_entry()
        assert form.faults == fault
