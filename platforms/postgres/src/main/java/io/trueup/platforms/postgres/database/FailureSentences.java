package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.spi.ConnectionSecurity;
import io.trueup.platforms.spi.ConnectionSecurity.Tls;
import io.trueup.platforms.spi.StepOutcome;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Words each failure in a container as one sentence that says what failed, where, and what to do,
 * without users, passwords or values of rows. Pure.
 */
final class FailureSentences {

  /** Some messages of Postgres name the user, which is part of the credential. */
  private static final Pattern USER = Pattern.compile("(user|role) \"[^\"]*\"");

  /** Some messages of Postgres end with the value of a row. */
  private static final Pattern VALUE = Pattern.compile(": \".*\"$|value \"[^\"]*\"");

  private static final Pattern OWNER = Pattern.compile("must be owner of (.+)");
  private static final Pattern DENIED = Pattern.compile("permission denied for (\\w+) (.+)");

  /** The driver rejects the authentication or encryption of the server. */
  private static final String REJECTED = "08004";

  /** A character that the database's encoding lacks. */
  private static final String UNTRANSLATABLE = "22P05";

  private static final Pattern LACKED =
      Pattern.compile(
          "byte sequence ((?:0x[0-9a-f]{2} ?)+) in encoding \"UTF8\" .*encoding \"(\\w+)\"");

  private static final Pattern COLLATION = Pattern.compile("\\bcollation\\b");

  private static final int LONGEST_STATEMENT = 300;

  private final ContainerDatabase database;
  private final String credential;

  /**
   * The failures of one database.
   *
   * @param credential the name of the credential, never what it holds
   */
  FailureSentences(ContainerDatabase database, String credential) {
    this.database = database;
    this.credential = credential;
  }

  /**
   * The outcome of a step that failed.
   *
   * @param blockers the sessions that it waited for, for people; empty when there were none
   */
  StepOutcome outcome(SQLException failure, String blockers) {
    var sentence = sentence(failure, blockers);
    return needsPerson(failure)
        ? new StepOutcome.Refused(sentence)
        : new StepOutcome.Failed(sentence);
  }

  private static boolean needsPerson(SQLException failure) {
    var state = SqlStates.of(failure);
    return unfitView(failure).isPresent()
        || state.equals("2BP01")
        || state.equals("42P16")
        || (state.equals("0A000") && !isCachedPlan(failure))
        || state.startsWith("22")
        || isUnknownCollation(failure)
        || (state.startsWith("23") && !SqlStates.isCreatedMeanwhile(failure));
  }

  /** The sentence for operators. */
  String sentence(SQLException failure) {
    return sentence(failure, "");
  }

  /**
   * The sentence for a failed login, which the server may do otherwise than the settings demand.
   */
  String loginSentence(SQLException failure, ConnectionSecurity security) {
    return isInsecure(failure, security)
        ? "Cannot log in to %s with credential '%s': %s. Trueup connects there with tls '%s', authentication '%s' and channel-binding '%s'; set the server up for that, or change the settings beside the credential where the daemon runs"
            .formatted(
                database,
                credential,
                message(failure).replaceAll("\\.$", ""),
                ConnectionSecurity.spelling(security.tls()),
                security.methodNames(),
                ConnectionSecurity.spelling(security.channelBinding()))
        : sentence(failure);
  }

