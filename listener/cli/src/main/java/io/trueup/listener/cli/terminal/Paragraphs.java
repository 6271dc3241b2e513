package io.trueup.listener.cli.terminal;

import io.trueup.listener.engine.text.SafeText;
import java.util.function.UnaryOperator;

/** Text of several lines that is built up, folded where the style says so. For one thread. */
public final class Paragraphs {

  private final TextStyle ink;
  private final StringBuilder text = new StringBuilder();

  public Paragraphs(TextStyle ink) {
    this.ink = ink;
  }

  /** The style that the text is written in. */
  public TextStyle ink() {
    return ink;
  }

  /** Appends a line as it is; its text must be printable. */
  public Paragraphs line(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** Appends text as it is; it must be printable and end its lines. */
  public Paragraphs raw(String lines) {
    text.append(lines);
    return this;
  }

  /** Appends an empty line and a heading. */
  public Paragraphs heading(String heading) {
    return line("").line(ink.bold(SafeText.line(heading)));
  }

  /** Appends words, made printable and folded, with every line indented. */
  public Paragraphs words(String indent, String words) {
    return words(indent, words, UnaryOperator.identity());
  }

  /** Appends words in a colour. */
  public Paragraphs words(String indent, String words, UnaryOperator<String> colour) {
    for (var line : LineWrapper.wrapped(SafeText.line(words), ink.width() - indent.length())) {
      text.append(indent).append(colour.apply(line)).append('\n');
    }
    return this;
  }

  /** All lines, each with its end. */
  @Override
  public String toString() {
    return text.toString();
  }
}
