package io.trueup.model.document;

/**
 * The kinds of documents, in the alphabetical order of their texts. A text is what an author writes
 * in the field {@code kind}: it never changes, whatever a constant is called.
 */
public enum DocumentKind {
  ASSIGNMENTS("Assignments"),
  DATASETS("Datasets"),
  DATASTORE("Datastore"),
  ECOSYSTEM("Ecosystem"),
  GOVERNANCE_ZONE("GovernanceZone"),
  TEAM("Team"),
  WORKSPACE("Workspace");

  private final String text;

  DocumentKind(String text) {
    this.text = text;
  }

  /** The value of the field {@code kind}, such as {@code GovernanceZone}. */
  public String text() {
    return text;
  }

  /**
   * The kind with a text.
   *
   * @throws IllegalArgumentException when no kind has it
   */
  public static DocumentKind of(String text) {
    for (var kind : values()) {
      if (kind.text.equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("'%s' is not a kind of document".formatted(text));
  }

  /** Whether several documents of this kind may declare parts of one thing. */
  public boolean mayRepeat() {
    return switch (this) {
      case ASSIGNMENTS, DATASETS -> true;
      case DATASTORE, ECOSYSTEM, GOVERNANCE_ZONE, TEAM, WORKSPACE -> false;
    };
  }
}
