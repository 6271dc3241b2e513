package io.trueup.platforms.schema;

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

  /** What the catalog says about a schema; empty for nothing. */
  record CommentSchema(String schema, String text) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A role that does not exist yet and that nobody can log in as. */
  record CreateRole(String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** What the catalog says about a role; empty for nothing. */
  record CommentRole(String role, String text) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A table that does not exist yet, without its comments and indexes. */
  record CreateTable(Table table) implements SchemaChange {
    @Override
    public ObjectName name() {
      return table.name();
    }
  }

  /**
   * A partition that does not exist yet.
   *
   * @param remainder which of the hash's remainders it takes
   * @param modulus how many of them there are
   */
  record CreatePartition(ObjectName name, ObjectName table, int remainder, int modulus)
      implements SchemaChange {}

  /** A column at the end of a table. */
  record AddColumn(ObjectName name, ColumnDefinition column) implements SchemaChange {}

  /** Columns that get a wider type, all of a table in one statement. */
  record WidenColumns(ObjectName name, List<Widening> widenings) implements SchemaChange {

    /** One column. */
    public record Widening(String column, String from, String to, @Nullable String collation) {}

    public WidenColumns {
      widenings = List.copyOf(widenings);
    }
  }

  /** A column that a row may lack from now on. */
  record DropNotNull(ObjectName name, String column) implements SchemaChange {}

  /** A column that no row may lack, which a check of the table proves already. */
  record SetNotNull(ObjectName name, String column) implements SchemaChange {}

  /** A condition for rows to come; those that are there are looked at later. */
  record AddCheck(ObjectName name, Check check) implements SchemaChange {}

  /** Looks at all rows that were there before a condition. */
  record ValidateCheck(ObjectName name, String check) implements SchemaChange {}

  /** A condition that holds no longer. */
  record DropCheck(ObjectName name, String check) implements SchemaChange {}

  /**
   * An index.
   *
   * @param isConcurrent whether it is built while others write; never so in a transaction
   */
  record CreateIndex(ObjectName name, Index index, boolean isConcurrent) implements SchemaChange {}

  /** An index whose building was interrupted, dropped while others write. */
  record DropInvalidIndex(ObjectName name, String index) implements SchemaChange {}

  /**
   * A primary key.
   *
   * @param index the unique index that becomes it; null when it is built under the lock
   */
  record AddPrimaryKey(ObjectName name, List<String> columns, @Nullable String index)
      implements SchemaChange {
    public AddPrimaryKey {
      columns = List.copyOf(columns);
    }
  }

  /** A view that does not exist yet, without its comments. */
  record CreateView(View view) implements SchemaChange {
    @Override
    public ObjectName name() {
      return view.name();
    }
  }

  /**
   * A view that gets another definition; its columns begin with those that it has.
   *
   * @param view with its columns in the order that the view gets
   */
  record ReplaceView(View view) implements SchemaChange {
    @Override
    public ObjectName name() {
      return view.name();
    }
  }

  /** A view that is made again, or another, in the same transaction. */
  record DropView(ObjectName name) implements SchemaChange {}

  /**
   * A view that is made again as it was.
   *
   * @param columns names of its columns
   */
  record RestoreView(ObjectName name, List<String> columns, Relation.Definition definition)
      implements SchemaChange {
    public RestoreView {
      columns = List.copyOf(columns);
    }
  }

  /** The owner of a view that was made again. */
  record RestoreOwner(ObjectName name, String owner) implements SchemaChange {}

  /** What the catalog says about a table or view. */
  record Comment(ObjectName name, Relation.Kind kind, @Nullable String text)
      implements SchemaChange {}

  /** What the catalog says about a column of a table or view. */
  record CommentColumn(ObjectName name, String column, @Nullable String text)
      implements SchemaChange {}

  /** What a role may do with a table or view. */
  record GrantOn(ObjectName name, Grant grant) implements SchemaChange {}

  /** What a role may do with a column of a view. */
  record GrantOnColumn(ObjectName name, String column, Grant grant) implements SchemaChange {}

  /**
   * For whom the following statements of the transaction are run.
   *
   * @param role null for the session's own user again
   */
  record ActAs(ObjectName name, @Nullable String role) implements SchemaChange {}

  /**
   * What a label provider keeps about a view that was made again.
   *
   * @param column null for the whole view
   */
  record SecurityLabel(ObjectName name, @Nullable String column, String provider, String text)
      implements SchemaChange {}

  /** That a role may name what lies in a schema. */
  record GrantUsage(String schema, String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** What a role may no longer do with a table or view. */
  record RevokeOn(ObjectName name, String role) implements SchemaChange {}

  /** That a role may no longer name what lies in a schema. */
  record RevokeUsage(String schema, String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A role that goes because it reads nothing. Only retention asks for it. */
  record DropRole(String role) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }

  /** A table or view that goes, with all its rows. Only retention asks for it. */
  record DropRelation(ObjectName name, Relation.Kind kind) implements SchemaChange {}

  /** A schema that goes because nothing lies in it. Only retention asks for it. */
  record DropEmptySchema(String schema) implements SchemaChange {
    @Override
    public @Nullable ObjectName name() {
      return null;
    }
  }
}
