package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.time.Instant;

/**
 * A commit on the followed branch.
 *
 * @param author as the commit names them, one line; empty when it has none
 * @param subject the first line of its message
 * @param committedAt as the commit claims
 */
public record MergeCommit(CommitId commit, String author, String subject, Instant committedAt) {}
