package io.trueup.model.verdict;

import io.trueup.model.ecosystem.GroupKey;
import org.jspecify.annotations.Nullable;

/**
 * Names an answer that a rule can ask {@link Lookup} for. {@link RuleResults} keeps the facts that
 * each document's rules asked for, some for each dataset, so a fact holds names that the model
 * holds anyway and no text that joins them. In the order of kinds, then of names.
 *
 * @param scope what the name belongs to: a dataset's store, a group's workspace, the platform of an
 *     ingestion; empty for a name that is unique in the ecosystem
 */
record Fact(Kind kind, String scope, String name) implements Comparable<Fact> {

  enum Kind {
    ASSIGNMENTS,
    CONTAINER,
    DATASET,
    FIRST_DATASET,
    INGESTION,
    PLATFORM,
    POLICIES,
    PRIMARIES,
    PRODUCER,
    ROOTS,
    STORE,
    TEAM,
    VENDOR,
    WORKSPACE,
    ZONE,
    ZONE_OWNER
  }

  private static Fact of(Kind kind, String name) {
    return new Fact(kind, "", name);
  }

  private static Fact of(Kind kind, GroupKey group) {
    return new Fact(kind, group.workspace(), group.group());
  }

  /** A store without its datasets. */
  static Fact store(String name) {
    return of(Kind.STORE, name);
  }

  /** The dataset of a store that is first by name. */
  static Fact firstDataset(String store) {
    return of(Kind.FIRST_DATASET, store);
  }

  static Fact dataset(String store, String dataset) {
    return new Fact(Kind.DATASET, store, dataset);
  }

  /** The workspace whose transformer makes a store. */
  static Fact producer(String store) {
    return of(Kind.PRODUCER, store);
  }

  static Fact workspace(String name) {
    return of(Kind.WORKSPACE, name);
  }

  static Fact container(String qualifiedName) {
    return of(Kind.CONTAINER, qualifiedName);
  }

  /** Whether a team is defined. */
  static Fact team(String name) {
    return of(Kind.TEAM, name);
  }

  static Fact zone(String name) {
    return of(Kind.ZONE, name);
  }

  /** A zone's policies. */
  static Fact policies(String zone) {
    return of(Kind.POLICIES, zone);
  }

  /** The owner that the ecosystem declares for a zone. */
  static Fact zoneOwner(String zone) {
    return of(Kind.ZONE_OWNER, zone);
  }

  static Fact platform(String name) {
    return of(Kind.PLATFORM, name);
  }

  static Fact vendor(String name) {
    return of(Kind.VENDOR, name);
  }

  /** The assignments of a group. */
  static Fact assignments(GroupKey group) {
    return of(Kind.ASSIGNMENTS, group);
  }

  /** The platforms that a group is a root of. */
  static Fact roots(GroupKey group) {
    return of(Kind.ROOTS, group);
  }

  /** The primary platforms of a store. */
  static Fact primaries(String store) {
    return of(Kind.PRIMARIES, store);
  }

  /** Whether a platform ingests any dataset of a store. */
  static Fact ingestion(String platform, String store) {
    return new Fact(Kind.INGESTION, platform, store);
  }

  @Override
  public int compareTo(Fact other) {
    var byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    var byScope = scope.compareTo(other.scope);
    return byScope != 0 ? byScope : name.compareTo(other.name);
  }

  // Written out, because equals and hashCode run very often before a compiler has seen them. A
  // name has the same hash code in every run, which an enum has not.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fact it
        && kind == it.kind
        && name.equals(it.name)
        && scope.equals(it.scope);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.name().hashCode() + scope.hashCode()) + name.hashCode();
  }
}
