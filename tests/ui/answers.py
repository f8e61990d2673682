"""Answers to render, made by hand so that each shape of the contract is there."""

from assistant.answer import Answer, Citation, CitedCell, Coverage, More, Reading, Reason, Status


def citation(marker, row="Holm", text="white", line=7):
    return Citation(
        marker,
        f"towers/{row.lower()}" if row else None,
        "Towers",
        row,
        (CitedCell("Light", text),),
        "towers.md",
        line,
    )


def answered(text="The light of **Holm** is white [1].", **fields):
    fields = {"citations": (citation(1),), "reading": "Light of Holm in Towers", **fields}
    return Answer("What light does Holm have?", Status.ANSWERED, None, text, "b1", **fields)


def listed():
    return answered(
        "**Skerry** [1] and **Holm** [2] – 2 of the 3 rows in Towers.",
        citations=(citation(1, "Skerry", "red, white", 6), citation(2)),
        coverage=Coverage(3, 2, 0, 1),
        more=More(4),
    )


def abstained(reason=Reason.ENTITY_ABSENT, **fields):
    fields = {"suggestions": ("What light does Holm have?",), **fields}
    return Answer("Who keeps Rigel?", Status.ABSTAINED, reason, "There is no “Rigel”.", "b1", **fields)


def ambiguous():
    readings = (
        Reading("Towers where Light includes “white”", {}, "Which towers have a white light?"),
        Reading("Towers where Notes mention “white”", {}, "Which towers mention white?"),
    )
    return Answer(
        "white?",
        Status.AMBIGUOUS,
        Reason.AMBIGUOUS,
        "Which do you mean?\n\n- one\n- two",
        "b1",
        readings=readings,
        suggestions=tuple(reading.question for reading in readings),
    )
