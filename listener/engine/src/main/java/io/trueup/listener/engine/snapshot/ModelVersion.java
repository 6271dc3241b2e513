package io.trueup.listener.engine.snapshot;

import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;

/**
 * An accepted version of a source's model. Immutable; it stays readable for whoever has it, also
 * when it is no longer kept.
 *
 * @param sequence its number
 */
public record ModelVersion(SourceId source, long sequence, CommitId commit, Model model) {}
