package io.trueup.listener.daemon;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the process finds around itself, read in one place and handed in.
 *
 * @param environment gives a variable's value; null when it is not set
 * @param clock for webhook secrets' validity; the state store's clock judges everything else
 * @param version of the program, for people
 * @param postgresCache where the embedded Postgres' programs are unpacked; null for the data folder
 */
public record Surroundings(
    Function<String, @Nullable String> environment,
    InstantSource clock,
    String version,
    @Nullable Path postgresCache) {}
