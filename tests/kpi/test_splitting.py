"""Reading the numbered parts of a question, however it was typed."""

import pytest

from kpi.services.answers import split_question

ODD = {
    "one line": ("1. Hoe? 2. Waarom? 3. Wie?", ["1", "2", "3"]),
    "letters in a line": ("1. Graag: a) een; b) twee; c) drie.", ["1a", "1b", "1c"]),
    "no number at all": ("Hoeveel personen werden begeleid?", ["1"]),
    "number and letter together": ("1a) Een?\n1b) Twee?\n2) Drie?", ["1a", "1b", "2"]),
    "the word Vraag": ("Vraag 1: Een?\nVraag 2: Twee?", ["1", "2"]),
    "a year at the start of a line": ("1. Wat gebeurde er in\n2024. Was dat nieuw?\n2. Twee?", ["1", "2"]),
    "letters alone": ("(a) Een?\n(b) Twee?", ["a", "b"]),
    "tabs of a word processor": ("1.\ta) Een?\r\n\tb) Twee?\r\n2.\u00a0Drie?", ["1a", "1b", "2"]),
    "roman letters": ("1. Over dit:\ni) Een?\nii) Twee?\niii) Drie?\n2. Vier?", ["1.i", "1.ii", "1.iii", "2"]),
    "degrees and dashes": ("1° Een?\n2.- Twee?", ["1", "2"]),
    "a list that jumps": ("1. Een?\n3. Dit is geen nummer?\n2. Twee?", ["1", "2"]),
    "the answer pasted along": ("1. Een?\n2. Twee?\n ANTWOORD \n1. Ja.\n2. Neen.", ["1", "2"]),
    "up to the letter i": ("1. Over:\n" + "\n".join(f"{one}) Vraag {one}?" for one in "abcdefghi"), [f"1{one}" for one in "abcdefghi"]),
    "nothing": ("   \n ", []),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_text_is_read(name):
    text, codes = ODD[name]
    assert [piece.code for piece in split_question(text).pieces] == codes


def test_what_stands_above_letters_is_what_they_are_about():
    split = split_question("Inleiding.\n1. Over actie 6:\na) Wie\ndoet mee?\nb) Hoeveel?\n2. En nu?")
    assert split.introduction == "Inleiding."
    assert [(one.context, one.text) for one in split.pieces] == [
        ("Over actie 6:", "Wie doet mee?"), ("Over actie 6:", "Hoeveel?"), ("", "En nu?"),
    ]  # fmt: skip


def test_no_word_of_the_question_is_lost():
    text = "1. Over actie 6:\n\n\n\na) Eerste deel\n\nen nog een alinea?\nb) Tweede (zie 1. hierboven)?"
    said = " ".join(f"{one.context} {one.text}" for one in split_question(text).pieces)
    assert all(word in said for word in ("Eerste", "alinea?", "hierboven)?"))


def test_an_answer_that_was_pasted_along_is_left_out_and_told():
    assert split_question("1. Een?\n ANTWOORD\n1. Ja.").has_answer
    assert not split_question("1. Een?").has_answer
