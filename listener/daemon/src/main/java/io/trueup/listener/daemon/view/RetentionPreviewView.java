package io.trueup.listener.daemon.view;

import io.trueup.statestore.RecordRetention.Preview;
import io.trueup.statestore.RecordRetention.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What passes that began now would remove.
 *
 * @param records those that have a rule
 */
public record RetentionPreviewView(List<Removal> records) {

  public RetentionPreviewView {
    records = List.copyOf(records);
  }

  /**
   * What a pass through the records of one kind would remove.
   *
   * @param keep such as {@code 90d}, or {@code forever}
   * @param before what is older goes, unless it explains a present state; null for ever
   * @param removable how many go
   * @param rows how many there are, as the database estimates it
   * @param bytes on disk, with indexes
   */
  public record Removal(
      String kind, String keep, @Nullable Instant before, long removable, long rows, long bytes) {

    /** The view of a preview. */
    public static Removal of(Preview preview, Usage usage, String keep) {
      return new Removal(
          preview.kind().key(),
          keep,
          preview.before(),
          preview.removable(),
          usage.rows(),
          usage.bytes());
    }
  }
}
