package io.trueup.platforms.spi;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of one platform type, as the configuration gives them. The type alone knows its keys
 * and reads them.
 *
 * @param values as texts, by key; a setting that is not given has its default
 */
public record PlatformSettings(SortedMap<String, String> values) {

  /** No settings. */
  public static final PlatformSettings NONE = new PlatformSettings(new TreeMap<>());

  public PlatformSettings {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** One setting. */
  public static PlatformSettings of(String key, String value) {
    var values = new TreeMap<String, String>();
    values.put(key, value);
    return new PlatformSettings(values);
  }

  /**
   * Refuses settings that a type does not have.
   *
   * @throws IllegalArgumentException with a sentence for operators
   */
  public void requireOnly(String type, Set<String> keys) {
    var unknown = new TreeMap<>(values);
    unknown.keySet().removeAll(keys);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use settings %s: data platforms of type '%s' have none of these"
              .formatted(unknown.keySet(), type));
    }
  }

  /**
   * A whole number.
   *
   * @param standard the value of a setting that is not given
   * @throws IllegalArgumentException with a sentence for operators when it is no number or below
   *     {@code least}
   */
  public int number(String key, int standard, int least) {
    var text = values.get(key);
    if (text == null) {
      return standard;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
      throw new IllegalArgumentException(
          "Cannot use '%s' as setting '%s': it is not a number of at least %d"
              .formatted(text, key, least));
    }
    return Integer.parseInt(text);
  }
}
