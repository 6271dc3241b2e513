package io.trueup.model.verdict;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Finds cycles: the strongly connected components of a graph, by Tarjan's algorithm (SIAM J.
 * Comput. 1, 1972) without recursion, in time linear in the edges. Not thread-safe.
 */
final class Cycles {

  private final Map<String, ? extends Collection<String>> edges;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, Integer> lowest = new HashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Set<String> isOpen = new HashSet<>();
  private final Deque<Visit> visits = new ArrayDeque<>();
  private final List<List<String>> cycles = new ArrayList<>();

  private record Visit(String node, Iterator<String> next) {}

  private Cycles(Map<String, ? extends Collection<String>> edges) {
    this.edges = edges;
  }

  /**
   * The groups of nodes in which every node can be reached from every node, itself included; each
   * group sorted, in the order of their first nodes.
   *
   * @param edges by node, the nodes that it leads to; a node that is no key leads nowhere
   */
  static List<List<String>> of(SortedMap<String, ? extends Collection<String>> edges) {
    var search = new Cycles(edges);
    for (var node : edges.keySet()) {
      if (!search.indexes.containsKey(node)) {
        search.visit(node);
      }
    }
    return search.cycles.stream()
        .sorted((one, other) -> one.getFirst().compareTo(other.getFirst()))
        .toList();
  }

  private void visit(String start) {
    enter(start);
    while (!visits.isEmpty()) {
      var visit = visits.element();
      if (visit.next().hasNext()) {
        var next = visit.next().next();
        if (!indexes.containsKey(next)) {
          enter(next);
        } else if (isOpen.contains(next)) {
          lowest.merge(visit.node(), indexes.getOrDefault(next, 0), Math::min);
        }
      } else {
        visits.pop();
        leave(visit.node());
      }
    }
  }

  private void enter(String node) {
    indexes.put(node, indexes.size());
    lowest.put(node, indexes.size() - 1);
    open.push(node);
    isOpen.add(node);
    visits.push(new Visit(node, edges(node).iterator()));
  }

  private Collection<String> edges(String node) {
    var found = edges.get(node);
    return found == null ? List.of() : found;
  }

  private void leave(String node) {
    var low = lowest.getOrDefault(node, 0);
    if (!visits.isEmpty()) {
      lowest.merge(visits.element().node(), low, Math::min);
    }
    if (!low.equals(indexes.get(node))) {
      return;
    }
    var component = new ArrayList<String>();
    String member;
    do {
      member = open.pop();
      isOpen.remove(member);
      component.add(member);
    } while (!member.equals(node));
    if (component.size() > 1 || edges(node).contains(node)) {
      component.sort(null);
      cycles.add(List.copyOf(component));
    }
  }
}
