package io.trueup.statestore;

/** A run cannot begin, because there is one with its id; nothing was written. */
public final class DuplicateRunException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient RunId run;

  /** For a run that there is already. */
  public DuplicateRunException(RunId run) {
    super("Cannot begin run '%s' twice".formatted(run));
    this.run = run;
  }

  /** The id. */
  public RunId run() {
    return run;
  }
}
