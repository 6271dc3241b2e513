package io.trueup.statestore.testing;

import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps everything: the store lives as long as a test. */
final class MemoryRetention implements RecordRetention {

  @Override
  public int makeMonths(Lease lease, int ahead) {
    return 0;
  }

  @Override
  public Batch prune(Lease lease, RetentionKind kind, @Nullable Duration keep, int most) {
    return new Batch(0, 0, true, 0, Instant.EPOCH);
  }

  @Override
  public Usage usage(RetentionKind kind) {
    return new Usage(kind, 0, 0, null, 0);
  }

  @Override
  public Preview preview(RetentionKind kind, @Nullable Duration keep) {
    return new Preview(kind, null, 0);
  }

  @Override
  public List<KeptTable> keptTables() {
    return List.of();
  }

  @Override
  public List<Pass> passes() {
    return List.of();
  }
}
