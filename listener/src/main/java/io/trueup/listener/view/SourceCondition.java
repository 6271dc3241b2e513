package io.trueup.listener.view;

import io.trueup.listener.text.Counts;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.Version;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What following a source is like, in one word; the first that holds, in this order. */
public enum SourceCondition {
  /** It left the configuration: nothing of it is followed, and it counts for nothing. */
  DETACHED("detached", false),
  /** A look fails for another reason than the repository; it is tried again. */
  FAILING("failing", true),
  /** The head is no fast-forward, or there is none; a person must look. */
  BLOCKED("blocked", true),
  /** The repository could not be read; it is tried again. */
  UNREACHABLE("unreachable", true),
  /** No look has ended yet. */
  NOT_LOOKED_AT("not looked at", false),
  /** Nothing was accepted yet, and the newest merge is rejected. */
  NO_VERSION("no version", true),
  /** The newest merge is rejected; platforms stay at the version before. */
  REJECTED("rejected", true),
  /** Nothing is in the way, and the newest merge is accepted. */
  FOLLOWING("following", false);

  private final String label;
  private final boolean needsEyes;

  SourceCondition(String label, boolean needsEyes) {
    this.label = label;
    this.needsEyes = needsEyes;
  }

  /** The word for people. */
  public String label() {
    return label;
  }

  /** Whether nothing moves on until a person acts, here or elsewhere. */
  public boolean needsEyes() {
    return needsEyes;
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
        if (source.judged() == null) {
          yield NOT_LOOKED_AT;
        }
        yield source.accepted() == 0 ? NO_VERSION : source.isHeadRejected() ? REJECTED : FOLLOWING;
      }
    };
  }

  /**
   * Since when a source is in its condition.
   *
   * @param verdictSince since when its newest versions have all had the verdict of the newest; null
   *     when there is none
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
   * The condition of a source in one sentence, without a period at its end; and what an operator
   * may approve, or approved, in another.
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
    var judged = source.judged();
    return source.judgedChange() == null || judged == null || !source.isHeadRejected()
        ? ""
        : ". Compatibility alone rejects it: if it is meant, an operator approves it with 'trueup sources approve %s --commit %s --reason …'"
            .formatted(source.id(), judged.abbreviated());
  }

  private static String condition(SourceState source, @Nullable Version newest) {
    var reason = source.reason();
    return switch (of(source)) {
      case DETACHED ->
          "Not in the configuration any more: it is not followed, and its platforms stay where they are. 'trueup sources forget %s' ends it"
              .formatted(source.id());
      case FAILING, BLOCKED, UNREACHABLE -> reason == null ? "No reason is known" : reason;
      case NOT_LOOKED_AT -> "Not looked at yet";
      case NO_VERSION ->
          newest == null
              ? "No version is accepted yet"
              : "No version is accepted yet: %s".formatted(rejection(newest));
      case REJECTED ->
          newest == null
              ? "The newest merge is rejected; platforms stay at version %d"
                  .formatted(source.accepted())
              : "Platforms stay at version %d: %s".formatted(source.accepted(), rejection(newest));
      case FOLLOWING -> "Version %d is the newest one, and accepted".formatted(source.accepted());
    };
  }

  private static String rejection(Version version) {
    var errors = version.problems().stream().filter(it -> it.severity() == Severity.ERROR).toList();
    var first = errors.stream().min(Problem.BY_LOCATION);
    return "the newest merge, version %d (%s by %s), is rejected%s%s. See 'trueup versions %s/%d'"
        .formatted(
            version.sequence(),
            version.commit().abbreviated(),
            version.author().isEmpty() ? "nobody" : version.author(),
            first.map(SourceCondition::told).orElse(""),
            errors.size() > 1 ? ", and " + Counts.of(errors.size() - 1, "more error") : "",
            version.source(),
            version.sequence());
  }

  private static String told(Problem problem) {
    var place = problem.location().toString();
    return (place.isEmpty() ? ": " : ": " + place + ": ") + problem.message();
  }
}
