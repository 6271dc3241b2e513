package io.trueup.platforms.schema;

import java.util.Comparator;
import java.util.List;

/**
 * What a database should hold, at least: whatever else it holds is left alone.
 *
 * @param tables by name
 * @param views by name
 */
public record DesiredSchema(List<Table> tables, List<View> views) {

  /** Nothing. */
  public static final DesiredSchema NOTHING = new DesiredSchema(List.of(), List.of());

  public DesiredSchema {
    tables = tables.stream().sorted(Comparator.comparing(Table::name)).toList();
    views = views.stream().sorted(Comparator.comparing(View::name)).toList();
  }
}
