package io.trueup.listener.daemon;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The process's environment, read in one place and passed in.
 *
 * @param variables returns a variable's value; null when it is not set
 * @param clock for the validity of webhook secrets; everything else uses the state store's clock
 * @param version of the program, for people
 * @param postgresCache where to unpack the embedded Postgres's programs; null for the data folder
 */
public record ProcessEnvironment(
    Function<String, @Nullable String> variables,
    InstantSource clock,
    String version,
    @Nullable Path postgresCache) {}
