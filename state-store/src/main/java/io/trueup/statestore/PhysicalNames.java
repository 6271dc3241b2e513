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
 * What things are called in containers. A name once given is nobody else's there until it is
 * released. A container is named by whatever may have each name once, such as {@code
 * db.host:5432/warehouse}.
 */
public interface PhysicalNames {

  /**
   * What something is called in the model's words.
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
   * Asks for a name.
   *
   * @param within the physical name of a relation's schema; empty for what is in none
   * @param node whom it is for; null for what many nodes share
   * @param candidates in the order of preference
   */
  record Wish(ModelName logical, String within, @Nullable NodeKey node, List<String> candidates) {
    public Wish {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * A name that was given and not released.
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
      Instant givenAt,
      @Nullable Instant retiredAt) {

    /** Where it comes in a list of names. */
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
   * Which names are meant; what is null does not matter.
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

    /** Whether a name is meant. */
    public boolean matches(PhysicalName it) {
      return (container == null || container.equals(it.container()))
          && (node == null || Objects.equals(node, it.node()))
          && (path == null || ("/" + it.logical().path() + "/").contains("/" + path + "/"))
          && (qualified == null || qualified.equals(it.qualified()));
    }
  }

  /** The names that were given to these, in the order asked; what has none is left out. */
  Map<ModelName, PhysicalName> find(
      String container, PlatformId platform, Collection<ModelName> names);

  /**
   * Gives names, all of them or none, in the order asked: see {@link NameRules}. What was given a
   * name before keeps it. All are for the asking node from now on, and not retired.
   *
   * @throws NameTakenException when all candidates of one are taken
   * @throws IllegalArgumentException when there is no such platform
   */
  Map<ModelName, PhysicalName> give(String container, PlatformId platform, List<Wish> wishes);

  /**
   * The names that {@link #give} would give now, in the order asked; nothing is given or changed.
   *
   * @throws NameTakenException when all candidates of one are taken
   */
  Map<ModelName, PhysicalName> foresee(String container, PlatformId platform, List<Wish> wishes);

  /** The names that are for these nodes in a container, by kind, schema and name. */
  List<PhysicalName> ofNodes(String container, PlatformId platform, Collection<NodeKey> nodes);

  /**
   * A page of a platform's names, by container, kind, schema and name.
   *
   * @param after that of the last one of the page before, or {@link Position#START}
   */
  List<PhysicalName> search(PlatformId platform, Filter filter, Position after, int limit);

  /** Marks the names that are for these nodes as retired; they stay given. */
  void retire(String container, PlatformId platform, Collection<NodeKey> nodes);

  /** The forms that tables were last brought to; those of which none is known are left out. */
  Map<ModelName, String> forms(String container, PlatformId platform, Collection<ModelName> names);

  /** Records the forms that tables were brought to; what has no name is passed over. */
  void recordForms(String container, PlatformId platform, Map<ModelName, String> forms);

  /**
   * Sets names aside: each is known by another logical name from now on, whose path has an
   * {@code @}, and is retired, so that what it was given to can be given another one. What has no
   * name is passed over. Writes an audit entry, unless nothing had to be set aside.
   *
   * @param names the new logical names by the ones that they replace
   */
  void setAside(String container, PlatformId platform, Map<ModelName, ModelName> names);

  /**
   * Lets names be given again; that they were given stays remembered. Writes an audit entry, unless
   * nothing had to be released.
   *
   * @param leave who asked for it and why
   */
  void release(
      String container, PlatformId platform, Collection<ModelName> names, OperatorsLeave leave);
}
