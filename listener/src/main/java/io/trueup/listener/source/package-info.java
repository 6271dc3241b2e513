/**
 * Follows a source: checks its head, evaluates the merges, records the verdicts and their impact on
 * each platform. Entry point: {@link io.trueup.listener.source.SourceWorker}. Decisions are pure
 * ({@link io.trueup.listener.source.HeadDecision}, {@link io.trueup.listener.source.GraphImpacts}).
 */
@NullMarked
package io.trueup.listener.source;

import org.jspecify.annotations.NullMarked;
