package io.trueup.platforms.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.SchemaPlan;
import java.util.SortedSet;

/** What one node asks of a database. Pure, immutable, safe for any thread. */
public interface SchemaTask {

  /** The node. */
  NodeKey node();

  /** The relations that planning needs to know of, beside those that read them. */
  SortedSet<ObjectName> looksAt();

  /** The roles that planning needs to know of. */
  SortedSet<String> roles();

  /**
   * Plans. Planning again after the plan was carried out gives an empty one.
   *
   * @param actual what there is, of at least what the task looks at
   */
  SchemaPlan plan(ActualSchema actual);
}
