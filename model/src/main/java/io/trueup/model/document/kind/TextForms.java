package io.trueup.model.document.kind;

import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.schedule.Durations;
import io.trueup.model.type.ReservedWords;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The forms of texts in documents (domain §1 and §2). */
public final class TextForms {

  private static final int LONGEST_NAME = 128;

  private static final String LOCAL_TIME_TEXT =
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?";

  private static final Predicate<String> LOCAL_TIME_PATTERN =
      Pattern.compile(LOCAL_TIME_TEXT).asMatchPredicate();

  private static final String NAME_PATTERN = "[A-Za-z][A-Za-z0-9_]{0,127}";

  /** The name of a declared thing. */
  static final Form NAME =
      new Form(
          "document.name",
          "a name",
          text -> isName(text, 0, text.length()),
          NAME_PATTERN,
          "Use letters, digits and underscores, starting with a letter, at most 128");

  /** The name of a thing that platforms name too. */
  static final Form SQL_NAME =
      NAME.and(
          new Form(
              "document.name-reserved",
              "a name: every product reserves the word",
              text -> !ReservedWords.contains(text),
              null,
              "Give it another name"));

  /** The name of a team, with its zone. */
  static final Form TEAM =
      new Form(
          "document.name",
          "a team",
          TextForms::isTeam,
          NAME_PATTERN + "/" + NAME_PATTERN,
          "Write it as zone/team");

  /** A repository and one of its branches. */
  public static final Form REPOSITORY =
      Form.matching(
              "document.repository",
              "a repository and branch of the form host/owner/name@branch",
              RepositoryBranch.PATTERN,
              "Write it as host/owner/name@branch")
          .and(
              new Form(
                      "document.repository",
                      "a repository that a forge can have",
                      RepositoryBranch::isRepository,
                      null,
                      "Name it as its forge does, without '.git': a host, an owner and a name of"
                          + " letters, digits, '.', '_', '-' and '~'")
                  .and(
                      new Form(
                          "document.repository",
                          "a branch that git can have",
                          RepositoryBranch::isBranch,
                          null,
                          "Write the branch as git names it: without '..', '@', a space or any of"
                              + " ~^:?*[\\, not beginning with '-' or '.', not ending with '.', '/'"
                              + " or '.lock'")));

  /** A vendor, or one place of its tree. */
  public static final Form PLACE =
      new Form(
          "vendor.location",
          "the name of a vendor or location",
          text -> !text.isBlank() && text.indexOf('/') < 0,
          "[^/]*[^/\\s][^/]*",
          "Give it a name without '/'");

  /** The name of a credential, without the characters that only secrets have. */
  static final Form CREDENTIAL =
      Form.matching(
              "credential.form",
              "the name of a credential",
              "[^\\s:@]{1,128}",
              "Write the name that a credential store knows it by, at most 128 characters without"
                  + " spaces, ':' or '@'; if a secret stood here, change it")
          .hidden();

  /** The name of a purpose or a hint. */
  static final Form WORD =
      Form.matching(
          "document.name",
          "a word",
          "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}",
          "Use letters, digits, '_', '.' and '-', at most 128");

  /** A group of a workspace. */
  public static final Form GROUP =
      Form.matching(
          "assignment.form", "the name of a group", "[^/]+/[^/]+", "Write it as workspace/group");

  /** A dataset of a store. */
  public static final Form SINK =
      Form.matching(
          "group.sink-form", "the name of a dataset", "[^/]+/[^/]+", "Write it as store/dataset");

  /** How long something is kept. */
  static final Form RETENTION =
      Form.matching(
          "document.unknown-value",
          "a length of time",
          "[1-9][0-9]{0,3} (days|weeks|months|years)",
          "Write a number and days, weeks, months or years, such as 7 years");

  /** A length of time of policies. */
  static final Form DURATION =
      Form.matching("document.duration", Durations.WHAT, Durations.PATTERN, Durations.REMEDY);

  /** A time of the wall clock. */
  static final Form LOCAL_TIME =
      new Form(
          "document.local-time",
          "a date and time of the wall clock",
          TextForms::isLocalTime,
          LOCAL_TIME_TEXT,
          "Write it without an offset, as in 2026-01-05T22:00");

  /** A part of a whole. */
  static final Form PERCENTAGE =
      Form.matching(
          "rollout-policy.guard",
          "a percentage",
          "(100|[1-9]?[0-9])%",
          "Write a whole number from 0 to 100 and '%', such as 30%");

  /** A host by its name or address. */
  static final Form HOST =
      new Form(
          "container.host",
          "a host name or address",
          Hosts::isHost,
          null,
          "Write a host name, an IPv4 or an IPv6 address");

  /** One or more hosts with their ports. */
  static final Form HOSTS_AND_PORTS =
      new Form(
          "container.host",
          "a host and port, or several by commas",
          Hosts::areHostsAndPorts,
          null,
          "Write host:port, and an IPv6 address in brackets");

  private static final List<String> CLASSIFICATIONS =
      List.of("PUB", "IP", "PC1", "PC2", "PC3", "CPI", "MNPI", "CSI");

  private static final String SCHEME =
      "[A-Za-z][A-Za-z0-9_.-]{0,63}/[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";

  private static final Predicate<String> OF_A_SCHEME = Pattern.compile(SCHEME).asMatchPredicate();

  /** A classification of the common scheme or of another one. */
  static final Form CLASSIFICATION =
      new Form(
              "classification.unknown",
              "a classification",
              text -> CLASSIFICATIONS.contains(text) || OF_A_SCHEME.test(text),
              String.join("|", CLASSIFICATIONS) + "|" + SCHEME,
              "The classifications are %s; one of another scheme is written as scheme/label"
                  .formatted(String.join(", ", CLASSIFICATIONS)))
          .suggesting(CLASSIFICATIONS);

  private TextForms() {}

  private static boolean isLocalTime(String text) {
    if (!LOCAL_TIME_PATTERN.test(text)) {
      return false;
    }
    try {
      LocalDateTime.parse(text);
      return true;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private static boolean isTeam(String text) {
    var slash = text.indexOf('/');
    return slash >= 0 && isName(text, 0, slash) && isName(text, slash + 1, text.length());
  }

  /** By hand, because every column has a name. */
  private static boolean isName(String text, int start, int end) {
    if (end <= start || end - start > LONGEST_NAME || !isLetter(text.charAt(start))) {
      return false;
    }
    for (var at = start + 1; at < end; at++) {
      var c = text.charAt(at);
      if (!isLetter(c) && (c < '0' || c > '9') && c != '_') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
