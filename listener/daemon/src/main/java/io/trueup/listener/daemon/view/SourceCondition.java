package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The condition of a source in one word: the first that applies, in this order. */
public enum SourceCondition {
  /** The source left the configuration: it is not followed, and no summary counts it. */
  DETACHED("detached", false),
  /** A refresh fails for a reason other than the repository, and is retried. */
  FAILING("failing", true),
  /** The head is no fast-forward, or there is no head. Needs attention. */
  BLOCKED("blocked", true),
  /** The repository cannot be read. The refresh is retried. */
  UNREACHABLE("unreachable", true),
  /** No refresh has ended yet. */
  NOT_LOOKED_AT("not checked yet", false),
  /** No version has been accepted yet, and the newest merge is rejected. */
  NO_VERSION("no version", true),
  /** The newest merge is rejected. Platforms stay at the previous version. */
  REJECTED("rejected", true),
  /** The source can be followed, and the newest merge is accepted. */
  FOLLOWING("following", false);

  private final String label;
  private final boolean needsAttention;

  SourceCondition(String label, boolean needsAttention) {
    this.label = label;
    this.needsAttention = needsAttention;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /** Whether the source makes no progress until a person acts, here or elsewhere. */
  public boolean needsAttention() {
    return needsAttention;
  }

  /** The condition of a source. */
  public static SourceCondition of(SourceState source) {
    if (source.isDetached()) {
      return DETACHED;
    }
    return switch (source.health()) {
      case FAILING -> FAILING;
      case BLOCKED -> BLOCKED;
      case UNREACHABLE -> UNREACHABLE;
      case FOLLOWING -> {
        if (source.checkedCommit() == null) {
          yield NOT_LOOKED_AT;
        }
        yield source.accepted() == 0 ? NO_VERSION : source.isHeadRejected() ? REJECTED : FOLLOWING;
      }
    };
  }

  /**
   * When a source entered its condition.
   *
   * @param verdictSince since when all versions have had the same verdict as the newest; null when
   *     there is no version
   */
  static Instant since(SourceState source, @Nullable Instant verdictSince) {
    return switch (of(source)) {
      case DETACHED -> Objects.requireNonNullElse(source.detachedSince(), source.since());
      case FAILING, BLOCKED, UNREACHABLE, NOT_LOOKED_AT -> source.since();
      case NO_VERSION, REJECTED, FOLLOWING ->
          verdictSince == null || verdictSince.isBefore(source.since())
              ? source.since()
              : verdictSince;
    };
  }

  /**
   * The condition of a source in one sentence, without a period at the end. A second sentence names
   * the change that an operator approved or may approve.
   *
   * @param newest the source's newest version; null when there is none
   */
  static String summary(SourceState source, @Nullable Version newest) {
    return condition(source, newest) + approval(source);
  }

  private static String approval(SourceState source) {
    var approval = source.approval();
    if (approval != null) {
      return ". Change %s is approved by %s: %s"
          .formatted(approval.change().abbreviated(), approval.by(), approval.reason());
    }
    var checked = source.checkedCommit();
    return source.checkedChange() == null || checked == null || !source.isHeadRejected()
        ? ""
        : ". Only compatibility rejects it. If the change is intended, approve it with 'trueup sources approve %s --commit %s --reason …'"
            .formatted(source.id(), checked.abbreviated());
  }

  private static String condition(SourceState source, @Nullable Version newest) {
    var reason = source.reason();
    return switch (of(source)) {
      case DETACHED ->
          "No longer in the configuration: it is not followed, and its platforms stay where they are. Remove it with 'trueup sources forget %s --reason …'"
              .formatted(source.id());
      case FAILING, BLOCKED, UNREACHABLE -> reason == null ? "The reason is unknown" : reason;
      case NOT_LOOKED_AT -> "Not checked yet";
      case NO_VERSION ->
          newest == null
              ? "No version is accepted yet"
              : "No version is accepted yet: %s".formatted(rejection(newest));
      case REJECTED ->
          newest == null
              ? "The newest merge is rejected; platforms stay at version %d"
                  .formatted(source.accepted())
              : "Platforms stay at version %d: %s".formatted(source.accepted(), rejection(newest));
      case FOLLOWING -> "Version %d is the newest and is accepted".formatted(source.accepted());
    };
  }

  private static String rejection(Version version) {
    var errors = version.problems().stream().filter(it -> it.severity() == Severity.ERROR).toList();
    var first = errors.stream().min(Problem.BY_LOCATION);
    return "the newest merge, version %d (%s by %s), is rejected%s%s. See 'trueup versions %s/%d'"
        .formatted(
            version.sequence(),
            version.commit().abbreviated(),
            version.author().isEmpty() ? "an unknown author" : version.author(),
            first.map(SourceCondition::describe).orElse(""),
            errors.size() > 1 ? ", and " + Counts.of(errors.size() - 1, "more error") : "",
            version.source(),
            version.sequence());
  }

  private static String describe(Problem problem) {
    var place = problem.location().toString();
    return (place.isEmpty() ? ": " : ": " + place + ": ") + problem.message();
  }
}
