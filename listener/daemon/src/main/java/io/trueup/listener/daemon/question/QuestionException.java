package io.trueup.listener.daemon.question;

/** A question cannot be answered as it was asked; the message is for its sender. */
public final class QuestionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String subject;

  /** What is wrong with a question. */
  public enum Kind {
    /** The version has nothing of the name; the subject is what was looked for. */
    UNKNOWN,
    /** A parameter has a wrong value; the subject is its name. */
    INVALID,
    /** The answer would be larger than any caller can use at once; the subject is a parameter. */
    TOO_LARGE
  }

  private QuestionException(Kind kind, String subject, String message) {
    super(message);
    this.kind = kind;
    this.subject = subject;
  }

  /**
   * The version has no such thing.
   *
   * @param what the kind of thing, such as {@code store}
   */
  static QuestionException unknown(String what, String name, ModelVersionName version) {
    return new QuestionException(
        Kind.UNKNOWN, what, "%s has no %s '%s'".formatted(version.text(), what, name));
  }

  /** A parameter has a wrong value. */
  static QuestionException invalid(String parameter, String message) {
    return new QuestionException(Kind.INVALID, parameter, message);
  }

  /** The answer is too large. */
  static QuestionException tooLarge(String parameter, String message) {
    return new QuestionException(Kind.TOO_LARGE, parameter, message);
  }

  public Kind kind() {
    return kind;
  }

  /** The kind of thing, or the parameter. */
  public String subject() {
    return subject;
  }
}
