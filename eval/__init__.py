"""Question sets in, figures and gates out.

`cases` reads the sets, `running` asks every case over its catalog, `scoring` says what each Answer is worth,
`summary` counts, `tables` and `record` show the figures, `gates` holds them to their floors, and `command` is
`rowcite eval`. `bench` measures speed, and the engine on other people's tables.
"""
