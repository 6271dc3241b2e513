package io.trueup.listener.daemon.graphql;

/** A query cannot be answered as it was asked; the message is for its sender. */
public final class QueryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is wrong with a query. */
  public enum Kind {
    /** Its text is not GraphQL. */
    SYNTAX("query-syntax"),
    /** It does not fit the schema, or a variable or argument has a wrong value. */
    INVALID("invalid-query"),
    /** It asks for more than one query may. */
    TOO_COSTLY("query-too-costly"),
    /** It is none of the queries that the installation allows. */
    NOT_ALLOWED("query-not-allowed"),
    /** The installation has no query of the name. */
    UNKNOWN("unknown-query"),
    /** It took longer than one query may. */
    TIMEOUT("query-timeout");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The last part of the error's type. */
    public String text() {
      return text;
    }
  }

  QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
