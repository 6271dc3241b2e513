package io.trueup.listener.daemon.api;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.util.function.Consumer;

/**
 * How the API starts work that an operator asked for. Neither consumer may block.
 *
 * @param source starts a check of a source's branch
 * @param platform starts work on a platform that an operator changed
 */
public record Pokes(Consumer<SourceId> source, Consumer<PlatformId> platform) {}
