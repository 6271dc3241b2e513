package io.trueup.statestore;

import io.trueup.statestore.PhysicalNames.AllocationRequest;
import io.trueup.statestore.PhysicalNames.ModelName;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chooses physical names among candidates. Pure. */
public final class NameRules {

  private NameRules() {}

  /** A name that a container has at most once. */
  public record Slot(String kind, String within, String name) {}

  /** All slots that the requests name. */
  public static List<Slot> slots(Collection<AllocationRequest> requests) {
    return requests.stream()
        .flatMap(request -> request.candidates().stream().map(name -> slot(request, name)))
        .distinct()
        .toList();
  }

  /**
   * Allocates to each request, in order, the first of its candidates that is free.
   *
   * @param holders what has each taken slot, in words
   * @throws NameTakenException when no candidate of a request is free
   */
  public static Map<ModelName, Slot> choose(
      Collection<AllocationRequest> requests, Map<Slot, String> holders) {
    var taken = new HashMap<>(holders);
    var chosen = new LinkedHashMap<ModelName, Slot>();
    for (var request : requests) {
      chosen.computeIfAbsent(request.logical(), _ -> choose(request, taken));
    }
    return chosen;
  }

  private static Slot choose(AllocationRequest request, Map<Slot, String> taken) {
    var holder = "";
    for (var name : request.candidates()) {
      var slot = slot(request, name);
      var other = taken.putIfAbsent(slot, request.logical().toString());
      if (other == null) {
        return slot;
      }
      holder = other;
    }
    throw NameTakenException.of(request, holder);
  }

  private static Slot slot(AllocationRequest request, String name) {
    return new Slot(request.logical().kind(), request.within(), name);
  }
}
