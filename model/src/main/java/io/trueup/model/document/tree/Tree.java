package io.trueup.model.document.tree;

import java.util.List;
import java.util.Optional;

/**
 * A YAML or JSON document as it was written, with the place of every part. Lines and columns count
 * from 1.
 */
public sealed interface Tree {

  /** Line of its first character. */
  int line();

  /** Column of its first character, in characters. */
  int column();

  /** A description for messages. */
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
     * Whether the value is null: {@code null}, {@code ~} or empty, as in YAML 1.2's core schema.
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

  /** A list of values. */
  record Sequence(List<Tree> items, int line, int column) implements Tree {

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A mapping of distinct names to values. */
  record Mapping(List<Entry> entries, int line, int column) implements Tree {

    /** Finds the entry of a name. */
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
