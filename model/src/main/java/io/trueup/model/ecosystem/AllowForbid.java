package io.trueup.model.ecosystem;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A list of allowed and a list of forbidden words. Forbidding wins where both match; a rule reports
 * that.
 *
 * @param allow null allows everything; empty allows nothing
 * @param forbid empty forbids nothing
 */
public record AllowForbid(@Nullable SortedSet<String> allow, SortedSet<String> forbid) {

  /** Everything is allowed. */
  public static final AllowForbid ANYTHING = new AllowForbid(null, new TreeSet<>());

  public AllowForbid {
    allow = allow == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(allow));
    forbid = Collections.unmodifiableSortedSet(new TreeSet<>(forbid));
  }

  /** Whether a word is allowed. */
  public boolean allows(String word) {
    return !forbid.contains(word) && (allow == null || allow.contains(word));
  }

  /** Whether a place in a tree is allowed: an entry {@code a/b} covers {@code a/b/c} too. */
  public boolean allowsPlace(String place) {
    return !covers(forbid, place) && (allow == null || covers(allow, place));
  }

  private static boolean covers(SortedSet<String> places, String place) {
    for (var end = place.length(); end > 0; end = place.lastIndexOf('/', end - 1)) {
      if (places.contains(place.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
