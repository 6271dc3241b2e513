/**
 * Follows a source: looks at its head, judges what was merged, records the verdicts and what they
 * mean for each platform. Entry point: {@link io.trueup.listener.source.SourceWorker}. Decisions
 * are pure ({@link io.trueup.listener.source.HeadDecision}, {@link
 * io.trueup.listener.source.Impacts}).
 */
@NullMarked
package io.trueup.listener.source;

import org.jspecify.annotations.NullMarked;
