package io.trueup.listener.daemon.page;

import io.trueup.listener.engine.text.SafeText;
import java.util.Collection;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * A piece of markup. Everything put into it is escaped unless it is markup itself, so that
 * untrusted text cannot become markup, and characters that a browser would act on are shown as
 * their codes.
 *
 * @param markup well-formed
 */
record Html(String markup) {

  static final Html NOTHING = new Html("");

  private static final String HOLE = "{}";

  /**
   * Fills the holes of a template, {@code {}}, in order. A hole may be in text or in a quoted
   * attribute, nowhere else.
   */
  static Html of(String template, Object... parts) {
    var filled = new StringBuilder(template.length() + 32 * parts.length);
    var from = 0;
    for (var part : parts) {
      var hole = template.indexOf(HOLE, from);
      if (hole < 0) {
        throw new IllegalArgumentException("More parts than holes in " + template);
      }
      filled
          .append(template, from, hole)
          .append(part instanceof Html html ? html.markup : text(part));
      from = hole + HOLE.length();
    }
    if (template.indexOf(HOLE, from) >= 0) {
      throw new IllegalArgumentException("More holes than parts in " + template);
    }
    return new Html(filled.append(template, from, template.length()).toString());
  }

  /** Text of several lines. */
  static Html block(String text) {
    return new Html(escaped(SafeText.lines(text)));
  }

  static Html all(Collection<Html> pieces) {
    return pieces.stream().collect(joined());
  }

  static Collector<Html, ?, Html> joined() {
    return Collectors.collectingAndThen(
        Collectors.mapping(Html::markup, Collectors.joining("\n")), Html::new);
  }

  private static String text(Object part) {
    return escaped(SafeText.line(part.toString()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
