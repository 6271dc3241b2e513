package io.trueup.listener.engine.schema;

import io.trueup.platforms.relational.SchemaOperations.Retired;
import io.trueup.statestore.PlatformId;
import java.time.Instant;
import java.util.List;

/** The answer to a request for the tables and views that were retired and are kept. */
public sealed interface RetiredResult permits RetiredResult.Listed, SchemaRefusal {

  /**
   * The tables and views that are kept.
   *
   * @param retiredBefore those retired since are left out; a purge of just these asks with it
   * @param relations the longest retired first
   */
  record Listed(PlatformId platform, Instant retiredBefore, List<Retired> relations)
      implements RetiredResult {
    public Listed {
      relations = List.copyOf(relations);
    }
  }
}
