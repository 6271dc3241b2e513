package io.trueup.listener.engine.schema;

import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.statestore.PlatformId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The answer to a request to drop what was retired. */
public sealed interface PurgeResult permits PurgeResult.Purged, SchemaRefusal {

  /**
   * The tables and views that were dropped, and those that were not.
   *
   * @param retiredBefore those retired since are kept
   * @param dropped with their rows
   * @param kept why each was not dropped
   */
  record Purged(
      PlatformId platform,
      Instant retiredBefore,
      List<Retired> dropped,
      SortedMap<ObjectName, String> kept)
      implements PurgeResult {
    public Purged {
      dropped = List.copyOf(dropped);
      kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
    }
  }
}
