-- Alone, as in V19, and after the column: with it, nothing could read the runs either for as long as the index is built.

CREATE INDEX run_parts ON trueup.run (part_of) WHERE part_of IS NOT NULL;
