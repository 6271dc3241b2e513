package io.trueup.model.document;

import java.util.List;
import java.util.Optional;

/**
 * A document as it was written, with the place of every part: what YAML and JSON have in common.
 * Lines and columns count from 1.
 */
public sealed interface Tree {

  /** Line of its first character. */
  int line();

  /** Column of its first character, in characters. */
  int column();

  /** What it is, for messages. */
  String describe();

  /**
   * A value without parts.
   *
   * @param text as written, without quotes
   * @param quoted whether it can only be a text
   */
  record Scalar(String text, boolean quoted, int line, int column) implements Tree {

    private static final int LONGEST_SHOWN = 100;

    /**
     * Whether nothing is meant: {@code null}, {@code ~} or empty, as YAML 1.2's core schema has it.
     */
    public boolean isNull() {
      return !quoted
          && (text.isEmpty()
              || text.equals("~")
              || text.equals("null")
              || text.equals("Null")
              || text.equals("NULL"));
    }

    @Override
    public String describe() {
      return isNull() ? "nothing" : "'%s'".formatted(abbreviated());
    }

    private String abbreviated() {
      return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
  }

  /** Values in an order. */
  record Sequence(List<Tree> items, int line, int column) implements Tree {

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Values by name; the names differ. */
  record Mapping(List<Entry> entries, int line, int column) implements Tree {

    /** The entry of that name. */
    public Optional<Entry> entry(String name) {
      return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    @Override
    public String describe() {
      return "a mapping";
    }
  }

  /** A named value, with the place of its name. */
  record Entry(String name, int line, int column, Tree value) {}
}
