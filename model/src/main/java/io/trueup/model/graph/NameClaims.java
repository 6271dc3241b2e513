package io.trueup.model.graph;

import io.trueup.model.graph.GraphLint.Claim;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.persistent.PersistentSet;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who claims which beginnings of names on a platform, kept up to date with its graph, so that two
 * nodes which would make one name are found without remembering every name. Immutable.
 *
 * @param claims by beginning and owner, the nodes
 * @param contested beginnings that are claimed by several owners, or that begin with, or are the
 *     beginning of, another's
 */
public record NameClaims(
    PersistentMap<String, PersistentMap<String, PersistentSet<NodeKey>>> claims,
    PersistentSet<String> contested) {

  /** Nobody claims anything. */
  public static final NameClaims NONE =
      new NameClaims(PersistentMap.empty(), PersistentSet.empty());

  /** A node before and after; one of the two is null when it was added or removed. */
  private record Change(NodeKey key, @Nullable PipelineNode before, @Nullable PipelineNode after) {}

  /** What a node claimed, and what it claims. */
  private record Claims(NodeKey key, Set<Claim> was, Set<Claim> is) {}

  /**
   * The claims of a newer graph.
   *
   * @param older the graph that these are of; null when they are of none
   */
  public NameClaims next(@Nullable PlatformGraph older, PlatformGraph newer, GraphLint lint) {
    var left = new HashMap<Claim, List<NodeKey>>();
    var taken = new HashMap<Claim, List<NodeKey>>();
    var changes = new ArrayList<Change>();
    (older == null ? PlatformGraph.empty(newer.platform()) : older)
        .nodes()
        .differences(
            newer.nodes(),
            (one, other) -> one.fingerprint().equals(other.fingerprint()),
            (key, before, after) -> changes.add(new Change(key, before, after)));
    Parallel.map(
            changes,
            it ->
                new Claims(
                    it.key(), claims(older, it.before(), lint), claims(newer, it.after(), lint)))
        .forEach(claims -> {
          claims.is().stream()
              .filter(it -> !claims.was().contains(it))
              .forEach(it -> add(taken, it, claims.key()));
          claims.was().stream()
              .filter(it -> !claims.is().contains(it))
              .forEach(it -> add(left, it, claims.key()));
        });
    if (left.isEmpty() && taken.isEmpty()) {
      return this;
    }
    var touched = new TreeSet<String>();
    left.keySet().forEach(it -> touched.add(it.beginning()));
    taken.keySet().forEach(it -> touched.add(it.beginning()));
    return new NameClaims(edited(left, taken), contested).judged(this, touched);
  }

  private static Set<Claim> claims(
      @Nullable PlatformGraph graph, @Nullable PipelineNode node, GraphLint lint) {
    return graph == null || node == null ? Set.of() : new HashSet<>(lint.claims(graph, node));
  }

  private static void add(Map<Claim, List<NodeKey>> map, Claim claim, NodeKey node) {
    map.computeIfAbsent(claim, _ -> new ArrayList<>()).add(node);
  }

  private PersistentMap<String, PersistentMap<String, PersistentSet<NodeKey>>> edited(
      Map<Claim, List<NodeKey>> left, Map<Claim, List<NodeKey>> taken) {
    var edits = new HashMap<String, Map<String, PersistentSet<NodeKey>>>();
    left.forEach((claim, nodes) -> {
      var owners = edits.computeIfAbsent(claim.beginning(), _ -> new HashMap<>());
      var holders = owners.getOrDefault(claim.owner(), holders(claim));
      for (var node : nodes) {
        holders = holders.without(node);
      }
      owners.put(claim.owner(), holders);
    });
    taken.forEach((claim, nodes) -> {
      var owners = edits.computeIfAbsent(claim.beginning(), _ -> new HashMap<>());
      var holders = owners.getOrDefault(claim.owner(), holders(claim));
      if (holders.isEmpty()) {
        holders = PersistentSet.of(nodes);
      } else {
        for (var node : nodes) {
          holders = holders.with(node);
        }
      }
      owners.put(claim.owner(), holders);
    });
    var changes = new HashMap<String, Optional<PersistentMap<String, PersistentSet<NodeKey>>>>();
    edits.forEach((beginning, owners) -> {
      var before = claims.find(beginning);
      var now = before == null ? PersistentMap.<String, PersistentSet<NodeKey>>empty() : before;
      for (var owner : owners.entrySet()) {
        now =
            owner.getValue().isEmpty()
                ? now.without(owner.getKey())
                : now.with(owner.getKey(), owner.getValue());
      }
      changes.put(beginning, now.isEmpty() ? Optional.empty() : Optional.of(now));
    });
    return claims.withAll(changes);
  }

  private PersistentSet<NodeKey> holders(Claim claim) {
    var owners = claims.find(claim.beginning());
    var found = owners == null ? null : owners.find(claim.owner());
    return found == null ? PersistentSet.empty() : found;
  }

  /** With the contested beginnings found anew among those that were touched, and their kin. */
  private NameClaims judged(NameClaims before, Set<String> touched) {
    var looked = new TreeSet<>(touched);
    for (var beginning : touched) {
      if (before.contested.contains(beginning)) {
        looked.addAll(before.kin(beginning));
      }
      looked.addAll(kin(beginning));
    }
    var now = contested;
    for (var beginning : looked) {
      var owners = claims.find(beginning);
      var isContested = owners != null && (owners.size() > 1 || !kin(beginning).isEmpty());
      now = isContested ? now.with(beginning) : now.without(beginning);
    }
    return new NameClaims(claims, now);
  }

  /** The other beginnings that begin with this one, or that this one begins with. */
  private List<String> kin(String beginning) {
    var kin = new ArrayList<String>();
    for (var next = claims.higher(beginning);
        next != null && next.startsWith(beginning);
        next = claims.higher(next)) {
      kin.add(next);
    }
    for (var end = beginning.length() - 1; end > 0; end--) {
      if (GraphLint.isBoundary(beginning.charAt(end - 1))) {
        var shorter = beginning.substring(0, end);
        if (claims.containsKey(shorter)) {
          kin.add(shorter);
        }
      }
    }
    return kin;
  }

  /** The problems of nodes that would make one name; nodes with several such names told once. */
  public List<GraphProblem> problems(PlatformGraph graph, GraphLint lint) {
    var nodes = new TreeSet<NodeKey>();
    for (var beginning : contested) {
      var owners = claims.getOrDefault(beginning, PersistentMap.empty());
      owners.values().forEach(nodes::addAll);
    }
    var takers = new TreeMap<String, List<NodeKey>>();
    for (var key : nodes) {
      var node = graph.nodes().find(key);
      if (node != null) {
        lint.names(graph, node)
            .forEach(it -> takers.computeIfAbsent(it, _ -> new ArrayList<>()).add(key));
      }
    }
    var problems = new ArrayList<GraphProblem>();
    var told = new HashSet<List<NodeKey>>();
    takers.forEach((name, makers) -> {
      if (makers.size() > 1 && told.add(makers)) {
        makers.stream().skip(1).distinct().forEach(it -> problems.add(collision(name, makers, it)));
      }
    });
    return problems;
  }

  private static GraphProblem collision(String name, List<NodeKey> makers, NodeKey node) {
    return new GraphProblem(
        "platform.name-collision",
        Severity.ERROR,
        node,
        null,
        node.equals(makers.getFirst())
            ? "%s would make '%s' twice".formatted(node, name)
            : "%s and %s would both make '%s'".formatted(makers.getFirst(), node, name),
        "Rename a store, dataset or workspace so that they differ in more than underscores and upper and lower case");
  }
}
