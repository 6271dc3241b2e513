/**
 * Follows a source: checks its head, evaluates the merges, records the verdicts and their impact on
 * each platform. Entry point: {@link io.trueup.listener.engine.source.SourceWorker}. Decisions are
 * pure ({@link io.trueup.listener.engine.source.HeadDecision}, {@link
 * io.trueup.listener.engine.source.GraphImpacts}).
 */
@NullMarked
package io.trueup.listener.engine.source;

import org.jspecify.annotations.NullMarked;
