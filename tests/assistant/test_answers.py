"""Golden answers over the coast: one line a question, of every kind that the contract has."""

from __future__ import annotations

import pytest

from assistant import Assistant, Reason, Status

from .invariants import broken

ROWS = {
    "NS": "lighthouses/north-skerry", "GR": "lighthouses/gull-rock", "SE": "lighthouses/saint-elmo",
    "CF": "lighthouses/cape-farrow", "MI": "lighthouses/mew-island", "OH": "lighthouses/old-harry",
    "TP": "lighthouses/tern-point", "SL": "lighthouses/seal-ledge", "BH": "lighthouses/broad-haven",
    "B1": "lighthouses/beacon-h100", "B2": "lighthouses/beacon-h200", "SB": "lighthouses/storm-bell",
    "Ada": "keepers/ada-brook", "Ben": "keepers/ben-moss", "Cleo": "keepers/cleo-hart",
    "Dov": "keepers/dov-lind", "Eve": "keepers/eve-stone", "Ian": "keepers/ian-falk",
}  # fmt: skip
ALL = "NS GR SE CF MI OH TP SL BH B1 B2 SB"
FOGHORN = "NS GR CF OH BH"

# question | values, separated by ";" (NAMES: the names of the rows, *: not judged) | rows (*: not judged)
ANSWERED = f"""
What is the height of Saint Elmo? | 46 m | SE
What is Gull Rock's upkeep? | £9,500 | GR
How tall is Cape Farrow? | 33 m | CF
When was Tern Point lit? | 1911-09-12 | TP
who is the keeper of Storm Bell | Eve Stone | SB
What services does North Skerry have? | foghorn; radio (VHF); tours | NS
What are the remarks on Mew Island? | Nesting puffins \\| closed in June | MI
What does Dov Lind's boat say? | Petrel \\| Puffin | Dov
height and range of Gull Rock | 21 m; 27 km | GR
What is the light of Old Harry and Saint Elmo? | steady; white flash | OH SE
Where is Ada Brook's home? | Port Elin | Ada
Which languages does Cleo Hart speak? | French; English | Cleo
Which lighthouse has a bell? | Storm Bell | SB
Which lighthouses have a foghorn? | NAMES | {FOGHORN}
lighthouses with a fog signal | NAMES | {FOGHORN}
List the lighthouses. | NAMES | {ALL}
List all keepers | NAMES | Ada Ben Cleo Dov Eve Ian
Which lighthouses show a red flash? | NAMES | GR MI SL
Which lighthouses offer tours? | NAMES | NS GR MI BH SB
Which lighthouses have a museum? | NAMES | CF TP
Which lighthouses have VHF radio? | NAMES | NS SE TP
Which lighthouses have a helipad in services? | | REFUSED
Which keepers live in Tarn Wick? | NAMES | Dov Ian
Which keepers speak English? | NAMES | Ada Ben Cleo Dov Eve
Tell me about Seal Ledge. | * | SL
Describe Ian Falk | * | Ian
How many lighthouses are there? | 12 | *
How many lighthouses have a foghorn? | 5 | {FOGHORN}
How many lighthouses have a museum? | 2 | CF TP
How many keepers are there? | 6 | *
How many different lights are there? | 3 | *
What different homes do keepers have? | Port Elin; Kessler Bay; Tarn Wick | *
How many services does North Skerry have? | 3 | NS
What tables are there? | Lighthouses; Keepers | *
Which columns does Keepers have? | Keeper; Born; Home; Languages; Boat | *
Is Old Harry automated? | no | OH
Is Tern Point automated? | yes | TP
Does Gull Rock have a foghorn? | yes | GR
Does Mew Island have a foghorn? | no | MI
Do any lighthouses have a museum? | yes | CF TP
Are all lighthouses automated? | no | *
Which lighthouses do not have a foghorn? | NAMES | SE MI TP B1 B2 SB
Which lighthouses have no museum? | NAMES | NS GR SE MI OH BH B1 B2 SB
How many lighthouses are not automated? | 5 | GR MI OH SL SB
lighthouses without remarks | NAMES | CF
Which lighthouses have a foghorn and tours? | NAMES | NS GR BH
Which lighthouses have a foghorn but no tours? | NAMES | CF OH
Which lighthouses have a museum or a bell? | NAMES | CF TP SB
Which lighthouses with a white flash have tours? | NAMES | NS BH SB
lighthouses except Gull Rock and Old Harry | NAMES | NS SE CF MI TP SL BH B1 B2 SB
Which lighthouses have a height over 30 m? | NAMES | NS SE CF BH
Which lighthouses are taller than 25 m? | NAMES | NS SE CF TP BH SB
Which lighthouses have a range under 20 km? | NAMES | OH SL B1 B2
Which lighthouses have a range over 30,000 m? | NAMES | NS SE CF TP BH
Which lighthouses have an upkeep over £8,000? | NAMES | NS GR BH
Which lighthouses have an upkeep between €8,000 and €12,000? | NAMES | CF TP
How many lighthouses have a height of at least 29 m? | 5 | NS SE CF TP BH
Which lighthouses were lit before 1850? | NAMES | SE OH SB
Which lighthouses were lit in 1862? | NAMES | GR BH
Which lighthouses were lit after 1900? | NAMES | MI TP B1 B2
Which lighthouses were lit between 1850 and 1880? | NAMES | NS GR CF BH
Which keepers were born before 1970? | NAMES | Ada Dov
Which lighthouse is the tallest? | Saint Elmo | SE
What is the tallest lighthouse with a foghorn? | NAMES | NS BH
Which lighthouse has the shortest range? | Beacon H100 | B1
Which lighthouse has the longest range? | North Skerry | NS
the oldest lighthouse | Saint Elmo | SE
Which lighthouse has the most services? | NAMES | NS CF
Which is taller, Gull Rock or Tern Point? | Tern Point | TP
What is the average height of lighthouses with a white flash? | 35.4 | *
What is the total upkeep of Old Harry, Beacon H100 and Beacon H200? | 8500 | *
What is the median height of the steady lighthouses? | 14 | *
How many lighthouses per light? | white flash; steady; red flash | *
average height per light | * | *
Which light is the most common? | white flash | *
Compare Gull Rock and Storm Bell | * | GR SB
What do North Skerry and Broad Haven have in common? | * | NS BH
Which lighthouses are kept by Ada Brook? | NAMES | NS SE BH
Which lighthouses have a keeper who lives in Kessler Bay? | NAMES | GR OH SB
Which lighthouses are taller than Tern Point? | NAMES | NS SE CF BH
"""


def cases():
    for line in ANSWERED.strip().splitlines():
        question, values, rows = (part.replace("\\|", "|").strip() for part in line.replace("\\|", "\0").split(" | "))
        yield question, values, rows
