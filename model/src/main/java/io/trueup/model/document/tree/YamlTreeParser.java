package io.trueup.model.document.tree;

import io.trueup.model.document.tree.Tree.Entry;
import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Reads YAML 1.2 from the parser's events, within limits. Not thread-safe; one instance reads one
 * file.
 */
final class YamlTreeParser {

  /**
   * The parser copies a text whenever it needs another buffer for it, so that with buffers of a
   * fixed size the time for a long text would grow with the square of its length.
   */
  private static final int MOST_BUFFERS = 16;

  private static final int SMALLEST_BUFFER = 1024;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\R");

  private final Iterator<Event> events;
  private final ReadLimits limits;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private @Nullable Event last;
  private int values;

  /** The deepest level within the value being read, with aliases expanded. */
  private int deepest;

  /** A value that aliases refer to, with the number of its values and of its levels. */
  private record Anchored(Tree tree, int values, int height) {}

  private YamlTreeParser(String text, ReadLimits limits) {
    var settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(limits.bytes())
            .setBufferSize(Math.max(SMALLEST_BUFFER, text.length() / MOST_BUFFERS))
            .setParseComments(false)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
    this.limits = limits;
  }

  static TreeParser.Result read(String text, ReadLimits limits) {
    var documents = new ArrayList<Tree>();
    var reader = new YamlTreeParser(text, limits);
    try {
      while (!(reader.last instanceof StreamEndEvent)) {
        if (reader.next() instanceof DocumentStartEvent) {
          reader.anchors.clear();
          documents.add(reader.value(reader.next(), 1));
        }
      }
    } catch (ReadingEndedException e) {
      reader.problems.add(e.problem());
    } catch (MarkedYamlEngineException e) {
      reader.problems.add(syntax(e, text));
    } catch (ReaderException e) {
      reader.problems.add(unreadable(e, text));
    } catch (YamlVersionException e) {
      var version = e.getSpecVersion();
      reader.problems.add(
          Problem.error(
              "document.syntax",
              Location.NOWHERE,
              "This is not YAML 1.2: the file says that it is %d.%d"
                  .formatted(version.getMajor(), version.getMinor()),
              "Remove the directive that says so"));
    } catch (YamlEngineException e) {
      reader.problems.add(
          Problem.error(
              "document.syntax",
              Location.NOWHERE,
              "This is not YAML: " + e.getMessage(),
              "Correct the file"));
    }
    documents.removeIf(document -> document instanceof Scalar scalar && scalar.isNull());
    return new TreeParser.Result(documents, reader.problems);
  }

  private static Problem unreadable(ReaderException e, String text) {
    var end =
        text.offsetByCodePoints(
            0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
    var before = text.substring(0, end);
    var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return Problem.error(
        "document.encoding",
        new Location("", line, end - before.lastIndexOf('\n')),
        "The character U+%04X is not allowed in YAML".formatted(e.getCodePoint()),
        "Remove it");
  }

  private static Problem syntax(MarkedYamlEngineException e, String text) {
    var mark = e.getProblemMark().or(e::getContextMark);
    var line = mark.map(at -> at.getLine() + 1).orElse(0);
    var column = mark.map(at -> at.getColumn() + 1).orElse(0);
    var location = new Location("", line, column);
    if (line > 0 && startsWithTab(text, line)) {
      return Problem.error(
          "document.syntax",
          location,
          "This is not YAML: the line is indented with a tab",
          "Indent with spaces");
    }
    var context = e.getContext() == null ? "" : e.getContext() + ", ";
    return Problem.error(
        "document.syntax",
        location,
        "This is not YAML: " + LINE_BREAKS.matcher(context + e.getProblem()).replaceAll(" "),
        "Correct the syntax at this place");
  }

  private static boolean startsWithTab(String text, int line) {
    var found = text.lines().skip(line - 1L).findFirst().orElse("");
    return found.substring(0, found.length() - found.stripLeading().length()).contains("\t");
  }

  /**
   * The next event. The parser should throw its own exceptions alone, but at {@code "\\x} at the
   * end of a file, for one, it throws others.
   */
  private Event next() {
    try {
      last = events.next();
      return last;
    } catch (YamlEngineException e) {
      throw e;
    } catch (RuntimeException e) {
      var at = Optional.ofNullable(last).flatMap(Event::getEndMark);
      throw new ReadingEndedException(
          Problem.error(
              "document.syntax",
              new Location(
                  "",
                  at.map(mark -> mark.getLine() + 1).orElse(1),
                  at.map(mark -> mark.getColumn() + 1).orElse(1)),
              "This is not YAML: the parser fails on what comes next",
              "Correct the syntax after this place"));
    }
  }

  private Tree value(Event event, int depth) {
    count(1, event);
    if (depth > limits.depth()) {
      throw new ReadingEndedException(TreeParser.tooDeep(limits, line(event), column(event)));
    }
    var before = values;
    var outside = deepest;
    deepest = depth;
    var tree =
        switch (event) {
          case AliasEvent alias -> aliased(alias, depth);
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent _ -> sequence(event, depth);
          case MappingStartEvent _ -> mapping(event, depth);
          default -> throw new IllegalStateException("Not the start of a value: " + event);
        };
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
      node.getAnchor().ifPresent(anchor -> anchors.put(anchor, anchored(tree, before, depth)));
    }
    deepest = Math.max(deepest, outside);
    return tree;
  }

