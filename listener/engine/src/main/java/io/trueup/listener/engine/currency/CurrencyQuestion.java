package io.trueup.listener.engine.currency;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import org.jspecify.annotations.Nullable;

/**
 * A job's question whether it is current.
 *
 * @param lastRan the fingerprint that the job last ran with; null when it never ran
 * @param run the job's own run, which keeps its node from changing and is left out; null when it
 *     has none
 */
public record CurrencyQuestion(
    PlatformId platform, NodeKey node, @Nullable Fingerprint lastRan, @Nullable RunId run) {}
