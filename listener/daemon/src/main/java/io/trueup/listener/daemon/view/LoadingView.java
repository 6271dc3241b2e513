package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.model.progress.LoadPhase;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far this daemon is with loading a model.
 *
 * @param commit what is loaded, abbreviated
 * @param done files or documents of the phase; 0 in a phase that does not count any
 * @param total of them; 0 when that is not known
 * @param percent of the whole load, an estimate
 * @param remainingSeconds an estimate; null while too little is done to tell
 * @param summary the same in one line
 */
public record LoadingView(
    String commit,
    LoadPhase phase,
    long done,
    long total,
    int percent,
    @Nullable Long remainingSeconds,
    Instant startedAt,
    String summary) {

  /** The view of a load; null when there is none. */
  static @Nullable LoadingView of(Optional<LoadProgress> progress) {
    return progress
        .map(it ->
            new LoadingView(
                it.commit(),
                it.phase(),
                it.done(),
                it.total(),
                it.percent(),
                it.remaining() == null ? null : it.remaining().toSeconds(),
                it.startedAt(),
                it.text()))
        .orElse(null);
  }
}
