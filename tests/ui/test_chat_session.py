import pytest

from assistant.answer import Status
from ui.chat_followups import followups, words_for
from ui.chat_plan import without
from ui.chat_session import ChatSession, history_of
from ui.feedback import FeedbackStore


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "feedback.sqlite")


@pytest.fixture
def session(harbour, store):
    return ChatSession(harbour, store)


def after(steps):
    return list(steps)[-1].turns


def asked(session, *questions):
    turns = ()
    for question in questions:
        turns = after(session.ask(question, turns))
    return turns


def test_the_question_is_shown_before_its_answer(session):
    first, second = session.ask("Which ferries serve Holm?", ())
    assert "data-stop='Which ferries serve Holm?'" in first.conversation
    assert first.turns == ()
    assert "Aurora" in second.conversation
    assert "Ask next" in second.conversation
    assert "is-here" in second.panel


def test_a_follow_up_is_read_with_what_was_asked_before(session):
    turns = asked(session, "What is the length of Aurora?", "and of Comet?")
    assert turns[-1].answer.values == ("63",)


def test_a_chip_taken_out_answers_anew_in_its_place_and_can_be_undone(session):
    turns = asked(session, "Which ferries serve Holm?", "Tell me about Dione")
    edited = after(session.act(turns, {"act": "drop", "turn": 0, "part": "ask.rows.where"}))
    assert len(edited) == 2
    assert len(edited[0].answer.values) == 4
    assert "edited" in edited[0].html
    assert edited[1] == turns[1]
    back = after(session.act(edited, {"act": "undo", "turn": 0}))
    assert back[0].answer.values == ("Aurora", "Comet")
    assert "class='edited'" not in back[0].html


def test_a_chip_that_is_changed_wrongly_says_so_and_keeps_the_answer(session):
    turns = asked(session, "Which ferries serve Holm?")
    data = {"act": "change", "turn": 0, "part": "ask.rows.where", "fields": {"phrase": ""}}
    [shown] = session.act(turns, data)
    assert shown.turns == turns
    assert "Nothing is filled in" in shown.conversation


def test_a_follow_up_is_read_with_the_edited_plan(session, harbour):
    turns = asked(session, "Which ferries serve Holm?")
    data = {"act": "change", "turn": 0, "part": "ask.rows.where", "fields": {"phrase": "Vinga"}}
    edited = after(session.act(turns, data))
    assert edited[0].question == "Which ferries serve Holm?"
    assert "Vinga" in edited[0].said
    assert harbour.ask(edited[0].said).plan == edited[0].answer.plan


def test_what_was_said_before_a_plan_without_words_is_not_told_any_more(session):
    turns = asked(session, "Tell me about Dione", "Which ferry is the longest?")
    data = {"act": "change", "turn": 1, "part": "ask.rows", "fields": {"n": "2", "order": "lowest"}}
    edited = after(session.act(turns, data))
    assert (edited[1].answer.values, edited[1].said) == (("Aurora", "Comet"), "")
    assert history_of(edited) == []
    assert [m["content"] for m in history_of(turns) if m["role"] == "user"] == [
        "Tell me about Dione",
        "Which ferry is the longest?",
    ]


def test_the_edited_question_takes_the_place_of_the_last(session):
    turns = asked(session, "Tell me about Dione", "Tell me about Comet")
    data = {"act": "edit", "turn": 1, "question": "Tell me about Aurora"}
    edited = after(session.act(turns, data))
    assert [turn.question for turn in edited] == ["Tell me about Dione", "Tell me about Aurora"]


def test_a_chosen_reading_is_answered_by_its_plan(bundled, store):
    session = ChatSession(bundled, store)
    turns = asked(session, "inference")
    assert turns[0].answer.status is Status.AMBIGUOUS
    chosen = after(session.act(turns, {"act": "pick", "turn": 0, "reading": 1}))
    assert chosen[1].answer.plan == turns[0].answer.readings[1].plan
    assert "class='edited'" not in chosen[1].html


def test_a_verdict_is_kept_once_with_its_comment_and_what_was_asked_before(session, store):
    turns = asked(session, "What is the length of Aurora?", "and of Comet?")
    data = {"act": "vote", "turn": 1, "verdict": "down", "comment": "metres?"}
    voted = after(session.act(turns, data))
    assert "Thank you" in voted[1].html
    after(session.act(voted, data))
    [kept] = store.all()
    assert (kept.question, kept.verdict, kept.comment) == ("and of Comet?", "down", "metres?")
    assert (kept.answer_status, kept.build) == ("answered", turns[1].answer.build)
    assert [said["content"] for said in kept.history if said["role"] == "user"] == [
        "What is the length of Aurora?"
    ]


def test_a_verdict_that_cannot_be_kept_is_said(harbour, tmp_path):
    session = ChatSession(harbour, FeedbackStore(tmp_path / "no such folder" / "feedback.sqlite"))
    turns = asked(session, "Tell me about Dione")
    [shown] = session.act(turns, {"act": "vote", "turn": 0, "verdict": "up"})
    assert shown.turns == turns
    assert "role='alert'" in shown.conversation
    assert "Make the folder writable" in shown.conversation


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "drop", "turn": 7, "part": "ask"},
        {"act": "drop", "turn": "0"},
        {"act": "vote", "turn": 0, "verdict": "maybe"},
        {"act": "pick", "turn": 0, "reading": 99},
        {"act": "change", "turn": 0, "part": "…", "fields": 3},
        {"act": "fly", "turn": 0},
    ],
)
def test_what_a_browser_may_not_say_changes_nothing(session, store, data):
    turns = asked(session, "Tell me about Dione")
    assert all(shown.turns == turns for shown in session.act(turns, data))
    assert "hint" in session.cite(turns, data)
    assert store.all() == ()


def test_a_plan_that_this_build_cannot_run_is_said_and_can_be_asked_again(session):
    turns = asked(session, "Which ferries serve Holm?")
    data = {"act": "change", "turn": 0, "part": "ask.rows.where", "fields": {"column": "Colour"}}
    broken = after(session.act(turns, data))
    assert broken[0].answer is None
    assert "Something is wrong" in broken[0].html
    assert history_of(broken) == []


def test_markdown_and_csv_are_handed_over_and_nothing_for_no_turn(session):
    turns = asked(session, "Which ferries serve Holm?")
    assert session.parcel(turns, {"act": "copy", "turn": 0}).text.startswith("**Which ferries")
    assert session.parcel(turns, {"act": "csv", "turn": 0}).name == "rows.csv"
    assert session.parcel(turns, {"act": "save"}).name == "conversation.md"
    assert session.parcel((), {"act": "save"}) is None
    assert session.parcel(turns, {"act": "csv", "turn": 4}) is None


def test_every_follow_up_is_answered_and_none_repeats_the_question(bundled):
    for question in (*bundled.examples(), "Tell me about Groq", "Which providers offer spot pricing?"):
        answer = bundled.ask(question)
        asks = followups(answer, bundled)
        assert asks
        assert question not in asks
        assert all(bundled.ask(one).status is Status.ANSWERED for one in asks)
    assert followups(bundled.ask("Who is the CEO of NVIDIA?"), bundled) == ()


def test_the_words_for_a_plan_are_read_as_just_that_plan(bundled):
    plan = bundled.ask("Which providers offer spot pricing?").plan
    assert bundled.ask(words_for(plan, bundled)).plan == plan
    assert words_for(without(plan, ("ask", "rows", "where")), bundled) == "List Cloud GPU Providers."
