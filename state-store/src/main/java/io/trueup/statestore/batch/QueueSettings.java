package io.trueup.statestore.batch;

import java.time.Duration;

/**
 * The limits of a queue.
 *
 * @param kind what it writes, for messages and metrics, such as {@code begin}
 * @param writers how many batches are written at once
 * @param waitingWriters how many locks are waited for at once
 * @param mostInBatch the weight of all requests of a batch at most, unless it is a single one
 * @param mostQueued the weight of all requests that may wait
 * @param patience how long a caller waits to be taken
 */
public record QueueSettings(
    String kind,
    int writers,
    int waitingWriters,
    int mostInBatch,
    int mostQueued,
    Duration patience) {}
