package io.trueup.statestore.batch;

import io.trueup.model.rollout.NodeRecord;

/** A locked node's record, with the version by which its realized fingerprint was reached. */
public record LockedNode(NodeRecord record, long realizedVersion) {}
