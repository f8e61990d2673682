"""Questions take turns, in the order in which they were asked."""

import threading

from assistant.turns import Turns


def test_one_thread_works_at_a_time_and_those_that_wait_go_on_in_their_order():
    turns, order, at_work = Turns(), [], []

    def work(number):
        with turns.taken():
            at_work.append(number)
            order.append((number, len(at_work)))
            at_work.remove(number)

    threads = []
    with turns.taken():
        for number in range(5):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                pass
        assert order == []
    for thread in threads:
        thread.join()
    assert order == [(number, 1) for number in range(5)]


def test_who_leaves_a_turn_lets_others_work_and_waits_for_them():
    turns, done = Turns(), []

    def work():
        with turns.taken():
            done.append("other")

    with turns.taken():
        thread = threading.Thread(target=work)
        thread.start()
        with turns.left():
            thread.join()
        done.append("first")
    assert done == ["other", "first"]


def test_a_turn_within_a_turn_and_leaving_without_one_change_nothing():
    turns = Turns()
    with turns.left(), turns.taken(), turns.taken():
        pass
    with turns.taken():
        assert turns._holder == threading.get_ident()
    assert turns._holder == 0


def test_a_question_that_fails_gives_its_turn_back():
    turns = Turns()
    try:
        with turns.taken():
            raise KeyError
    except KeyError:
        assert turns._holder == 0
