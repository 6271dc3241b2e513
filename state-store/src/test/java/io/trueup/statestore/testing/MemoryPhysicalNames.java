package io.trueup.statestore.testing;

import static java.util.Objects.requireNonNull;

import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NameRules;
import io.trueup.statestore.NameRules.Slot;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.testing.MemoryState.NameKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names by their logical names; a released one leaves only its audit entry. */
final class MemoryPhysicalNames implements PhysicalNames {

  private static final Comparator<Position> PAGES =
      Comparator.comparing(Position::container)
          .thenComparing(Position::kind)
          .thenComparing(Position::within)
          .thenComparing(Position::name);

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryPhysicalNames(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Map<ModelName, PhysicalName> find(
      String container, PlatformId platform, Collection<ModelName> names) {
    return transactor.in(
        "names.find",
        () -> {
          var found = new LinkedHashMap<ModelName, PhysicalName>();
          for (var logical : names) {
            var name = state.names.find(new NameKey(container, platform, logical));
            if (name != null) {
              found.put(logical, name);
            }
          }
          return found;
        });
  }

  @Override
  public Map<ModelName, PhysicalName> allocate(
      String container, PlatformId platform, List<AllocationRequest> requests) {
    return transactor.in(
        "names.give",
        () -> {
          state.platform(platform);
          var given = chosen(container, platform, requests);
          given.forEach(
              (logical, name) -> state.names.put(new NameKey(container, platform, logical), name));
          return given;
        });
  }

  @Override
  public Map<ModelName, PhysicalName> previewAllocation(
      String container, PlatformId platform, List<AllocationRequest> requests) {
    return transactor.in("names.foresee", () -> chosen(container, platform, requests));
  }

  private Map<ModelName, PhysicalName> chosen(
      String container, PlatformId platform, List<AllocationRequest> requests) {
    var open =
        requests.stream().filter(request -> find(container, platform, request) == null).toList();
    var chosen = NameRules.choose(open, holders(container));
    var given = new LinkedHashMap<ModelName, PhysicalName>();
    for (var request : requests) {
      given.computeIfAbsent(
          request.logical(), logical -> named(container, platform, request, chosen.get(logical)));
    }
    return given;
  }

  private @Nullable PhysicalName find(
      String container, PlatformId platform, AllocationRequest request) {
    return state.names.find(new NameKey(container, platform, request.logical()));
  }

  private Map<Slot, String> holders(String container) {
    var holders = new HashMap<Slot, String>();
    state.names.rows().stream()
        .filter(name -> name.container().equals(container))
        .forEach(name ->
            holders.put(
                new Slot(name.logical().kind(), name.within(), name.name()),
                "%s of platform '%s'".formatted(name.logical(), name.platform())));
    return holders;
  }

  private PhysicalName named(
      String container, PlatformId platform, AllocationRequest request, @Nullable Slot chosen) {
    var known = find(container, platform, request);
    return new PhysicalName(
        container,
        platform,
        request.logical(),
        chosen == null ? requireNonNull(known).within() : chosen.within(),
        chosen == null ? requireNonNull(known).name() : chosen.name(),
        request.node(),
        known == null ? state.now() : known.allocatedAt(),
        null);
  }

  @Override
  public List<PhysicalName> ofNodes(
      String container, PlatformId platform, Collection<NodeKey> nodes) {
    return transactor.in("names.ofNodes", () -> of(container, platform, nodes).toList());
  }

  @Override
  public List<PhysicalName> ofDatasets(
      PlatformId platform, Collection<String> datasets, int limit) {
    return transactor.in(
        "names.ofDatasets",
        () ->
            all(platform)
                .filter(name ->
                    datasets.stream()
                        .anyMatch(it -> new Filter(null, null, it, null).matches(name)))
                .limit(limit)
                .toList());
  }

  private Stream<PhysicalName> of(
      String container, PlatformId platform, Collection<NodeKey> nodes) {
    return all(platform)
        .filter(name -> name.container().equals(container))
        .filter(name -> name.node() != null && nodes.contains(name.node()));
  }

  private Stream<PhysicalName> all(PlatformId platform) {
    return state.names.rows().stream()
        .filter(name -> name.platform().equals(platform))
        .sorted(Comparator.comparing(PhysicalName::position, PAGES));
  }

  @Override
  public List<PhysicalName> search(PlatformId platform, Filter filter, Position after, int limit) {
    return transactor.in(
        "names.search",
        () ->
            all(platform)
                .filter(name -> PAGES.compare(name.position(), after) > 0)
                .filter(filter::matches)
                .limit(limit)
                .toList());
  }

  @Override
  public void retire(String container, PlatformId platform, Collection<NodeKey> nodes) {
    transactor.run(
        "names.retire",
        () ->
            of(container, platform, nodes)
                .filter(name -> name.retiredAt() == null)
                .toList()
                .forEach(name ->
                    state.names.put(
                        new NameKey(container, platform, name.logical()), retired(name))));
  }

  private PhysicalName retired(PhysicalName it) {
    return new PhysicalName(
        it.container(),
        it.platform(),
        it.logical(),
        it.within(),
        it.name(),
        it.node(),
        it.allocatedAt(),
        state.now());
  }

  @Override
  public Map<ModelName, String> forms(
      String container, PlatformId platform, Collection<ModelName> names) {
    return transactor.in(
        "names.forms",
        () -> {
          var found = new LinkedHashMap<ModelName, String>();
          for (var logical : names) {
            var form = state.tableForms.find(new NameKey(container, platform, logical));
            if (form != null) {
              found.put(logical, form);
            }
          }
          return found;
        });
  }

  @Override
  public void recordForms(String container, PlatformId platform, Map<ModelName, String> forms) {
    transactor.run(
        "names.recordForms",
        () ->
            forms.forEach((logical, form) -> {
              var key = new NameKey(container, platform, logical);
              if (state.names.find(key) != null) {
                state.tableForms.put(key, form);
              }
            }));
  }

  @Override
  public void setAside(String container, PlatformId platform, Map<ModelName, ModelName> names) {
    transactor.run(
        "names.setAside",
        () -> {
          var aside = new ArrayList<String>();
          names.forEach((logical, other) -> {
            var key = new NameKey(container, platform, logical);
            var name = state.names.find(key);
            if (name != null) {
              setAside(key, name, other);
              aside.add(name.qualified());
            }
          });
          if (!aside.isEmpty()) {
            state.audit(
                Actor.DAEMON,
                AuditVerbs.NAMES_SET_ASIDE,
                Lease.resource(platform),
                MemoryJson.of("container", container, "names", aside.stream().sorted().toList()),
                null,
                "the model declares another form than the tables have, which are kept until"
                    + " purged");
          }
        });
  }

  private void setAside(NameKey key, PhysicalName it, ModelName other) {
    var newKey = new NameKey(key.container(), key.platform(), other);
    var form = state.tableForms.find(key);
    state.names.remove(key);
    state.tableForms.remove(key);
    state.names.put(
        newKey,
        new PhysicalName(
            it.container(),
            it.platform(),
            other,
            it.within(),
            it.name(),
            it.node(),
            it.allocatedAt(),
            it.retiredAt() == null ? state.now() : it.retiredAt()));
    if (form != null) {
      state.tableForms.put(newKey, form);
    }
  }

  @Override
  public void release(
      String container,
      PlatformId platform,
      Collection<ModelName> names,
      AuditedApproval approval) {
    transactor.run(
        "names.release",
        () -> {
          var gone =
              all(platform)
                  .filter(name -> name.container().equals(container))
                  .filter(name -> names.contains(name.logical()))
                  .toList();
          for (var name : gone) {
            var key = new NameKey(container, platform, name.logical());
            state.names.remove(key);
            state.tableForms.remove(key);
          }
          if (!gone.isEmpty()) {
            state.audit(
                approval.actor(),
                AuditVerbs.NAMES_RELEASED,
                Lease.resource(platform),
                MemoryJson.of(
                    "container",
                    container,
                    "names",
                    gone.stream().map(PhysicalName::qualified).sorted().toList()),
                null,
                approval.reason());
          }
        });
  }
}
