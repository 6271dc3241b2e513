package io.trueup.listener.daemon.view;

import io.trueup.model.progress.LoadPhase;
import java.time.Instant;
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
    String summary) {}
