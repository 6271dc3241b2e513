package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.SortedSet;

/** The changes that one node needs in a database. Pure, immutable, safe for any thread. */
public interface SchemaTask {

  NodeKey node();

  /** The relations that planning reads; the views that read these come with them. */
  SortedSet<ObjectName> relations();

  /** The roles that planning reads. */
  SortedSet<String> roles();

  /**
   * Plans the changes. After a plan has landed, the next plan is empty.
   *
   * @param actual at least the relations and roles that the task reads
   */
  SchemaPlan plan(ActualSchema actual);
}
