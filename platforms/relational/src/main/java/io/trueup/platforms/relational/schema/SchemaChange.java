package io.trueup.platforms.relational.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a database's schema: a value that can be shown, stored, checked and applied. It
 * knows no SQL; {@link PostgresSql} renders it.
 */
public sealed interface SchemaChange {

  /** The table, view or index that it changes; null when it is none of these. */
  @Nullable ObjectName name();

  /** A schema that does not exist yet. */
  record CreateSchema(String schema) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** The comment of a schema; empty for none. */
  record CommentSchema(String schema, String text) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A role that does not exist yet and cannot log in. */
  record CreateRole(String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** The comment of a role; empty for none. */
  record CommentRole(String role, String text) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A table that does not exist yet, without its comments and indexes. */
  record CreateTable(DesiredTable table) implements SchemaChange {
    @Override
    public ObjectName name() {
      return table.name();
    }
  }

  /**
   * A partition that does not exist yet.
   *
   * @param remainder the remainder of the hash that it takes
   * @param modulus how many of them there are
   */
  record CreatePartition(ObjectName name, ObjectName table, int remainder, int modulus)
      implements SchemaChange {}

  /** A column at the end of a table. */
  record AddColumn(ObjectName name, ColumnDefinition column) implements SchemaChange {}

  /** Columns that get wider types, all columns of a table in one statement. */
  record WidenColumns(ObjectName name, List<Widening> widenings) implements SchemaChange {

    /** One column. */
    public record Widening(String column, String from, String to, @Nullable String collation) {}

    public WidenColumns {
      widenings = List.copyOf(widenings);
    }
  }

  /** A column that becomes nullable. */
  record DropNotNull(ObjectName name, String column) implements SchemaChange {}

  /** A column that becomes NOT NULL, as a validated check of the table already proves. */
  record SetNotNull(ObjectName name, String column) implements SchemaChange {}

  /** A check for new rows; existing rows are checked later. */
  record AddCheck(ObjectName name, CheckConstraint check) implements SchemaChange {}

  /** Checks all rows that are older than a check. */
  record ValidateCheck(ObjectName name, String check) implements SchemaChange {}

  /** A check that is outdated. */
  record DropCheck(ObjectName name, String check) implements SchemaChange {}

  /**
   * An index.
   *
   * @param isConcurrent whether it is built while others write; never in a transaction
   */
  record CreateIndex(ObjectName name, TableIndex index, boolean isConcurrent)
      implements SchemaChange {}

  /** An index whose building was interrupted, dropped while others write. */
  record DropInvalidIndex(ObjectName name, String index) implements SchemaChange {}

  /**
   * A primary key.
   *
   * @param index the unique index that becomes the key; null when it is built under the lock
   */
  record AddPrimaryKey(ObjectName name, List<String> columns, @Nullable String index)
      implements SchemaChange {
    public AddPrimaryKey {
      columns = List.copyOf(columns);
    }
  }

  /** A view that does not exist yet, without its comments. */
  record CreateView(DesiredView view) implements SchemaChange {
    @Override
    public ObjectName name() {
      return view.name();
    }
  }

  /**
   * A view that gets another definition; its columns start with the existing ones.
   *
   * @param view with its columns in their new order
   */
  record ReplaceView(DesiredView view) implements SchemaChange {
    @Override
    public ObjectName name() {
      return view.name();
    }
  }

  /** A view that is recreated, as it was or differently, in the same transaction. */
  record DropView(ObjectName name) implements SchemaChange {}

  /**
   * A view that is recreated as it was.
   *
   * @param columns names of its columns
   */
  record RestoreView(ObjectName name, List<String> columns, Relation.Definition definition)
      implements SchemaChange {
    public RestoreView {
      columns = List.copyOf(columns);
    }
  }

  /** The owner of a recreated view. */
  record RestoreOwner(ObjectName name, String owner) implements SchemaChange {}

  /** The comment of a table or view. */
  record Comment(ObjectName name, Relation.Kind kind, @Nullable String text)
      implements SchemaChange {}

  /** The comment of a column of a table or view. */
  record CommentColumn(ObjectName name, String column, @Nullable String text)
      implements SchemaChange {}

  /** A privilege of a role on a table or view. */
  record GrantOn(ObjectName name, Grant grant) implements SchemaChange {}

  /** A privilege of a role on a column of a view. */
  record GrantOnColumn(ObjectName name, String column, Grant grant) implements SchemaChange {}

  /**
   * The role as which the following statements of the transaction run.
   *
   * @param role null to return to the session's own user
   */
  record ActAs(ObjectName name, @Nullable String role) implements SchemaChange {}

  /**
   * A security label of a recreated view.
   *
   * @param column null for the whole view
   */
  record SecurityLabel(ObjectName name, @Nullable String column, String provider, String text)
      implements SchemaChange {}

  /** The privilege of a role to use a schema. */
  record GrantUsage(String schema, String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** All privileges of a role on a table or view, which it loses. */
  record RevokeOn(ObjectName name, String role) implements SchemaChange {}

  /** The privilege of a role to use a schema, which it loses. */
  record RevokeUsage(String schema, String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A role that is dropped because it reads nothing. Only retention plans this. */
  record DropRole(String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A table or view that is dropped with all its rows. Only retention plans this. */
  record DropRelation(ObjectName name, Relation.Kind kind) implements SchemaChange {}

  /** A schema that is dropped because it is empty. Only retention plans this. */
  record DropEmptySchema(String schema) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }
}
