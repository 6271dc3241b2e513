package io.trueup.statestore;

import io.trueup.statestore.PhysicalNames.ModelName;
import io.trueup.statestore.PhysicalNames.Wish;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of its candidates something is called. Pure. */
public final class NameRules {

  private NameRules() {}

  /** What a container has once. */
  public record Slot(String kind, String within, String name) {}

  /** All slots that somebody wishes for. */
  public static List<Slot> slots(Collection<Wish> wishes) {
    return wishes.stream()
        .flatMap(wish -> wish.candidates().stream().map(name -> slot(wish, name)))
        .distinct()
        .toList();
  }

  /**
   * Gives each, in their order, the first of its candidates that is free.
   *
   * @param holders who has slots already, in words
   * @throws NameTakenException when one finds none
   */
  public static Map<ModelName, Slot> choose(Collection<Wish> wishes, Map<Slot, String> holders) {
    var taken = new HashMap<>(holders);
    var chosen = new LinkedHashMap<ModelName, Slot>();
    for (var wish : wishes) {
      chosen.computeIfAbsent(wish.logical(), _ -> choose(wish, taken));
    }
    return chosen;
  }

  private static Slot choose(Wish wish, Map<Slot, String> taken) {
    var holder = "";
    for (var name : wish.candidates()) {
      var slot = slot(wish, name);
      var other = taken.putIfAbsent(slot, wish.logical().toString());
      if (other == null) {
        return slot;
      }
      holder = other;
    }
    throw NameTakenException.of(wish, holder);
  }

  private static Slot slot(Wish wish, String name) {
    return new Slot(wish.logical().kind(), wish.within(), name);
  }
}
