package io.trueup.statestore.postgres;

import static java.util.Objects.requireNonNull;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The current row of a query; its columns by name. */
record Row(ResultSet results) {

  String text(String column) throws SQLException {
    return requireNonNull(results.getString(column), column);
  }

  @Nullable String optionalText(String column) throws SQLException {
    return results.getString(column);
  }

  long number(String column) throws SQLException {
    return results.getLong(column);
  }

  int count(String column) throws SQLException {
    return results.getInt(column);
  }

  boolean isTrue(String column) throws SQLException {
    return results.getBoolean(column);
  }

  boolean isNull(String column) throws SQLException {
    return results.getObject(column) == null;
  }

  Instant instant(String column) throws SQLException {
    return requireNonNull(optionalInstant(column), column);
  }

  @Nullable Instant optionalInstant(String column) throws SQLException {
    var value = results.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  <E extends Enum<E>> E constant(Class<E> type, String column) throws SQLException {
    return Enum.valueOf(type, text(column));
  }

  @Nullable Fingerprint fingerprint(String column) throws SQLException {
    var value = results.getString(column);
    return value == null ? null : Fingerprint.parse(value);
  }

  @Nullable CommitId commit(String column) throws SQLException {
    var value = results.getString(column);
    return value == null ? null : new CommitId(value);
  }

  @Nullable ChangeDigest change(String column) throws SQLException {
    var value = results.getString(column);
    return value == null ? null : new ChangeDigest(value);
  }

  NodeKey node(String column) throws SQLException {
    return new NodeKey(text(column));
  }

  @Nullable NodeKey optionalNode(String column) throws SQLException {
    var value = results.getString(column);
    return value == null ? null : new NodeKey(value);
  }

  SourceId source(String column) throws SQLException {
    return new SourceId(text(column));
  }

  PlatformId platform(String sourceColumn, String nameColumn) throws SQLException {
    return new PlatformId(source(sourceColumn), text(nameColumn));
  }
}
