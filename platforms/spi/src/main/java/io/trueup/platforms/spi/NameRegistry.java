package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Allocates physical names and stores who has which. An allocated name is given to nothing else
 * until it is released, whatever the model says meanwhile. Safe for any thread.
 *
 * <p>{@code container} identifies the scope in which a name is unique, such as {@code
 * db.host:5432/warehouse} for a database; {@code platform} is {@code source/Name}. Each call is one
 * transaction. When the registry cannot be reached it throws an unchecked exception, which
 * executors let pass.
 */
public interface NameRegistry {

  /** The names allocated to these, in the order asked; those without a name are left out. */
  Map<LogicalName, AllocatedName> find(
      String container, String platform, Collection<LogicalName> names);

  /**
   * Allocates names, all of them or none, in the order asked. What has a name keeps it and its
   * schema; anything else gets the first of its candidates that nothing of the same kind has {@code
   * within} the same schema of the container. From now on all belong to the asking node and are not
   * retired. Concurrent processes never allocate one name twice.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<LogicalName, AllocatedName> allocate(
      String container, String platform, List<NameRequest> requests);

  /**
   * The names that {@link #allocate} would allocate now, in the order asked; changes nothing.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<LogicalName, AllocatedName> previewAllocation(
      String container, String platform, List<NameRequest> requests);

  /** The names of these nodes, by kind, schema and name. */
  List<AllocatedName> ofNodes(String container, String platform, Collection<NodeKey> nodes);

  /**
   * A page of a platform's names, by kind, schema and name.
   *
   * @param after the last one of the page before; null for the first page
   */
  List<AllocatedName> all(
      String container, String platform, @Nullable AllocatedName after, int limit);

  /** Marks the names of these nodes as retired: the nodes left the model. They stay allocated. */
  void retire(String container, String platform, Collection<NodeKey> nodes);

  /** The forms to which tables were last brought; tables without a known form are left out. */
  Map<LogicalName, String> forms(String container, String platform, Collection<LogicalName> names);

  /** Records the forms to which tables were brought; skips tables without a name. */
  void recordForms(String container, String platform, Map<LogicalName, String> forms);

  /**
   * Sets names aside: each belongs to another logical name from now on and is retired, so that its
   * former owner can get another name. Skips what has no name.
   *
   * @param names the new logical names, one part of which has an {@code @}, by the ones that they
   *     replace
   */
  void setAside(String container, String platform, Map<LogicalName, LogicalName> names);

  /**
   * Makes names available again. Only retention does this, once the object with the name is gone.
   * The former allocation stays on record, and the release is in the audit.
   *
   * @param allowance the operator's approval
   */
  void release(
      String container, String platform, Collection<LogicalName> names, OperatorApproval allowance);
}
