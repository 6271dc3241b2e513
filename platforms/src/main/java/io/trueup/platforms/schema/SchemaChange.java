package io.trueup.platforms.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of a plan: a value that can be shown, stored, judged and applied. */
public sealed interface SchemaChange {

  /** What it costs those who use the object meanwhile. */
  Safety safety();

  /** A change that has a statement. */
  sealed interface Statement extends SchemaChange {

    /** The table or view that it changes; null when it is a schema. */
    @Nullable ObjectName name();

    /** The statement, with every identifier quoted; without a trailing semicolon. */
    default String sql() {
      return PostgresSql.render(this);
    }

    @Override
    default Safety safety() {
      return Safety.INSTANT;
    }
  }

  /** A schema that does not exist yet. */
  record CreateSchema(String schema) implements Statement {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A table that does not exist yet. */
  record CreateTable(ObjectName name, List<ColumnDefinition> columns, List<String> primaryKey)
      implements Statement {
    public CreateTable {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
    }
  }

  /** A nullable column, without default, at the end of a table. */
  record AddColumn(ObjectName name, ColumnDefinition column) implements Statement {}

  /** A view that does not exist yet. */
  record CreateView(ObjectName name, ObjectName source, List<ColumnDefinition> columns)
      implements Statement {
    public CreateView {
      columns = List.copyOf(columns);
    }
  }

  /** A view that gets another definition; its columns begin with those that it has. */
  record ReplaceView(ObjectName name, ObjectName source, List<ColumnDefinition> columns)
      implements Statement {
    public ReplaceView {
      columns = List.copyOf(columns);
    }
  }

  /** What the catalog says about a table or view. */
  record Comment(ObjectName name, Relation.Kind kind, String text) implements Statement {}

  /**
   * A change that would be needed, and is not made because it loses data, fails or takes too long.
   *
   * @param safety what it would cost
   * @param reason what is wrong and what to do, for a person
   */
  record Refuse(ObjectName name, Safety safety, String reason) implements SchemaChange {}

  /**
   * A change that cannot be made yet, because what it builds on is not there.
   *
   * @param reason what is lacking, for a person
   */
  record Lack(ObjectName name, String reason) implements SchemaChange {
    @Override
    public Safety safety() {
      return Safety.INSTANT;
    }
  }
}
