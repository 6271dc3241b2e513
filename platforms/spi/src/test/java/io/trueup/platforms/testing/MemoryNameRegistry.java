package io.trueup.platforms.testing;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.AllocatedName;
import io.trueup.platforms.spi.LogicalName;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.NameRequest;
import io.trueup.platforms.spi.NoFreeNameException;
import io.trueup.platforms.spi.StatementJournal.OperatorApproval;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A registry of names in memory, which allocates all of them at one moment. Safe for any thread.
 */
public final class MemoryNameRegistry implements NameRegistry {

  /** When all names are allocated or retired. */
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Comparator<AllocatedName> ORDER =
      Comparator.comparing((AllocatedName given) -> given.logical().kind().toString())
          .thenComparing(AllocatedName::within)
          .thenComparing(AllocatedName::name);

  private record Owner(String container, String platform, LogicalName logical) {}

  private record Place(String container, LogicalName.Kind kind, String within, String name) {}

  private final Map<Owner, AllocatedName> given = new HashMap<>();
  private final Map<Place, Owner> owners = new HashMap<>();
  private final Map<Owner, String> forms = new HashMap<>();

  @Override
  public synchronized Map<LogicalName, AllocatedName> find(
      String container, String platform, Collection<LogicalName> names) {
    var found = new LinkedHashMap<LogicalName, AllocatedName>();
    for (var name : names) {
      var known = given.get(new Owner(container, platform, name));
      if (known != null) {
        found.put(name, known);
      }
    }
    return found;
  }

  @Override
  public synchronized Map<LogicalName, AllocatedName> allocate(
      String container, String platform, List<NameRequest> requests) {
    var before = Map.copyOf(given);
    var ownersBefore = Map.copyOf(owners);
    try {
      var now = new LinkedHashMap<LogicalName, AllocatedName>();
      for (var request : requests) {
        var owner = new Owner(container, platform, request.logical());
        now.computeIfAbsent(request.logical(), _ -> give(owner, request));
      }
      return now;
    } catch (NoFreeNameException e) {
      restore(before, ownersBefore);
      throw e;
    }
  }

  @Override
  public synchronized Map<LogicalName, AllocatedName> previewAllocation(
      String container, String platform, List<NameRequest> requests) {
    var before = Map.copyOf(given);
    var ownersBefore = Map.copyOf(owners);
    try {
      return allocate(container, platform, requests);
    } finally {
      restore(before, ownersBefore);
    }
  }

  private void restore(Map<Owner, AllocatedName> before, Map<Place, Owner> ownersBefore) {
    given.clear();
    given.putAll(before);
    owners.clear();
    owners.putAll(ownersBefore);
  }

  private AllocatedName give(Owner owner, NameRequest request) {
    var known = given.get(owner);
    var place =
        known == null
            ? choose(owner, request)
            : new Place(owner.container(), known.logical().kind(), known.within(), known.name());
    var now =
        new AllocatedName(
            owner.logical(),
            place.within(),
            place.name(),
            owner.platform(),
            request.node(),
            NOON,
            null);
    given.put(owner, now);
    owners.put(place, owner);
    return now;
  }

  private Place choose(Owner owner, NameRequest request) {
    return request.candidates().stream()
        .map(name -> new Place(owner.container(), owner.logical().kind(), request.within(), name))
        .filter(place -> !owners.containsKey(place))
        .findFirst()
        .orElseThrow(() ->
            new NoFreeNameException(
                "Cannot name %s in %s: all of %s are taken"
                    .formatted(owner.logical(), owner.container(), request.candidates())));
  }

  @Override
  public synchronized List<AllocatedName> ofNodes(
      String container, String platform, Collection<NodeKey> nodes) {
    return of(container, platform)
        .filter(it -> it.node() != null && nodes.contains(it.node()))
        .sorted(ORDER)
        .toList();
  }

  @Override
  public synchronized List<AllocatedName> all(
      String container, String platform, @Nullable AllocatedName after, int limit) {
    return of(container, platform)
        .filter(it -> after == null || ORDER.compare(it, after) > 0)
        .sorted(ORDER)
        .limit(limit)
        .toList();
  }

  /** All allocated names, by kind, schema and name. */
  public synchronized List<AllocatedName> given() {
    return given.values().stream().sorted(ORDER).toList();
  }

  @Override
  public synchronized void retire(String container, String platform, Collection<NodeKey> nodes) {
    for (var name : ofNodes(container, platform, nodes)) {
      given.put(new Owner(container, platform, name.logical()), retired(name));
    }
  }

  private static AllocatedName retired(AllocatedName it) {
    return new AllocatedName(
        it.logical(), it.within(), it.name(), it.platform(), it.node(), it.allocatedAt(), NOON);
  }

  @Override
  public synchronized Map<LogicalName, String> forms(
      String container, String platform, Collection<LogicalName> names) {
    var found = new LinkedHashMap<LogicalName, String>();
    for (var name : names) {
      var form = forms.get(new Owner(container, platform, name));
      if (form != null) {
        found.put(name, form);
      }
    }
    return found;
  }

  @Override
  public synchronized void recordForms(
      String container, String platform, Map<LogicalName, String> recorded) {
    recorded.forEach((name, form) -> {
      var owner = new Owner(container, platform, name);
      if (given.containsKey(owner)) {
        forms.put(owner, form);
      }
    });
  }

  /** Forgets all forms, as if names had been given before forms were recorded. */
  public synchronized void forgetForms() {
    forms.clear();
  }

  @Override
  public synchronized void setAside(
      String container, String platform, Map<LogicalName, LogicalName> names) {
    names.forEach((before, after) -> {
      var owner = new Owner(container, platform, before);
      var newOwner = new Owner(container, platform, after);
      var name = given.remove(owner);
      if (name != null) {
        var place = new Place(container, before.kind(), name.within(), name.name());
        owners.put(place, newOwner);
        given.put(
            newOwner,
            new AllocatedName(
                after,
                name.within(),
                name.name(),
                name.platform(),
                name.node(),
                name.allocatedAt(),
                NOON));
        var form = forms.remove(owner);
        if (form != null) {
          forms.put(newOwner, form);
        }
      }
    });
  }

  @Override
  public synchronized void release(
      String container,
      String platform,
      Collection<LogicalName> names,
      OperatorApproval allowance) {
    for (var name : names) {
      var owner = new Owner(container, platform, name);
      given.remove(owner);
      owners.values().remove(owner);
    }
  }

  private Stream<AllocatedName> of(String container, String platform) {
    return given.entrySet().stream()
        .filter(it -> it.getKey().container().equals(container))
        .filter(it -> it.getKey().platform().equals(platform))
        .map(Map.Entry::getValue);
  }
}
