package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.StatementJournal.Allowance;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which physical names were given to what. A name once given is never another's until it
 * is released, whatever the model says by then. Safe for any thread.
 *
 * <p>{@code container} identifies whatever may have each name once, such as {@code
 * db.host:5432/warehouse} for a database; {@code platform} is {@code source/Name}. Each call is one
 * transaction. When what is remembered cannot be reached it throws an unchecked exception, which
 * executors let pass.
 */
public interface NameRegistry {

  /** The names that were given to these, in the order asked; what has none is left out. */
  Map<LogicalName, GivenName> find(
      String container, String platform, Collection<LogicalName> names);

  /**
   * Gives names, all of them or none, in the order asked. What was given a name before keeps it and
   * its schema; anything else gets the first of its candidates that nothing of the same kind has
   * {@code within} the same schema of the container. All are for the asking node from now on, and
   * not retired. Two processes at once never give one name twice.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<LogicalName, GivenName> give(String container, String platform, List<NameRequest> requests);

  /**
   * The names that {@link #give} would give now, in the order asked; nothing is given or changed.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<LogicalName, GivenName> foresee(
      String container, String platform, List<NameRequest> requests);

  /** The names that are for these nodes, by kind, schema and name. */
  List<GivenName> ofNodes(String container, String platform, Collection<NodeKey> nodes);

  /**
   * A page of a platform's names, by kind, schema and name.
   *
   * @param after the last one of the page before; null for the first page
   */
  List<GivenName> all(String container, String platform, @Nullable GivenName after, int limit);

  /** Marks the names that are for these nodes: they left the model. They stay given. */
  void retire(String container, String platform, Collection<NodeKey> nodes);

  /** The forms that tables were last brought to; those of which none is known are left out. */
  Map<LogicalName, String> forms(String container, String platform, Collection<LogicalName> names);

  /** Records the forms that tables were brought to; what has no name is passed over. */
  void recordForms(String container, String platform, Map<LogicalName, String> forms);

  /**
   * Sets names aside: each is known by another logical name from now on and is retired, so that
   * what it was given to can be given another name. What has no name is passed over.
   *
   * @param names the new logical names, one part of which has an {@code @}, by the ones that they
   *     replace
   */
  void setAside(String container, String platform, Map<LogicalName, LogicalName> names);

  /**
   * Lets names be given again. Only retention does this, once what had the name is gone. That they
   * were given stays remembered, and the release is in the audit.
   *
   * @param allowance the operator's word for it
   */
  void release(
      String container, String platform, Collection<LogicalName> names, Allowance allowance);
}
