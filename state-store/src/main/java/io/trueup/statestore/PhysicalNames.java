package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names of schemas, tables, views and roles in containers. An allocated name belongs to its
 * object until it is released. A container is the scope within which a name is unique, such as
 * {@code db.host:5432/warehouse}.
 */
public interface PhysicalNames {

  /**
   * The name of something in the model.
   *
   * @param kind such as {@code RELATION}
   * @param path such as {@code Live/NW_Data/customers/merge}
   */
  record ModelName(String kind, String path) implements Comparable<ModelName> {

    @Override
    public int compareTo(ModelName other) {
      var byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : path.compareTo(other.path);
    }

    @Override
    public String toString() {
      return "%s '%s'".formatted(kind.toLowerCase(Locale.ROOT), path);
    }
  }

  /**
   * * A request for a name.
   *
   * @param within the physical name of a relation's schema; empty for what is in none
   * @param node the node that it is for; null when several nodes share it
   * @param candidates in the order of preference
   */
  record AllocationRequest(
      ModelName logical, String within, @Nullable NodeKey node, List<String> candidates) {
    public AllocationRequest {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * An allocated name that was not released.
   *
   * @param retiredAt when its node left the model; null while it is in it
   */
  record PhysicalName(
      String container,
      PlatformId platform,
      ModelName logical,
      String within,
      String name,
      @Nullable NodeKey node,
      Instant allocatedAt,
      @Nullable Instant retiredAt) {

    /** Its position in a list of names. */
    public Position position() {
      return new Position(container, logical.kind(), within, name);
    }

    /** The name with that of its schema, if it is in one: {@code live.customers}. */
    public String qualified() {
      return within.isEmpty() ? name : within + "." + name;
    }
  }

  /** A place in a list of names, by container, kind, schema and name. */
  record Position(String container, String kind, String within, String name) {

    /** Before all names. */
    public static final Position START = new Position("", "", "", "");
  }

  /**
   * A filter of names; a null component matches everything.
   *
   * @param path parts of the logical path that follow each other, such as {@code NW_Data/customers}
   * @param qualified as {@link PhysicalName#qualified}
   */
  record Filter(
      @Nullable String container,
      @Nullable NodeKey node,
      @Nullable String path,
      @Nullable String qualified) {

    /** All of a platform. */
    public static final Filter ALL = new Filter(null, null, null, null);

    /** All of a container. */
    public static Filter in(String container) {
      return new Filter(container, null, null, null);
    }

    /** Whether a name matches. */
    public boolean matches(PhysicalName it) {
      return (container == null || container.equals(it.container()))
          && (node == null || Objects.equals(node, it.node()))
          && (path == null || ("/" + it.logical().path() + "/").contains("/" + path + "/"))
          && (qualified == null || qualified.equals(it.qualified()));
    }
  }

  /** The allocated names, in the order of the request; what has none is left out. */
  Map<ModelName, PhysicalName> find(
      String container, PlatformId platform, Collection<ModelName> names);

  /**
   * Allocates names, all or none, in the order of the requests: see {@link NameRules}. What has a
   * name keeps it. All names belong to the requesting nodes afterwards and are not retired.
   *
   * @throws NameTakenException when all candidates of one are taken
   * @throws IllegalArgumentException when there is no such platform
   */
  Map<ModelName, PhysicalName> allocate(
      String container, PlatformId platform, List<AllocationRequest> requests);

  /**
   * The names that {@link #allocate} would allocate now, in the order of the requests; changes
   * nothing.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<ModelName, PhysicalName> previewAllocation(
      String container, PlatformId platform, List<AllocationRequest> requests);

  /** The names of these nodes in a container, by kind, schema and name. */
  List<PhysicalName> ofNodes(String container, PlatformId platform, Collection<NodeKey> nodes);

  /**
   * The names on a platform of what belongs to some datasets, by container, kind, schema and name.
   * One question for any number of datasets.
   *
   * @param datasets such as {@code NW_Data/customers}: those of {@link Filter#path}
   * @param limit the most names
   */
  List<PhysicalName> ofDatasets(PlatformId platform, Collection<String> datasets, int limit);

  /**
   * A page of a platform's names, by container, kind, schema and name.
   *
   * @param after that of the last one of the page before, or {@link Position#START}
   */
  List<PhysicalName> search(PlatformId platform, Filter filter, Position after, int limit);

  /** Marks the names of these nodes as retired; they stay allocated. */
  void retire(String container, PlatformId platform, Collection<NodeKey> nodes);

  /** The recorded forms of tables; a table without one is left out. */
  Map<ModelName, String> forms(String container, PlatformId platform, Collection<ModelName> names);

  /** Records the forms of tables; skips what has no name. */
  void recordForms(String container, PlatformId platform, Map<ModelName, String> forms);

  /**
   * Sets names aside: each gets another logical name, whose path has an {@code @}, and is retired,
   * so that its former logical name can get a new physical one. Skips what has no name. Writes an
   * audit entry, unless nothing was set aside.
   *
   * @param names the new logical names by the ones that they replace
   */
  void setAside(String container, PlatformId platform, Map<ModelName, ModelName> names);

  /**
   * Releases names, which may be allocated again; the record of their use stays. Writes an audit
   * entry, unless nothing was released.
   *
   * @param approval who asked for it and why
   */
  void release(
      String container, PlatformId platform, Collection<ModelName> names, AuditedApproval approval);
}
