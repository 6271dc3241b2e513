package io.trueup.platforms.postgres.database;

import java.util.List;

/**
 * The tasks of one of several requests that are carried out together.
 *
 * @param id unique among these
 * @param origin what asked for them, for the journal
 * @param tasks in their order
 */
public record TaskGroup(String id, String origin, List<? extends SchemaTask> tasks) {

  public TaskGroup {
    tasks = List.copyOf(tasks);
  }
}
