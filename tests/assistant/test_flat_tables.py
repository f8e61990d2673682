"""Single tables as encyclopedias have them, each a catalog of its own: results, times, terms, medals, charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant import Assistant, Status

from .conftest import indexed

Opened = Callable[[str], Assistant]

TABLES = {
    "1998 Alderton Town season": """\
Date,Opponent,Venue,Result,Attendance,Scorers
8 August 1998,Barrow Vale,H,W 2–1,4112,"Dunn, Price"
15 August 1998,Kelham United,A,D 0–0,2870,
22 August 1998,Swanmore,H,W 3–0,4325,"Dunn, Obi"
29 August 1998,Bye,Bye,Bye,,
5 September 1998,Port Ellis,A,L 1–2,6015,Price
12 September 1998,Barrow Vale,A,W 4–2,3104,"Dunn, Obi"
""",
    "800 metres": """\
Rank,Name,Nationality,Time,Notes
1,Joaquim Cruz,Brazil,1:43.00,OR
2,Sebastian Coe,Great Britain,1:43.64,
3,Billy Konchellah,Kenya,1:44.03,
4,Edwin Koech,Kenya,1:44.86,
5,Steve Ovett,Great Britain,1:52.28,
""",
    "Mayors of Port Ansel": """\
Mayor,Took office,Left office,Party
William Tait,1903,1909,Liberal
George Holm,1909,1911,Independent
Edith Marr,1911,1935,Liberal
Robert Lusk,1935,1936,Conservative
""",
    "Fleet of the Bergvik Line": """\
Ship,Built,Builder,In service,Fate
Denebola,1931,Harland,1931–1962,Scrapped
Aurora,1921,Harland,1921–1939,Torpedoed
Castor,1926,Swan,1926–1941,Torpedoed
""",
    "Medal table": """\
Rank,Nation,Gold,Silver,Bronze,Total
1,Romania,11,8,6,25
2,Bulgaria,9,9,7,25
3,Albania,0,1,2,3
Total,Total,20,18,15,53
""",
    "Coast Line stations": """\
Station,Opened,Closed,Viewers (millions)
Aldby,12 May 1888,,6.2
Brekke,3 August 1901,1 June 1968,5.9
East Haven,20 October 1894,30 September 1972,5.4
""",
    "Roster": """\
No.,Player,Position,Height,Weight (lb)
4,Luther Head,G,6 ft 3 in,185
7,Corey Brewer,F,6 ft 9 in,188
9,Damien Wilkins,F/G,6 ft 6 in,225
25,Al Jeffers,C,6 ft 10 in,289
""",
    "By-election": """\
Party,Candidate,Votes
Conservative,Julian Ridsdale,19532
Labour,Shirley Catlin,13535
Turnout,,33067
""",
    "Singles": """\
Title,Year,US chart,Album
Paper Moon,1979,41,First Light
Easy Now,1981,,Second Sight
Blue Motel,1981,5,Second Sight
Winter Song,1994,,Non-album single
""",
}  # fmt: skip

ANSWERED = """
1998 Alderton Town season | how many games did they win? | 3
1998 Alderton Town season | how many games were played at home? | 2
1998 Alderton Town season | number of losses | 1
1998 Alderton Town season | how many away games were draws? | 1
1998 Alderton Town season | which game had the highest attendance? | 5 September 1998
800 metres | who had the slowest time? | Steve Ovett
800 metres | how many runners finished in under 1:44? | 2
800 metres | who was faster, edwin koech or billy konchellah? | Billy Konchellah
800 metres | what was the time of the winner? | 1:43.00
800 metres | who was the last to finish? | Steve Ovett
800 metres | who placed higher, sebastian coe or edwin koech? | Sebastian Coe
Mayors of Port Ansel | who served the longest? | Edith Marr
Mayors of Port Ansel | who had the shortest term? | Robert Lusk
Mayors of Port Ansel | how long did george holm serve? | 2
Mayors of Port Ansel | how many years was william tait mayor? | 6
Mayors of Port Ansel | when did edith marr take office? | 1911
Mayors of Port Ansel | who succeeded george holm? | Edith Marr
Fleet of the Bergvik Line | how long was the aurora in service? | 18
Fleet of the Bergvik Line | which ship was built first? | Aurora
Fleet of the Bergvik Line | what ship was built after aurora? | Castor
Fleet of the Bergvik Line | which ship served longer, castor or denebola? | Denebola
Singles | how many years passed between paper moon and blue motel? | 2
Medal table | which nation won the most gold medals? | Romania
Medal table | how many medals did bulgaria win? | 25
Medal table | which country won no gold medals? | Albania
Medal table | how many more silver medals did bulgaria win than romania? | 1
Coast Line stations | how many stations have closed? | 2
Coast Line stations | which station opened last? | Brekke
Coast Line stations | how many stations had fewer than 6 million viewers? | 2
Roster | who is the tallest player? | Al Jeffers
Roster | how many players are over 6 ft 5 in? | 3
Roster | how many players weigh at least 200 pounds? | 2
Roster | how many guards are there? | 2
By-election | which party had the most votes? | Conservative
Singles | what was the first single released? | Paper Moon
Singles | how many singles were released in the 1990s? | 1
Singles | which single came before blue motel? | Easy Now
Singles | what was the us chart position of paper moon? | 41
Singles | how many singles were released in 1979 and 1981? | 3
"""

REFUSED = """
Coast Line stations | how many stations are still open?
1998 Alderton Town season | what was the score of the game against port ellis?
Medal table | which nation won the medal of honour?
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder, known = tmp_path_factory.mktemp("flat"), dict[str, Assistant]()

    def open_table(name: str) -> Assistant:
        if name not in known:
            (folder / name).mkdir()
            (folder / name / f"{name}.csv").write_text(TABLES[name], "utf-8")
            known[name] = Assistant(indexed(folder / name, folder / f"{name}.index"))
        return known[name]

    yield open_table
    for assistant in known.values():
        assistant.close()


def lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]


@pytest.mark.parametrize(("table", "question", "value"), lines(ANSWERED))
def test_a_question_of_a_flat_table_is_answered(
    opened: Opened, table: str, question: str, value: str
) -> None:
    answer = opened(table).ask(question)
    assert (answer.status, list(answer.values)) == (Status.ANSWERED, [value]), answer.reading


@pytest.mark.parametrize(("table", "question"), lines(REFUSED))
def test_what_only_seems_to_be_there_is_refused(opened: Opened, table: str, question: str) -> None:
    assert opened(table).ask(question).status is Status.ABSTAINED