  private Anchored anchored(Tree tree, int valuesBefore, int depth) {
    return new Anchored(tree, values - valuesBefore + 1, deepest - depth + 1);
  }

  private Tree aliased(AliasEvent alias, int depth) {
    var anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      problem(
          alias,
          "document.syntax",
          "The alias '*%s' has no anchor before it".formatted(alias.getAlias()),
          "Define the anchor first, or write the value out");
      return new Scalar("", false, line(alias), column(alias));
    }
    count(anchored.values(), alias);
    deepest = depth + anchored.height() - 1;
    if (deepest > limits.depth()) {
      throw new ReadingEndedException(TreeParser.tooDeep(limits, line(alias), column(alias)));
    }
    return anchored.tree();
  }

  private Scalar scalar(ScalarEvent scalar) {
    if (!TreeParser.isStorable(scalar.getValue())) {
      TreeParser.add(problems, TreeParser.notStorable(line(scalar), column(scalar)));
    }
    return new Scalar(
        scalar.getValue(),
        scalar.getScalarStyle() != ScalarStyle.PLAIN,
        line(scalar),
        column(scalar));
  }

  private Sequence sequence(Event start, int depth) {
    var items = new ArrayList<Tree>();
    for (var event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(value(event, depth + 1));
    }
    return new Sequence(items, line(start), column(start));
  }

  private Mapping mapping(Event start, int depth) {
    var entries = new ArrayList<Entry>();
    var names = new HashSet<String>();
    for (var event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      var key = value(event, depth + 1);
      var value = value(next(), depth + 1);
      if (!(key instanceof Scalar(var name, _, _, _))) {
        problem(
            event,
            "document.syntax",
            "A name is expected here, found " + key.describe(),
            "Use a plain word as the name");
      } else if (!names.add(name)) {
        problem(
            event,
            "document.duplicate-key",
            "'%s' is given twice".formatted(name),
            "Remove one of the two");
      } else {
        entries.add(new Entry(name, line(event), column(event), value));
      }
    }
    return new Mapping(entries, line(start), column(start));
  }

  private void count(int more, Event event) {
    values += more;
    if (values > limits.values()) {
      throw new ReadingEndedException(TreeParser.tooManyValues(limits, line(event), column(event)));
    }
  }

  private void problem(Event event, String rule, String message, String remedy) {
    TreeParser.add(
        problems,
        Problem.error(rule, new Location("", line(event), column(event)), message, remedy));
  }

  private static int line(Event event) {
    return mark(event).map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return mark(event).map(mark -> mark.getColumn() + 1).orElse(0);
  }

  private static Optional<Mark> mark(Event event) {
    return event.getStartMark();
  }
}
