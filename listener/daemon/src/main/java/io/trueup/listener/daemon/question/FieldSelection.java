package io.trueup.listener.daemon.question;

import com.fasterxml.jackson.core.filter.TokenFilter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an answer that a caller asked for, such as {@code name,columns.name}. A field with
 * fields of its own means all of them. Immutable.
 */
public final class FieldSelection {

  /** Everything. */
  public static final FieldSelection ALL = new FieldSelection(null);

  private static final String PARAMETER = "fields";
  private static final int MOST = 200;

  private final @Nullable Chosen chosen;

  private FieldSelection(@Nullable Chosen chosen) {
    this.chosen = chosen;
  }

  /**
   * Reads a selection.
   *
   * @param text names with commas between them, each with those of its outer fields and dots before
   *     it; null for everything
   * @param type of the answers
   * @throws QuestionException when the answers have no such field
   */
  public static FieldSelection parse(@Nullable String text, Class<?> type) {
    if (text == null) {
      return ALL;
    }
    var names = text.split(",", MOST + 1);
    if (names.length > MOST) {
      throw QuestionException.invalid(
          PARAMETER, "'fields' names more than %d fields".formatted(MOST));
    }
    var chosen = new Chosen();
    for (var name : names) {
      add(chosen, name.strip(), type);
    }
    return new FieldSelection(chosen);
  }

  private static void add(Chosen chosen, String path, Class<?> type) {
    var at = chosen;
    Class<?> within = type;
    var names = path.split("\\.", -1);
    for (var i = 0; i < names.length; i++) {
      var fields = within == null ? Map.<String, @Nullable Class<?>>of() : fields(within);
      if (!fields.containsKey(names[i])) {
        throw unknown(path, String.join(".", List.of(names).subList(0, i)), fields);
      }
      within = fields.get(names[i]);
      var next = at.fields.computeIfAbsent(names[i], _ -> new Chosen());
      next.isWhole |= i == names.length - 1;
      at = next;
    }
  }

  private static QuestionException unknown(
      String path, String outer, Map<String, @Nullable Class<?>> fields) {
    return QuestionException.invalid(
        PARAMETER,
        fields.isEmpty()
            ? "'fields' names '%s', but '%s' has no fields of its own".formatted(path, outer)
            : "'fields' names '%s', which is not there. The fields%s are %s"
                .formatted(
                    path,
                    outer.isEmpty() ? "" : " of '" + outer + "'",
                    String.join(", ", fields.keySet())));
  }

  /** The fields of a record, by name, with the record that each holds, if any. */
  private static Map<String, @Nullable Class<?>> fields(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .collect(
            TreeMap::new,
            (all, it) -> all.put(it.getName(), held(it)),
            (_, _) -> {
              throw new IllegalStateException("The stream is sequential");
            });
  }

  private static @Nullable Class<?> held(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType list) {
      type = list.getActualTypeArguments()[0];
    }
    return type instanceof Class<?> it && it.isRecord() ? it : null;
  }

  /** Whether it leaves nothing out. */
  public boolean isAll() {
    return chosen == null;
  }

  /** Lets only the chosen fields through. */
  TokenFilter filter() {
    return chosen == null ? TokenFilter.INCLUDE_ALL : new ChosenFilter(chosen);
  }

  @Override
  public String toString() {
    return chosen == null ? "all" : chosen.toString();
  }

  /** The chosen fields of one record. Changed only while a selection is read. */
  private static final class Chosen {

    private final Map<String, Chosen> fields = new TreeMap<>();
    private boolean isWhole;

    @Override
    public String toString() {
      return isWhole
          ? "*"
          : fields.entrySet().stream()
              .map(it -> it.getKey() + "(" + it.getValue() + ")")
              .collect(Collectors.joining(","));
    }
  }

  /** Applies to a record, and to each record of a list. */
  private static final class ChosenFilter extends TokenFilter {

    private final Map<String, TokenFilter> fields = new TreeMap<>();

    ChosenFilter(Chosen chosen) {
      chosen.fields.forEach((name, it) ->
          fields.put(name, it.isWhole ? TokenFilter.INCLUDE_ALL : new ChosenFilter(it)));
    }

    @Override
    public @Nullable TokenFilter includeProperty(String name) {
      return fields.get(name);
    }

    @Override
    public boolean includeNull() {
      return true;
    }

    @Override
    public boolean includeEmptyArray(boolean contentsFiltered) {
      return true;
    }

    @Override
    public boolean includeEmptyObject(boolean contentsFiltered) {
      return true;
    }

    @Override
    protected boolean _includeScalar() {
      return false;
    }
  }
}
