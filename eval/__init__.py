"""Question sets in, figures and gates out.

`cases` reads the sets (`sets` in any format: `sheets`, `trec`, `beir`), `gold` finds what a gold query asks
for and `resolving` puts it into the case. `running` asks every case over its catalog, here or behind a URL
(`remote`), and ranks with every retriever (`llama_retrievers`). `scoring` says what an Answer is worth,
`measures`, `support` (with `recount`) and `retrieval` what else there is to say of it, `figures` sums up with
`intervals`, and `ablation` says what each stage adds. `tables`, `record` and `page` show the figures,
`comparing` sets them against an earlier run, `history` keeps them by commit, `readme` writes them there, and
`gates` holds them to their floors. `checking` finds cases that are wrong themselves, `drafting` proposes new
ones in the words of `asking`. `command` is `rowcite eval`; `bench` measures speed, and the engine on other
people's tables.
"""