  private static boolean isInsecure(SQLException failure, ConnectionSecurity security) {
    var isOfNetwork = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
      isOfNetwork |= cause instanceof IOException;
    }
    // The driver reports a certificate for another name as a connection failure without I/O error.
    return SqlStates.of(failure).equals(REJECTED)
        || (security.tls() == Tls.VERIFY_FULL
            && SqlStates.of(failure).equals("08006")
            && !isOfNetwork);
  }

  /** The same with the sessions that it waited for. */
  String sentence(SQLException failure, String blockers) {
    if (failure instanceof StoppedException) {
      return "Stopped changing %s on request. Changes that landed stay; request the rest again"
          .formatted(database);
    }
    var sentence =
        unfitView(failure)
            .map(view -> unfit(view, failure))
            .orElseGet(() -> withoutStatement(failure, blockers));
    return failure instanceof FailedStatement statement
        ? sentence + ". The statement is: " + shortened(PostgresSql.render(statement.change()))
        : sentence;
  }

  /** The view that cannot be created again because its sources no longer have what it reads. */
  private static Optional<ObjectName> unfitView(SQLException failure) {
    return failure instanceof FailedStatement statement
            && statement.change() instanceof SchemaChange.RestoreView view
            && SqlStates.of(failure).startsWith("42")
            && !SqlStates.of(failure).equals("42501")
        ? Optional.of(view.name())
        : Optional.empty();
  }

  private String unfit(ObjectName view, SQLException failure) {
    return "Cannot change %s, because view %s does not fit the change: %s. Drop or correct the view, and try again"
        .formatted(database, view, message(failure));
  }

  private static String shortened(String sql) {
    return sql.length() <= LONGEST_STATEMENT ? sql : sql.substring(0, LONGEST_STATEMENT) + "…";
  }

  private String withoutStatement(SQLException failure, String blockers) {
    var state = SqlStates.of(failure);
    return switch (state.length() < 2 ? state : state.substring(0, 2)) {
      case "", "08" -> unreachable(failure);
      case "28" ->
          "Cannot log in to %s with credential '%s'. Check the user and password that it holds, and that the database accepts them"
              .formatted(database, credential);
      case "3D" ->
          "There is no %s. Create it, or correct the container's declaration".formatted(database);
      case "40", "55" ->
          state.equals(SqlStates.CHANGED_MEANWHILE)
              ? droppedMeanwhile(failure)
              : locked(failure, blockers);
      case "53" -> exhausted(failure, state);
      case "F0" -> "Cannot use %s: %s".formatted(database, message(failure));
      case "22" -> unfitValue(failure, state);
      case "23" -> conflict(failure);
      default -> other(failure, state);
    };
  }

  /** Only some states of this class are about rows; the others are about the model. */
  private String unfitValue(SQLException failure, String state) {
    var message = VALUE.matcher(message(failure)).replaceAll("");
    return switch (state) {
      case UNTRANSLATABLE, "22021" ->
          "Cannot change %s, because its encoding%s. Use a database with encoding UTF8, or change the model to characters that this one holds"
              .formatted(database, lacked(message));
      case "22001", "22003", "22007", "22008", "22P02", "22P03", "22012", "22018", "22023" ->
          "Cannot change %s, because an existing row does not fit: %s. Correct the row, and try again"
              .formatted(database, message);
      default ->
          "Cannot change %s: %s (SQLSTATE %s). Correct the model or the rows that it concerns, and try again"
              .formatted(database, message, state);
    };
  }

  /** The character, if the server's message is in English. */
  private static String lacked(String message) {
    var lacked = LACKED.matcher(message);
    if (!lacked.find()) {
      return " lacks a character that a name, description or collation of the model has: "
          + message;
    }
    var digits = lacked.group(1).replace("0x", "").replace(" ", "");
    var character = new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
    return " %s lacks the character '%s' (U+%04X), which a name, description or collation of the model has"
        .formatted(lacked.group(2), character, character.codePointAt(0));
  }

  /** Whether the server lacks a collation that the model names; known in English only. */
  private static boolean isUnknownCollation(SQLException failure) {
    return SqlStates.of(failure).equals("42704")
        && failure instanceof FailedStatement statement
        && PostgresSql.render(statement.change()).contains(" COLLATE ")
        && COLLATION.matcher(message(failure)).find();
  }

  private String unknownCollation(SQLException failure) {
    return "Cannot change %s, because it has no such collation: %s. Create the collation there with CREATE COLLATION, or name in the model one that SELECT collname FROM pg_collation lists"
        .formatted(database, message(failure));
  }

  private String locked(SQLException failure, String blockers) {
    return blockers.isEmpty()
        ? "Cannot change %s now, because other sessions hold locks: %s. Try again; pg_stat_activity shows these sessions"
            .formatted(database, message(failure))
        : "Cannot change %s now, because other sessions hold locks: %s: %s. Try again when they have ended, or end them with pg_terminate_backend"
            .formatted(database, message(failure), blockers);
  }

  private String exhausted(SQLException failure, String state) {
    return switch (state) {
      case "53100" ->
          "Cannot change %s, because its disk is full: %s. Free disk space; changes that landed stay; request the rest again"
              .formatted(database, message(failure));
      case "53200" ->
          "Cannot change %s, because its memory is exhausted: %s. Raise max_locks_per_transaction, or add memory"
              .formatted(database, message(failure));
      case "53300" ->
          "Cannot connect to %s, because it has too many connections: %s. Raise max_connections, or close some"
              .formatted(database, message(failure));
      default ->
          "Cannot change %s, because it is out of resources: %s. Add them"
              .formatted(database, message(failure));
    };
  }

  private String conflict(SQLException failure) {
    return SqlStates.isCreatedMeanwhile(failure)
        ? madeMeanwhile(failure)
        : "Cannot change %s, because existing rows violate it: %s. Correct them, and try again"
            .formatted(database, message(failure));
  }

  private String madeMeanwhile(SQLException failure) {
    return "Cannot change %s, because another session created the same object meanwhile: %s. Try again; the next attempt reads the catalog again"
        .formatted(database, message(failure));
  }

  private String unreachable(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "Cannot reach %s: its host is unknown. Check the container's declaration and the name service"
            .formatted(database);
      }
    }
    return "Cannot reach %s. Check that it runs and that this machine may connect to it"
        .formatted(database);
  }

  private String other(SQLException failure, String state) {
    return switch (state) {
      case "42501" -> unprivileged(message(failure));
      case "57014" ->
          "A statement in %s took longer than the statement timeout, or was cancelled. Try again when it is less busy, or raise the timeout"
              .formatted(database);
      case "57P01", "57P02", "57P03" ->
          "Cannot use %s while it starts or stops. Try again".formatted(database);
      case "25006" ->
          "Cannot change %s, because it is read-only, as a standby is. Name the primary in the container's declaration"
              .formatted(database);
      case "2BP01", "0A000", "42P16" ->
          isCachedPlan(failure) ? droppedMeanwhile(failure) : dependent(failure);
      case "42P07", "42P06", "42701", "42710" -> madeMeanwhile(failure);
      case "42P01", "42703", "42704", "3F000" ->
          isUnknownCollation(failure) ? unknownCollation(failure) : droppedMeanwhile(failure);
      default -> "Cannot change %s: %s (SQLSTATE %s)".formatted(database, message(failure), state);
    };
  }

  private static boolean isCachedPlan(SQLException failure) {
    return message(failure).startsWith("cached plan");
  }

  private String droppedMeanwhile(SQLException failure) {
    return "Cannot change %s, because another session changed or dropped what it needs: %s. Try again; the next attempt reads the catalog again"
        .formatted(database, message(failure));
  }

  private String dependent(SQLException failure) {
    var objects = details(failure);
    return objects.isEmpty()
        ? "Cannot change %s: %s. Change that by hand, and try again"
            .formatted(database, message(failure))
        : "Cannot change %s: %s: %s. Drop what depends on it, try again, and create it again afterwards"
            .formatted(database, message(failure), objects);
  }

  private String unprivileged(String message) {
    var owner = OWNER.matcher(message);
    if (owner.matches()) {
      return "Credential '%s' does not own %s in %s, and only the owner may change it. Make its user a member of the owning role"
          .formatted(credential, owner.group(1), database);
    }
    var denied = DENIED.matcher(message);
    if (denied.matches()) {
      return "Credential '%s' may not do this with %s %s in %s. Grant its user %s on it"
          .formatted(
              credential, denied.group(1), denied.group(2), database, privilege(denied.group(1)));
    }
    if (message.contains("create role")) {
      return "Credential '%s' may not create roles in %s. Give its user CREATEROLE, or create the role for it"
          .formatted(credential, database);
    }
    return "Credential '%s' lacks a privilege in %s: %s. Grant it"
        .formatted(credential, database, message);
  }

  private static String privilege(String kind) {
    return switch (kind) {
      case "database" -> "CREATE";
      case "schema" -> "USAGE and CREATE";
      default -> "the privilege";
    };
  }

  private static String message(SQLException failure) {
    var text = SqlStates.withState(failure).getMessage();
    if (text == null) {
      return "no message";
    }
    var line = text.lines().findFirst().orElse("").replaceFirst("^(ERROR|FATAL): ", "").strip();
    return USER.matcher(line).replaceAll("$1 ***");
  }

  /** The dependent objects that Postgres names; none of this is data. */
  private static String details(SQLException failure) {
    var text = SqlStates.withState(failure).getMessage();
    if (text == null || !text.contains("  Detail: ")) {
      return "";
    }
    return text.substring(text.indexOf("  Detail: ") + "  Detail: ".length())
        .lines()
        .map(String::strip)
        .takeWhile(it -> !it.startsWith("Hint: ") && !it.startsWith("Where: "))
        .collect(Collectors.joining(", "));
  }
}
